/**
 * Matrix products and lookups by index that call TensorFlow directly: `tf.matMul` and `tf.gatherND` without
 * the reshaping and checks that TensorFlow.js adds, for loops of thousands of steps. They have no gradients.
 */
import { type NativeOp, runOp } from './native-op';
import type { Tensor, Tensors } from './tensors';

/**
 * a b, or a bᵀ with `transposed`: for two matrices, or for two batches of matrices with the same first
 * dimension. The result belongs to the current scope.
 *
 * For [189, 102] by [331, 102], a block of gradient descent on MovieLens 100K, it takes 0.9 times as long as
 * `tf.matMul`, which runs the same operation. TensorFlow's `MatMul` would be another tenth faster, but isn't safe: its
 * kernels (oneDNN's single-precision `gemm`) keep data below the stack pointer, so a signal that arrives
 * meanwhile, from a stop button or a profiler, overwrites memory, and the process ends with "corrupted size
 * vs. prev_size".
 */
export function product(
  tensors: Tensors,
  a: Tensor,
  b: Tensor,
  options: { readonly transposed?: boolean } = {},
): Tensor {
  return runOp(tensors, PRODUCT, [a, b], options);
}

/**
 * The entries of `table`, or its rows, at `places`: int32 [..., 1] for rows of a matrix, [..., 2] for its
 * cells. Not `tf.gather` for rows, because it first checks every index in a loop, which takes as long as
 * everything else.
 */
export function pickAt(tensors: Tensors, table: Tensor, places: Tensor): Tensor {
  return runOp(tensors, PICK, [table, places], undefined);
}

const PRODUCT: NativeOp<readonly [a: Tensor, b: Tensor], { readonly transposed?: boolean }> = {
  op: 'BatchMatMulV2',
  attributes: ([a], { transposed = false }) => [
    { name: 'T', type: a.dtype },
    { name: 'adj_x', bool: false },
    { name: 'adj_y', bool: transposed },
  ],
  // On WebAssembly, transposing a large b beforehand is ten times faster; for small ones, the copy isn't
  // worth it.
  portable: ({ tf }, [a, b], { transposed = false }) =>
    transposed && b.rank === 2
      ? tf.tidy(() => tf.matMul(a, tf.transpose(b)))
      : tf.tidy(() => tf.matMul(a, b, false, transposed)),
};

const PICK: NativeOp<readonly [table: Tensor, places: Tensor], undefined> = {
  op: 'GatherNd',
  attributes: ([table, places]) => [
    { name: 'Tparams', type: table.dtype },
    { name: 'Tindices', type: places.dtype },
  ],
  portable: ({ tf }, [table, places]) => tf.gatherND(table, places),
};
