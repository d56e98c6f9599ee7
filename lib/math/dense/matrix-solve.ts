import { LabError, OptionError } from '../../core/errors';
import { type NativeOp, runOp } from '../tensors/native-op';
import type { Tensor, Tensors } from '../tensors/tensors';
import { luSolve } from './lu-solve';

/** Options of `matrixSolve`. */
export interface MatrixSolveOptions {
  /** Solve with the transpose of each A. Default false. */
  readonly transposed?: boolean;
}

const MATRIX_SOLVE: NativeOp<readonly [a: Tensor, b: Tensor], MatrixSolveOptions> = {
  op: 'MatrixSolve',
  attributes: ([a], { transposed = false }) => [
    { name: 'T', type: a.dtype },
    { name: 'adjoint', bool: transposed },
  ],
  portable: ({ tf }, [a, b], { transposed }) => {
    const [n, k] = b.shape.slice(-2);
    const shape = { batch: a.size / (n * n || 1), n, k, transposed };
    return tf.tensor(luSolve(a.dataSync(), b.dataSync(), shape), b.shape, 'float32');
  },
};

/**
 * Solves A X = B for a batch of square systems in one call, such as the ridge regressions of alternating
 * least squares. `a` is float32 [..., n, n], `b` float32 [..., n, k] with the same leading dimensions; the
 * result has the shape of `b`. On the native backend, this is TensorFlow's MatrixSolve (LU with partial
 * pivoting); elsewhere, the same in TypeScript, which reads the tensors synchronously: 943 systems of 32 x 32
 * take about 30 ms. The result belongs to the current scope. Throws OptionError for shapes that don't match,
 * and LabError with code `SINGULAR` for a matrix without an inverse.
 */
export function matrixSolve(
  tensors: Tensors,
  a: Tensor,
  b: Tensor,
  options: MatrixSolveOptions = {},
): Tensor {
  const [rows, columns] = a.shape.slice(-2);
  const outer = (tensor: Tensor) => tensor.shape.slice(0, -2).join();
  if (a.rank < 2 || rows !== columns) {
    throw new OptionError(`matrixSolve: a must be [..., n, n], got [${a.shape.join(', ')}]`);
  }
  if (b.rank !== a.rank || b.shape[b.rank - 2] !== rows || outer(a) !== outer(b)) {
    const wanted = [...a.shape.slice(0, -1), 'k'].join(', ');
    throw new OptionError(`matrixSolve: b must be [${wanted}] to match a, got [${b.shape.join(', ')}]`);
  }
  for (const [name, { dtype }] of Object.entries({ a, b })) {
    if (dtype !== 'float32') throw new OptionError(`matrixSolve: ${name} must be float32, got ${dtype}`);
  }
  try {
    return runOp(tensors, MATRIX_SOLVE, [a, b], options);
  } catch (cause) {
    if (!/invertible|SINGULAR|no inverse/.test(String(cause))) throw cause;
    throw new LabError('SINGULAR', 'matrixSolve: a matrix of the batch has no inverse', { cause });
  }
}
