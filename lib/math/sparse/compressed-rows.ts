/** A sparse matrix in compressed rows (CSR). */
import type { Int32Vector } from '../../core/readonly-vector';

export interface CompressedRows<Values extends Float32Array | Float64Array = Float32Array> {
  readonly columnCount: number;
  /** The entries of row r are at `offsets[r]` to `offsets[r + 1] - 1`. Int32 [rows + 1]. */
  readonly offsets: Int32Vector;
  /** Column of each entry. Int32. */
  readonly columns: Int32Vector;
  /** Value of each entry. */
  readonly values: Values;
}

/**
 * A sparse matrix as a list of entries, in any order: entry n is `values[n]` in row `rows[n]` and column `columns[n]`. A
 * duplicate cell counts as two entries.
 */
export interface Entries {
  readonly rowCount: number;
  readonly columnCount: number;
  readonly rows: ArrayLike<number>;
  readonly columns: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/**
 * Groups entries by row; within a row, they keep their order. Cost: O(entries + rows).
 * @param values receives the values; its length is the number of entries, its type is the precision
 */
export function compressRows<Values extends Float32Array | Float64Array>(
  entries: Entries,
  values: Values,
): CompressedRows<Values> {
  const { rowCount, columnCount, rows } = entries;
  const offsets = new Int32Array(rowCount + 1);
  for (let entry = 0; entry < rows.length; entry++) offsets[rows[entry] + 1]++;
  for (let row = 0; row < rowCount; row++) offsets[row + 1] += offsets[row];
  const next = offsets.slice(0, rowCount);
  const columns = new Int32Array(rows.length);
  for (let entry = 0; entry < rows.length; entry++) {
    const to = next[rows[entry]]++;
    columns[to] = entries.columns[entry];
    values[to] = entries.values[entry];
  }
  return { columnCount, offsets, columns, values };
}

/** The transpose. Within each of its rows, columns ascend. Cost: O(entries + rows + columns). */
export function transposed<Values extends Float32Array | Float64Array>(
  matrix: CompressedRows<Values>,
): CompressedRows<Values> {
  const { columnCount, offsets, columns, values } = matrix;
  const entries = {
    rowCount: columnCount,
    columnCount: offsets.length - 1,
    rows: columns,
    columns: rowOfEach(offsets),
    values,
  };
  return compressRows(entries, values.slice() as Values);
}

/** The same matrix with ascending columns within each row, so that they can be searched by bisection. Cost: as transposing twice. */
export function sortedRows<Values extends Float32Array | Float64Array>(
  matrix: CompressedRows<Values>,
): CompressedRows<Values> {
  return transposed(transposed(matrix));
}

/** The row of each entry. */
function rowOfEach(offsets: Int32Vector): Int32Array {
  const rows = new Int32Array(offsets[offsets.length - 1]);
  for (let row = 0; row + 1 < offsets.length; row++) rows.fill(row, offsets[row], offsets[row + 1]);
  return rows;
}
