/** A sparse matrix in compressed rows (CSR). */
import type { Int32Vector } from '../../core/readonly-vector';
import { groupRows } from '../../data/table/row-groups';

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
  const { offsets, rows: order } = groupRows(entries.rows, entries.rowCount);
  const columns = new Int32Array(order.length);
  for (let at = 0; at < order.length; at++) {
    columns[at] = entries.columns[order[at]];
    values[at] = entries.values[order[at]];
  }
  return { columnCount: entries.columnCount, offsets, columns, values };
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

/** The row of each entry. */
function rowOfEach(offsets: Int32Vector): Int32Array {
  const rows = new Int32Array(offsets[offsets.length - 1]);
  for (let row = 0; row + 1 < offsets.length; row++) rows.fill(row, offsets[row], offsets[row + 1]);
  return rows;
}
