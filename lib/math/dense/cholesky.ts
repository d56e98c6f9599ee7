/**
 * Cholesky decompositions of small symmetric positive definite matrices, and triangular solves, in plain
 * loops on 64-bit arrays. For the many small systems of a Gibbs sampler, this is faster than calling
 * TensorFlow. Matrices are in row-major order; of A and L, only the lower triangle is used.
 *
 * Source: G. Golub, C. Van Loan, Matrix Computations, sections 3.1 and 4.2.
 */
import { LabError } from '../../core/errors';

/**
 * A = L Lᵀ. Overwrites the lower triangle of `a` with L. Cost: O(n³ / 3).
 * @throws LabError with code `SINGULAR` if A isn't positive definite
 */
export function cholesky(a: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j];
      for (let k = 0; k < j; k++) sum -= a[i * n + k] * a[j * n + k];
      if (i > j) {
        a[i * n + j] = sum / a[j * n + j];
      } else {
        if (!(sum > 0)) throw new LabError('SINGULAR', `cholesky: the matrix is not positive definite`);
        a[i * n + i] = Math.sqrt(sum);
      }
    }
  }
}

/** L x = b. Overwrites `b` with x. Cost: O(n²). */
export function solveLower(l: Float64Array, b: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    let sum = b[i];
    for (let k = 0; k < i; k++) sum -= l[i * n + k] * b[k];
    b[i] = sum / l[i * n + i];
  }
}

/** Lᵀ x = b. Overwrites `b` with x. Cost: O(n²). */
export function solveUpper(l: Float64Array, b: Float64Array, n: number): void {
  for (let i = n - 1; i >= 0; i--) {
    const x = b[i] / l[i * n + i];
    b[i] = x;
    for (let k = 0; k < i; k++) b[k] -= l[i * n + k] * x;
  }
}
