/** Products of a sparse matrix and a dense one, through which gradients flow to the dense one. */
import type { CompressedRows } from '../../../math/sparse/compressed-rows';
import { type SparsePattern, sparsePattern, sparseTimesDense } from '../../../math/sparse/sparse-matrix';
import type { Tensor, Tensors } from '../../../math/tensors/tensors';

/**
 * Returns the operation x ↦ S x, or Sᵀ x with `transposed`, where S has the `values` in the pattern's cells. Its gradient
 * is the product with the other one of the two. Cost: O(cells · columns of x).
 */
export function sparseProduct(
  tensors: Tensors,
  pattern: SparsePattern,
  values: Tensor,
  { transposed = false } = {},
): (x: Tensor) => Tensor {
  const times = (x: Tensor, turned: boolean) =>
    sparseTimesDense(tensors, pattern, values, x, { transposed: turned });
  return tensors.tf.customGrad((x) => ({
    value: times(x as Tensor, transposed),
    gradFunc: (slope: Tensor) => times(slope, !transposed),
  }));
}

/** The pattern of a matrix in compressed rows. */
export function patternOf(
  tensors: Tensors,
  { columnCount, offsets, columns }: CompressedRows,
): SparsePattern {
  const rows = new Int32Array(columns.length);
  for (let row = 0; row + 1 < offsets.length; row++) rows.fill(row, offsets[row], offsets[row + 1]);
  return sparsePattern(tensors, rows, Int32Array.from(columns), [offsets.length - 1, columnCount]);
}

/** Some rows of a matrix, and of a table the rows that they need. */
export interface PickedRows {
  /** The columns that occur in these rows, each once, ascending. */
  readonly columns: Int32Array;
  /** The rows, with their columns renumbered by their places in `columns`. */
  readonly matrix: CompressedRows;
}

/**
 * Picks rows from a matrix, for the product with a table of which only a few rows are needed.
 * @param valueAt the value to take for the entry at a position, 0 to leave it out; default: its own
 */
export function pickRows(
  { offsets, columns, values }: CompressedRows,
  rows: ArrayLike<number>,
  valueAt: (at: number) => number = (at) => values[at],
): PickedRows {
  const [own, kept]: [number[], number[]] = [[], []];
  const ends = new Int32Array(rows.length + 1);
  for (let n = 0; n < rows.length; n++) {
    for (let at = offsets[rows[n]]; at < offsets[rows[n] + 1]; at++) {
      const value = valueAt(at);
      if (value === 0) continue;
      own.push(columns[at]);
      kept.push(value);
    }
    ends[n + 1] = own.length;
  }
  // At least one, as a table without rows can't be multiplied.
  const distinct = Int32Array.from(new Set(own.length > 0 ? own : [0])).sort();
  const placeOf = new Map(Array.from(distinct, (column, place) => [column, place]));
  const matrix: CompressedRows = {
    columnCount: distinct.length,
    offsets: ends,
    columns: Int32Array.from(own, (column) => placeOf.get(column) as number),
    values: Float32Array.from(kept),
  };
  return { columns: distinct, matrix };
}

/** Sums of the rows of a table, and the tensors that they hold until they are disposed. */
export interface RowSums {
  /** From the rows of the table at `columns`, [columns, k], to the picked rows' sums, [rows, k]. */
  readonly of: (table: Tensor) => Tensor;
  readonly tensors: readonly Tensor[];
}

export function sumsOfRows(tensors: Tensors, { matrix }: PickedRows): RowSums {
  const pattern = patternOf(tensors, matrix);
  const values = tensors.tf.tensor1d(matrix.values);
  return { of: sparseProduct(tensors, pattern, values), tensors: [pattern.cells, pattern.shape, values] };
}

/** Adds the sum of a row's entries times the table's rows, [columns, k], to a vector of length k. */
export function addSum(
  { offsets, columns, values }: CompressedRows,
  row: number,
  table: Float32Array,
  to: Float32Array | Float64Array,
): void {
  for (let at = offsets[row]; at < offsets[row + 1]; at++) {
    const from = columns[at] * to.length;
    for (let f = 0; f < to.length; f++) to[f] += values[at] * table[from + f];
  }
}
