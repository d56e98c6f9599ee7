/**
 * The values of a column at given rows.
 */

/**
 * `column[rows[n]]` for each n, as a new array of the same type. A loop, because `from` with a function is
 * ten times slower.
 */
export function gather<Column extends Int32Array | Float32Array | Float64Array>(
  column: Column,
  rows: ArrayLike<number>,
): Column {
  const values = new (column.constructor as new (length: number) => Column)(rows.length);
  for (let n = 0; n < rows.length; n++) values[n] = column[rows[n]];
  return values;
}
