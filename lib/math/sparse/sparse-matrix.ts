/**
 * Products with a sparse matrix, such as a rating matrix without its empty cells.
 *
 * The pattern (which cells are present) and the values are separate, because in gradient descent the pattern
 * stays the same, while the values, the errors, change at every step. On the native backend, the product is
 * TensorFlow's `SparseTensorDenseMatMul`, elsewhere a loop. Memory: 8 bytes per cell for the pattern.
 */
import { OptionError } from '../../core/errors';
import { type NativeOp, runOp } from '../tensors/native-op';
import { pickAt, product } from '../tensors/native-products';
import type { Tensor, Tensors } from '../tensors/tensors';

/** Which cells of a matrix are present. Its tensors belong to the scope that was current when it was made. */
export interface SparsePattern {
  /** The size of the whole matrix. */
  readonly rows: number;
  readonly columns: number;
  /** The number of cells present. */
  readonly size: number;
  /** Row and column of each cell. int32 [size, 2]. */
  readonly cells: Tensor;
  /** [rows, columns] as 64-bit integers; only for native operations on the native backend. */
  readonly shape: Tensor;
}

/** Measured: below this density, gathering the rows of both tables is faster than the full product. */
export const GATHER_BELOW = 1 / 160;

/**
 * A pattern from the row and column of each cell.
 * @throws OptionError when the columns differ in length or a cell lies outside the matrix
 */
export function sparsePattern(
  tensors: Tensors,
  rowOf: Int32Array,
  columnOf: Int32Array,
  [rows, columns]: readonly [rows: number, columns: number],
): SparsePattern {
  const size = rowOf.length;
  if (columnOf.length !== size) {
    throw new OptionError(
      `sparsePattern: rowOf and columnOf must have the same length, got ${size} and ${columnOf.length}`,
    );
  }
  const pairs = new Int32Array(2 * size);
  for (let cell = 0; cell < size; cell++) {
    const row = rowOf[cell];
    const column = columnOf[cell];
    // TensorFlow itself checks only one of the two, and reads out of bounds with the other.
    if (!(row >= 0 && row < rows && column >= 0 && column < columns)) {
      throw new OptionError(
        `sparsePattern: cell (${row}, ${column}) is outside the ${rows} x ${columns} matrix`,
      );
    }
    pairs[2 * cell] = row;
    pairs[2 * cell + 1] = column;
  }
  const cells = tensors.tf.tensor2d(pairs, [size, 2], 'int32');
  return { rows, columns, size, cells, shape: int64Shape(tensors, rows, columns) };
}

/**
 * S D, or Sᵀ D with `transposed`, where S has the `values` (float32 [size]) in the pattern's cells and
 * zeros elsewhere. D is float32 [columns, k] ([rows, k] with `transposed`), the result [rows, k]
 * ([columns, k]). Cost: O(size · k).
 */
export function sparseTimesDense(
  tensors: Tensors,
  pattern: SparsePattern,
  values: Tensor,
  dense: Tensor,
  options: { readonly transposed?: boolean } = {},
): Tensor {
  const { transposed = false } = options;
  const inner = transposed ? pattern.rows : pattern.columns;
  if (values.size !== pattern.size || dense.rank !== 2 || dense.shape[0] !== inner) {
    throw new OptionError(
      `sparseTimesDense: expected ${pattern.size} values and a [${inner}, k] matrix, got ${values.size} values and [${dense.shape.join(', ')}]`,
    );
  }
  const inputs = [pattern.cells, values, pattern.shape, dense] as const;
  return runOp(tensors, SPARSE_PRODUCT, inputs, { transposed, pattern });
}

/**
 * The cells of P Qᵀ that are in the pattern, float32 [size]: for cell (u, i), the dot product of row u of P
 * [rows, k] and row i of Q [columns, k].
 *
 * Unless the matrix is very sparse, the full product P Qᵀ is computed, which is fast, and the cells are
 * picked; this temporarily takes rows x columns floats. Otherwise the rows are gathered: 2 · size · k floats.
 */
export function productCells(tensors: Tensors, pattern: SparsePattern, p: Tensor, q: Tensor): Tensor {
  const { tf } = tensors;
  const { rows, columns, size, cells } = pattern;
  if (size >= GATHER_BELOW * rows * columns) {
    const all = product(tensors, p, q, { transposed: true }); // [rows, columns]
    const picked = pickAt(tensors, all, cells);
    all.dispose();
    return picked;
  }
  return tf.tidy(() => {
    const [row, column] = tf.unstack(cells, 1);
    return tf.sum(tf.mul(tf.gather(p, row), tf.gather(q, column)), 1);
  });
}

const SPARSE_PRODUCT: NativeOp<
  readonly [cells: Tensor, values: Tensor, shape: Tensor, dense: Tensor],
  { readonly transposed: boolean; readonly pattern: SparsePattern }
> = {
  op: 'SparseTensorDenseMatMul',
  attributes: ([cells, values], { transposed }) => [
    { name: 'T', type: values.dtype },
    { name: 'Tindices', type: cells.dtype },
    { name: 'adjoint_a', bool: transposed },
    { name: 'adjoint_b', bool: false },
  ],
  portable: ({ tf }, [cells, values, , dense], { transposed, pattern }) => {
    const k = dense.shape[1] as number;
    const [at, value, from] = [cells.dataSync(), values.dataSync(), dense.dataSync()];
    const rows = transposed ? pattern.columns : pattern.rows;
    const sums = new Float32Array(rows * k);
    const [to, inner] = transposed ? [1, 0] : [0, 1];
    for (let cell = 0; cell < value.length; cell++) {
      const target = at[2 * cell + to] * k;
      const source = at[2 * cell + inner] * k;
      for (let f = 0; f < k; f++) sums[target + f] += value[cell] * from[source + f];
    }
    return tf.tensor2d(sums, [rows, k]);
  },
};

/** The part of the native backend used here; TensorFlow.js exports no type for it. */
interface NativeBackend {
  readonly binding: { readonly TF_INT64: number };
  readonly tensorMap: { get(id: object): { dtype: number; values: Int32Array } };
}

/**
 * The operation expects its shape in 64-bit integers, a type that TensorFlow.js doesn't have. Its binding
 * does, and takes them as pairs of 32-bit integers, so this changes the type in the entry of a fresh int32
 * tensor, which is passed to TensorFlow only at its first use. The tensor must not be read.
 */
function int64Shape({ tf, backend }: Tensors, rows: number, columns: number): Tensor {
  const shape = tf.tensor1d([rows, columns], 'int32');
  if (backend === 'tensorflow') {
    const native = tf.backend() as unknown as NativeBackend;
    const entry = native.tensorMap.get(shape.dataId);
    entry.dtype = native.binding.TF_INT64;
    entry.values = Int32Array.of(rows, 0, columns, 0);
  }
  return shape;
}
