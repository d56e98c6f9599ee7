/**
 * Columns of tables that grow from each other. A table never changes, but the next one, with a few rows more, need not
 * copy it: both see parts of one buffer, the earlier table its first rows, the later one those and the new ones behind
 * them.
 */

/** The typed arrays that columns are made of. */
export type Column = Int32Array | Float32Array | Float64Array;

/** Bytes of a buffer that belong to some table. What is behind them nobody has seen. */
const taken = new WeakMap<ArrayBufferLike, number>();

/** A copy has room for half as many rows again, so that a row costs O(1) on average. */
const ROOM = 1.5;

/**
 * The column with more values behind it; the given one stays as it is. Nothing is copied if there is room behind it that
 * no other column has taken: two columns that grow from the same one each have their own values.
 *
 * @example
 * const one = appended(Float32Array.of(5, 3), [4]); // 5, 3, 4
 * const two = appended(one, [1]);                   // 5, 3, 4, 1: in the buffer of `one`
 */
export function appended<A extends Column>(column: A, values: ArrayLike<number>): A {
  const length = column.length + values.length;
  const end = column.byteOffset + column.byteLength;
  const isLast = taken.get(column.buffer) === end;
  const hasRoom = isLast && column.buffer.byteLength - column.byteOffset >= length * column.BYTES_PER_ELEMENT;
  const make = column.constructor as new (
    source: number | ArrayBufferLike,
    from?: number,
    length?: number,
  ) => A;
  const whole = hasRoom ? column : new make(Math.ceil(length * ROOM));
  if (!hasRoom) whole.set(column);
  const longer = new make(whole.buffer, whole.byteOffset, length);
  longer.set(values, column.length);
  taken.set(longer.buffer, longer.byteOffset + longer.byteLength);
  return longer;
}

/** A copy without the values at these places, which ascend. */
export function without<A extends Column>(column: A, places: readonly number[]): A {
  const copy = column.slice(places.length) as A; // as long as what is left
  let from = 0;
  for (const [n, place] of [...places, column.length].entries()) {
    copy.set(column.subarray(from, place), from - n);
    from = place + 1;
  }
  return copy;
}
