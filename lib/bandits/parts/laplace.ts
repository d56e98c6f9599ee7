/** Bayesian logistic regression with a diagonal precision, by Laplace's approximation. */
import { cholesky, solveLower, solveUpper } from '../../math/dense/cholesky';
import type { Context } from '../policy';
import { dot } from './dot';

/** Independent normal distributions of the coefficients. */
export interface DiagonalNormal {
  readonly mean: Float64Array;
  /** One over the variance, by coefficient. */
  readonly precision: Float64Array;
}

/** An observation. */
export interface Labeled {
  readonly x: Context;
  /** 1 for yes, 0 for no, or between. */
  readonly label: number;
  readonly weight: number;
}

/** σ(s) = 1 / (1 + e^−s). */
export function sigmoid(s: number): number {
  return 1 / (1 + Math.exp(-s));
}

/**
 * The posterior after more rows. Its mean minimizes, with m and q of the prior,
 *
 *     ½ Σ_i q_i (w_i − m_i)² + Σ (ln(1 + e^(w·x)) − label · w·x),
 *
 * by Newton's method with step halving; then q_i grows by Σ x_i² p (1 − p), with p = σ(w·x). For labels 0 and 1, the
 * second sum is Σ ln(1 + e^(−y w·x)) with y = −1 and 1; with y = 0 for no, as in some libraries, rows without a reward
 * teach nothing. Cost: O(d² · rows + d³) per step, with about five steps.
 *
 * Source: O. Chapelle, L. Li, "An Empirical Evaluation of Thompson Sampling", NIPS 2011, algorithm 3.
 */
export function laplaceUpdate(prior: DiagonalNormal, rows: readonly Labeled[]): DiagonalNormal {
  const d = prior.mean.length;
  let w = prior.mean.slice();
  let loss = lossAt(w, prior, rows);
  for (let iteration = 0; iteration < 100; iteration++) {
    const step = newtonStep(w, prior, rows);
    let [share, next, nextLoss] = [1, w, loss];
    for (; share > 1e-6; share /= 2) {
      next = w.map((value, a) => value - share * step[a]);
      nextLoss = lossAt(next, prior, rows);
      if (nextLoss <= loss + 1e-12 * Math.abs(loss)) break;
    }
    [w, loss] = [next, nextLoss];
    if (step.every((change, a) => Math.abs(change) <= 1e-13 * (1 + Math.abs(w[a])))) break;
  }
  const precision = prior.precision.slice();
  for (const { x, weight } of rows) {
    const p = sigmoid(dot(w, x));
    for (let a = 0; a < d; a++) precision[a] += weight * x[a] * x[a] * p * (1 - p);
  }
  return { mean: w, precision };
}

function lossAt(w: Float64Array, { mean, precision }: DiagonalNormal, rows: readonly Labeled[]): number {
  let loss = 0;
  for (let a = 0; a < w.length; a++) loss += (precision[a] * (w[a] - mean[a]) ** 2) / 2;
  for (const { x, label, weight } of rows) {
    const s = dot(w, x);
    loss += weight * (Math.max(s, 0) + Math.log1p(Math.exp(-Math.abs(s))) - label * s);
  }
  return loss;
}

/** The Hessian's inverse times the gradient. */
function newtonStep(w: Float64Array, prior: DiagonalNormal, rows: readonly Labeled[]): Float64Array {
  const d = w.length;
  const step = w.map((value, a) => prior.precision[a] * (value - prior.mean[a]));
  const hessian = new Float64Array(d * d);
  for (let a = 0; a < d; a++) hessian[a * d + a] = prior.precision[a];
  for (const { x, label, weight } of rows) {
    const p = sigmoid(dot(w, x));
    for (let a = 0; a < d; a++) {
      step[a] += weight * (p - label) * x[a];
      for (let b = 0; b <= a; b++) hessian[a * d + b] += weight * p * (1 - p) * x[a] * x[b];
    }
  }
  cholesky(hessian, d);
  solveLower(hessian, step, d);
  solveUpper(hessian, step, d);
  return step;
}
