/**
 * Products of matrices, and entries picked by their places, called in TensorFlow directly: `tf.matMul` and
 * `tf.gatherND` without the reshapes and checks that TensorFlow.js wraps around, for loops of thousands of steps. No
 * gradients are defined for them.
 */
import { type NativeOp, runOp } from './native-op';
import type { Tensor, Tensors } from './tensors';

/**
 * a b, or a bᵀ with `transposed`: of two matrices, or of as many pairs of matrices as the first dimension of both
 * tells. The result belongs to the current scope.
 *
 * For [189, 102] by [331, 102], a block of SVD on MovieLens 100K, it takes 0.9 of the time of `tf.matMul`, which runs
 * the same operation. Not `MatMul`, which takes another tenth off: its kernels (oneDNN's single-precision `gemm`) keep
 * data where the stack pointer points, so that a signal which arrives meanwhile, as from a stop button or a profiler,
 * overwrites foreign memory, and the process ends with "corrupted size vs. prev_size".
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
 * The entries of `table`, or its rows, that stand at `places`, int32 [..., 1] for rows of a matrix, [..., 2] for its
 * cells. Not `tf.gather` for rows: it looks at every index in a loop before, which takes as long as all the rest.
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
  // WebAssembly takes ten times as long when it has to read a large b by columns itself; small ones aren't worth a copy.
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
