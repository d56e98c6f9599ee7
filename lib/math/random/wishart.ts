/** Random positive definite matrices: draws from a Wishart distribution. */
import { cholesky, solveUpper } from '../dense/cholesky';
import type { RandomState } from './random-state';

/**
 * Draws Λ ~ Wishart(W, ν), the distribution of Σ x xᵀ over ν draws x ~ N(0, W); its mean is ν W. W is given by
 * its inverse, as it occurs in posterior distributions. With W⁻¹ = K Kᵀ, the draw is Λ = (K⁻ᵀ A)(K⁻ᵀ A)ᵀ,
 * where A is lower triangular with √χ²(ν), √χ²(ν − 1), … on its diagonal and normal numbers below.
 *
 * @param inverse W⁻¹, symmetric positive definite, [n, n] in row-major order; not changed
 * @param freedom ν, more than n − 1
 * @returns Λ. Float64 [n, n]. Cost: O(n³)
 * @example
 * wishart(new RandomState(0), Float64Array.of(1, 0, 0, 1), 2, 5); // Float64Array of 4 numbers, with the mean 5 I
 *
 * Source: M. S. Bartlett, "On the Theory of Statistical Regression", 1933.
 */
export function wishart(
  random: RandomState,
  inverse: Float64Array,
  n: number,
  freedom: number,
): Float64Array {
  const k = inverse.slice();
  cholesky(k, n);
  // The columns of K⁻ᵀ A, one after the other.
  const columns = Array.from({ length: n }, (_, j) => {
    const column = new Float64Array(n);
    column[j] = Math.sqrt(2 * random.gamma((freedom - j) / 2));
    for (let i = j + 1; i < n; i++) column[i] = random.normal();
    solveUpper(k, column, n);
    return column;
  });
  const draw = new Float64Array(n * n);
  for (const column of columns) {
    for (let a = 0; a < n; a++) for (let b = 0; b < n; b++) draw[a * n + b] += column[a] * column[b];
  }
  return draw;
}
