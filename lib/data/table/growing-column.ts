/**
 * Columns of tables that are extended. A table never changes, but a later table with a few more rows doesn't
 * need to copy it: both see parts of one buffer, the earlier table the first rows, the later one those and
 * the new rows after them.
 */

/** The typed arrays that columns consist of. */
export type Column = Int32Array | Float32Array | Float64Array;

/** Bytes of a buffer that belong to a table; no table has seen the bytes after them. */
const taken = new WeakMap<ArrayBufferLike, number>();

/** A copy has room for half as many rows again, so that appending costs O(1) per row on average. */
const ROOM = 1.5;

/**
 * The column followed by more values; the given column isn't changed. Nothing is copied if there is room
 * after it that no other column has taken: two columns that extend the same one each have their own values.
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

/** A copy without the values at these ascending positions. */
export function without<A extends Column>(column: A, places: readonly number[]): A {
  const copy = column.slice(places.length) as A; // as long as what is left
  let from = 0;
  for (const [n, place] of [...places, column.length].entries()) {
    copy.set(column.subarray(from, place), from - n);
    from = place + 1;
  }
  return copy;
}
