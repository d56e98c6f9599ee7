/**
 * Bayesian linear regression of one arm, or ridge regression with its uncertainty:
 *
 *     r = x · θ + noise,   θ ~ N(A⁻¹ b, σ² A⁻¹) for noise of variance σ²,
 *     A = ridge · I + Σ x xᵀ,   b = ridge · θ₀ + Σ r x.
 *
 * Cost: O(d²) per reward; O(d³ / 3) once after rewards, for the Cholesky decomposition of A; then O(d) for a mean and
 * O(d²) for a variance.
 *
 * Source: T. Hastie, R. Tibshirani, J. Friedman, The Elements of Statistical Learning, section 3.4.1.
 */
import { cholesky, solveLower, solveUpper } from '../../math/dense/cholesky';
import type { Context } from '../policy';
import { dot } from './dot';

export class Ridge {
  readonly #features: number;
  /** Σ x xᵀ [d, d], then Σ r x [d]. */
  readonly #sums: Float64Array;
  #solved?: { readonly l: Float64Array; readonly theta: Float64Array };

  /**
   * @param prior θ₀; not copied
   * @param sums the `sums` of another one, to continue from; undefined for no rewards
   */
  constructor(
    readonly ridge: number,
    readonly prior: ArrayLike<number>,
    sums?: Float64Array,
  ) {
    const d = prior.length;
    this.#features = d;
    this.#sums = sums ?? new Float64Array(d * d + d);
  }

  /** What was learned: Σ x xᵀ by row, then Σ r x. */
  get sums(): Float64Array {
    return this.#sums;
  }

  add(x: Context, reward: number, weight: number): void {
    const [d, sums] = [this.#features, this.#sums];
    for (let a = 0; a < d; a++) {
      for (let b = 0; b < d; b++) sums[a * d + b] += weight * x[a] * x[b];
      sums[d * d + a] += weight * reward * x[a];
    }
    this.#solved = undefined;
  }

  /** A⁻¹ b. */
  get theta(): Float64Array {
    return this.#solution().theta;
  }

  /** x · A⁻¹ b. */
  mean(x: Context): number {
    return dot(x, this.#solution().theta);
  }

  /** xᵀ A⁻¹ x = ‖L⁻¹ x‖². */
  variance(x: Context): number {
    const z = Float64Array.from(x);
    solveLower(this.#solution().l, z, this.#features);
    return dot(z, z);
  }

  /** A⁻¹, by columns. */
  covariance(): number[][] {
    const { l } = this.#solution();
    return Array.from({ length: this.#features }, (_, a) => {
      const column = new Float64Array(this.#features);
      column[a] = 1;
      solveLower(l, column, this.#features);
      solveUpper(l, column, this.#features);
      return [...column];
    });
  }

  #solution(): { readonly l: Float64Array; readonly theta: Float64Array } {
    if (this.#solved) return this.#solved;
    const d = this.#features;
    const l = this.#sums.slice(0, d * d);
    const theta = this.#sums.slice(d * d);
    for (let a = 0; a < d; a++) {
      l[a * d + a] += this.ridge;
      theta[a] += this.ridge * this.prior[a];
    }
    cholesky(l, d);
    solveLower(l, theta, d);
    solveUpper(l, theta, d);
    this.#solved = { l, theta };
    return this.#solved;
  }
}
