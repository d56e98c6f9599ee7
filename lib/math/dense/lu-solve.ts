/**
 * Solves many small systems of linear equations A X = B in plain TypeScript, by Gaussian elimination with
 * partial pivoting (Golub and Van Loan, Matrix Computations, section 3.4), in double precision whatever the
 * precision of the arrays. Cost: O(batch · n² (n/3 + k)).
 */
import { LabError } from '../../core/errors';

/** The sizes of a batch of systems, and whether to solve with Aᵀ. */
export interface LuSolveShape {
  /** Number of systems. */
  readonly batch: number;
  /** Rows and columns of each A. */
  readonly n: number;
  /** Columns of each B and X. */
  readonly k: number;
  /** Solve Aᵀ X = B instead of A X = B. Default false. */
  readonly transposed?: boolean;
}

/**
 * Solves the batch. `a` holds [batch, n, n] and `b` [batch, n, k] numbers in row-major order; neither is
 * changed. The result is [batch, n, k].
 * @throws LabError with code `SINGULAR` and the number of the matrix, if a matrix has no inverse
 */
export function luSolve(a: ArrayLike<number>, b: ArrayLike<number>, shape: LuSolveShape): Float32Array {
  const { batch, n, k, transposed = false } = shape;
  const x = new Float32Array(batch * n * k);
  const work = new Float64Array(n * n);
  const right = new Float64Array(n * k);
  for (let system = 0; system < batch; system++) {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) work[transposed ? j * n + i : i * n + j] = a[system * n * n + i * n + j];
    }
    for (let i = 0; i < right.length; i++) right[i] = b[system * n * k + i];
    if (!eliminate(work, right, n, k)) {
      throw new LabError('SINGULAR', `luSolve: matrix ${system} of ${batch} has no inverse`);
    }
    substitute(work, right, n, k);
    x.set(right, system * n * k);
  }
  return x;
}

/** Makes `a` upper triangular and applies the same operations to `b`. Returns false if `a` is singular. */
function eliminate(a: Float64Array, b: Float64Array, n: number, k: number): boolean {
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let i = column + 1; i < n; i++) {
      if (Math.abs(a[i * n + column]) > Math.abs(a[pivot * n + column])) pivot = i;
    }
    const divisor = a[pivot * n + column];
    if (!(Math.abs(divisor) > 0)) return false; // also if it is NaN
    if (pivot !== column) {
      swapRows(a, n, pivot, column);
      swapRows(b, k, pivot, column);
    }
    for (let i = column + 1; i < n; i++) {
      const factor = a[i * n + column] / divisor;
      if (factor === 0) continue;
      for (let j = column + 1; j < n; j++) a[i * n + j] -= factor * a[column * n + j];
      for (let j = 0; j < k; j++) b[i * k + j] -= factor * b[column * k + j];
    }
  }
  return true;
}

/** Back substitution: solves the upper triangular system; `b` becomes the solution. */
function substitute(a: Float64Array, b: Float64Array, n: number, k: number): void {
  for (let i = n - 1; i >= 0; i--) {
    for (let j = 0; j < k; j++) {
      let sum = b[i * k + j];
      for (let m = i + 1; m < n; m++) sum -= a[i * n + m] * b[m * k + j];
      b[i * k + j] = sum / a[i * n + i];
    }
  }
}

function swapRows(values: Float64Array, width: number, first: number, second: number): void {
  for (let j = 0; j < width; j++) {
    const kept = values[first * width + j];
    values[first * width + j] = values[second * width + j];
    values[second * width + j] = kept;
  }
}
