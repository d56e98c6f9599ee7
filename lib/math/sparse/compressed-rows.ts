/** A sparse matrix, compressed by rows. */
import type { Int32Vector } from '../../core/readonly-vector';

export interface CompressedRows {
  readonly columnCount: number;
  /** The entries of row r stand at `offsets[r]` to `offsets[r + 1] - 1`. Int32 [rows + 1]. */
  readonly offsets: Int32Vector;
  /** Column of each entry. Int32. */
  readonly columns: Int32Vector;
  /** Value of each entry. Float32. */
  readonly values: Float32Array;
}

/** The transpose: its rows are the columns. Within a row columns ascend. Cost: O(entries + rows + columns). */
export function transposed({ columnCount, offsets, columns, values }: CompressedRows): CompressedRows {
  const rowCount = offsets.length - 1;
  const starts = new Int32Array(columnCount + 1);
  for (let at = 0; at < columns.length; at++) starts[columns[at] + 1]++;
  for (let column = 0; column < columnCount; column++) starts[column + 1] += starts[column];
  const next = starts.slice(0, columnCount);
  const rows = new Int32Array(columns.length);
  const moved = new Float32Array(columns.length);
  for (let row = 0; row < rowCount; row++) {
    for (let at = offsets[row]; at < offsets[row + 1]; at++) {
      const place = next[columns[at]]++;
      rows[place] = row;
      moved[place] = values[at];
    }
  }
  return { columnCount: rowCount, offsets: starts, columns: rows, values: moved };
}
