/**
 * BayesianMF, a short version for reading: the Gibbs sampler of `bayesian-mf.ts` in plain loops, without side
 * information. Each epoch draws every part of the model from its distribution given all other parts, and given
 * the ratings y, which are standardized. With k = factors + 1 and the rows v_u = [p_u, a_u], v_i = [q_i, b_i]:
 *
 *     1. the prior of the items' rows, then each item's row, given the users' rows
 *     2. the prior of the users' rows, then each user's row, given the items' rows
 *     3. the level w and the precision α of the ratings
 *
 * A row is found by a ridge regression on its ratings, as in ALS, plus noise. That noise is the point: it makes the
 * predictions of different epochs differ where the ratings leave room, and their mean is the prediction.
 *
 * Given the same seed, `BayesianMF` makes the same predictions, within 32-bit precision.
 * Cost: O(ratings · k² + (users + items) · k³) per epoch, and O(users · items · factors) for the predictions.
 *
 * Source: R. Salakhutdinov, A. Mnih, "Bayesian Probabilistic Matrix Factorization using Markov Chain Monte
 * Carlo", ICML 2008; here, the biases are part of the rows, and α is drawn, too.
 */
import type { Interactions } from '../../../data/table/interactions';
import { cholesky, solveLower, solveUpper } from '../../../math/dense/cholesky';
import { RandomState } from '../../../math/random/random-state';
import { wishart } from '../../../math/random/wishart';

/** The same as the options of `BayesianMF`. */
export interface PlainBayesianMFOptions {
  readonly factors: number;
  readonly epochs: number;
  /** Number of epochs at the beginning that aren't used. */
  readonly burnIn: number;
  readonly seed?: number;
}

/** Users or items: their ratings, and what is drawn for them. */
interface Side {
  /** For each row, the row of the other side and y, for each of its ratings. */
  readonly ratings: readonly (readonly { readonly other: number; readonly y: number }[])[];
  /** v: the factors, then the bias. */
  rows: Float64Array[];
}

/**
 * Learns from all ratings of the table.
 *
 * @returns the predicted ratings, unclipped, by inner user and item index
 * @example
 * const predicted = plainBayesianMF(train, { factors: 2, epochs: 20, burnIn: 5 });
 * predicted[train.users.require(userId(4))][train.items.require(itemId(302))];
 */
export function plainBayesianMF(train: Interactions, options: PlainBayesianMFOptions): Float64Array[] {
  const { factors, epochs, burnIn, seed = 0 } = options;
  const random = new RandomState(seed);
  const k = factors + 1;
  const mean = train.mean;
  const squares = Array.from(train.ratingColumn, (r) => (r - mean) ** 2);
  const deviation = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / train.length) || 1;
  const ys = Array.from(train.ratingColumn, (r) => (r - mean) / deviation);
  const side = (count: number, own: ArrayLike<number>, others: ArrayLike<number>): Side => ({
    ratings: Array.from({ length: count }, (_, index) =>
      ys.map((y, n) => ({ y, other: others[n], own: own[n] })).filter((rating) => rating.own === index),
    ),
    rows: Array.from({ length: count }, () => random.normals(k, 0, 0.1)),
  });
  const users = side(train.userCount, train.userColumn, train.itemColumn);
  const items = side(train.itemCount, train.itemColumn, train.userColumn);
  const sums = users.rows.map(() => new Float64Array(train.itemCount));
  let level = 0;
  let alpha = 1;
  for (let epoch = 0; epoch < epochs; epoch++) {
    drawRows(random, items, users.rows, level, alpha);
    const means = drawRows(random, users, items.rows, level, alpha);
    if (epoch >= burnIn) {
      // With the means in place of the draws, the same prediction has less noise.
      sums.forEach((sum, u) => {
        for (let i = 0; i < sum.length; i++) sum[i] += level + product(means[u], items.rows[i]);
      });
    }
    const errors = ys.map((y, n) => {
      return y - product(users.rows[train.userColumn[n]], items.rows[train.itemColumn[n]]);
    });
    const precision = alpha * ys.length + 1;
    const total = errors.reduce((sum, error) => sum + error, 0);
    level = (alpha * total) / precision + random.normal() / Math.sqrt(precision);
    const rest = errors.reduce((sum, error) => sum + (error - level) ** 2, 0);
    alpha = random.gamma((1 + ys.length) / 2) / ((1 + rest) / 2);
  }
  return sums.map((sum) => sum.map((total) => mean + (deviation * total) / (epochs - burnIn)));
}

/** Draws the prior of one side's rows, and then the rows. Returns the means of their distributions. */
function drawRows(
  random: RandomState,
  side: Side,
  others: readonly Float64Array[],
  level: number,
  alpha: number,
): Float64Array[] {
  const k = side.rows[0].length;
  const { center, precision } = drawPrior(random, side.rows);
  const means: Float64Array[] = [];
  side.rows = side.rows.map((_, n) => {
    // A v = c is the ridge regression: A = Λ + α Σ h hᵀ, c = Λ μ + α Σ h (y − w − b).
    const A = precision.slice();
    const c = Float64Array.from(center, (_, f) => {
      return center.reduce((sum, value, g) => sum + precision[f * k + g] * value, 0);
    });
    for (const { other, y } of side.ratings[n]) {
      const h = others[other].slice();
      const bias = h[k - 1];
      h[k - 1] = 1;
      for (let f = 0; f < k; f++) {
        c[f] += alpha * h[f] * (y - level - bias);
        for (let g = 0; g < k; g++) A[f * k + g] += alpha * h[f] * h[g];
      }
    }
    cholesky(A, k); // A = L Lᵀ
    solveLower(A, c, k);
    const mean = c.slice();
    solveUpper(A, mean, k);
    means.push(mean);
    const draw = c.map((value) => value + random.normal()); // L⁻ᵀ (L⁻¹ c + z) has the covariance A⁻¹
    solveUpper(A, draw, k);
    return draw;
  });
  return means;
}

/** Draws μ and Λ from the normal-Wishart distribution, given N rows. */
function drawPrior(random: RandomState, rows: readonly Float64Array[]) {
  const k = rows[0].length;
  const N = rows.length;
  const average = Float64Array.from({ length: k }, (_, f) => rows.reduce((sum, row) => sum + row[f] / N, 0));
  const inverse = new Float64Array(k * k);
  for (let f = 0; f < k; f++) {
    for (let g = 0; g < k; g++) {
      inverse[f * k + g] = (f === g ? 1 : 0) + ((N * 2) / (N + 2)) * average[f] * average[g];
      for (const row of rows) inverse[f * k + g] += (row[f] - average[f]) * (row[g] - average[g]);
    }
  }
  const precision = wishart(random, inverse, k, k + N);
  const l = precision.slice();
  cholesky(l, k);
  const noise = random.normals(k);
  solveUpper(l, noise, k);
  const center = average.map((value, f) => (N * value) / (N + 2) + noise[f] / Math.sqrt(N + 2));
  return { center, precision };
}

/** p_u · q_i + a_u + b_i. */
function product(user: Float64Array, item: Float64Array): number {
  const last = user.length - 1;
  let sum = user[last] + item[last];
  for (let f = 0; f < last; f++) sum += user[f] * item[f];
  return sum;
}
