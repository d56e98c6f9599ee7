/** XᵀX of a sparse matrix X. */
import type { CompressedRows } from '../sparse/compressed-rows';
import { sparsePattern, sparseTimesDense } from '../sparse/sparse-matrix';
import type { Tensor, Tensors } from '../tensors/tensors';

export interface GramOptions {
  /** λ, added to the diagonal. Default 0. */
  readonly ridge?: number;
  /** Maximum number of cells of a block of rows as a dense matrix. Default 16 million: 64 MB. */
  readonly blockCells?: number;
}

/**
 * The Gram matrix G = XᵀX + λ I, g_ij = Σ_r x_ri x_rj. float32 [columns, columns]; belongs to the current
 * scope. Each block of rows, as a sparse matrix, is multiplied with itself as a dense matrix. `breathe` is
 * called and awaited after each block. Cost: O(entries · columns) time, columns² + 16 million floats.
 */
export async function gramMatrix(
  tensors: Tensors,
  matrix: CompressedRows,
  breathe: () => Promise<void>,
  { ridge = 0, blockCells = 16e6 }: GramOptions = {},
): Promise<Tensor> {
  const { tf } = tensors;
  const { columnCount, offsets } = matrix;
  const rowCount = offsets.length - 1;
  const step = Math.max(1, Math.floor(blockCells / columnCount));
  // λ I is filled in directly: `tf.eye` and scaling it by λ would be two more operations of this size.
  const start = new Float32Array(columnCount ** 2);
  for (let column = 0; column < columnCount; column++) start[column * (columnCount + 1)] = ridge;
  let gram: Tensor = tf.tensor2d(start, [columnCount, columnCount]);
  for (let first = 0; first < rowCount; first += step) {
    const rows = Math.min(step, rowCount - first);
    const before = gram;
    gram = tf.tidy(() => tf.add(before, blockGram(tensors, matrix, first, rows)));
    before.dispose();
    await breathe();
  }
  return gram;
}

function blockGram(tensors: Tensors, matrix: CompressedRows, first: number, rows: number): Tensor {
  const { tf } = tensors;
  const { columnCount, offsets, columns, values } = matrix;
  const from = offsets[first];
  const size = offsets[first + rows] - from;
  if (size === 0) return tf.zeros([columnCount, columnCount]);
  const rowOf = new Int32Array(size);
  const dense = new Float32Array(rows * columnCount);
  const part = new Float32Array(size);
  for (let row = 0; row < rows; row++) {
    for (let at = offsets[first + row]; at < offsets[first + row + 1]; at++) {
      rowOf[at - from] = row;
      part[at - from] = values[at];
      dense[row * columnCount + columns[at]] += values[at];
    }
  }
  const columnOf = columns.slice(from, from + size);
  const pattern = sparsePattern(tensors, rowOf, columnOf, [rows, columnCount]);
  const block = tf.tensor2d(dense, [rows, columnCount]);
  return sparseTimesDense(tensors, pattern, tf.tensor1d(part), block, { transposed: true });
}
