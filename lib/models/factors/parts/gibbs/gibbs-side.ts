/**
 * One side of Bayesian matrix factorization, the users or the items, and its draws. Each row v_u = [p_u, a_u]
 * holds the factors and the bias, k numbers. The prior of a row is a normal distribution whose mean depends
 * on what is known about it in addition to ratings:
 *
 *     v_u ~ N(m_u, Λ⁻¹),   m_u = μ + Σ_g Σ_j x_uj b_j,   b_j ~ N(0, (λ_g Λ)⁻¹) for each feature j of group g,
 *     (μ, Λ) ~ normal-Wishart,   λ_g ~ gamma.
 *
 * Sources: R. Salakhutdinov, A. Mnih, "Bayesian Probabilistic Matrix Factorization using MCMC", ICML 2008; for
 * the prior means, J. Simm et al., "Macau: Scalable Bayesian Factorization with High-Dimensional Side
 * Information", 2017. They draw all b_j of a group at once, which takes a linear solver; here, they are drawn
 * one after the other, which takes time in proportion to the nonzero x_uj.
 */
import { cholesky, solveLower, solveUpper } from '../../../../math/dense/cholesky';
import type { RandomState } from '../../../../math/random/random-state';
import { wishart } from '../../../../math/random/wishart';
import type { CompressedRows } from '../../../../math/sparse/compressed-rows';

/** β₀ of the normal-Wishart distribution: the prior of μ counts as this many rows. */
export const MEAN_ROWS = 2;
/** Multiplications between two calls of `breathe`, about: some ten milliseconds. */
const BREATH = 1e7;
/** How many multiplications take as long as a normal number, about. */
const NORMAL = 20;

/** A group of features with the same λ_g. */
export interface FeatureGroup {
  /** x, with a row per feature: which users (or items) have it, and how much. */
  readonly features: CompressedRows<Float64Array>;
  /** The b_j. Float64 [features, k]. */
  readonly weights: Float64Array;
  /** λ_g. */
  precision: number;
}

/** What the rows of a side are drawn from. */
export interface RowTargets {
  /** r − w_0 of each row of the table of ratings, also without the session effects. Float64 [ratings]. */
  readonly targets: Float64Array;
  /** α, the precision of the ratings. */
  readonly alpha: number;
  /** Receives the means of the distributions, if wanted. [rows, k] */
  readonly means?: Float64Array;
}

/** The ratings of each user, or of each item. */
export interface RatingsOfRows {
  /** Those of row u are at `offsets[u]` to `offsets[u + 1] - 1`. Int32 [rows + 1]. */
  readonly offsets: Int32Array;
  /** The row on the other side. Int32 [ratings]. */
  readonly others: Int32Array;
  /** The row in the table of ratings. Int32 [ratings]. */
  readonly rows: Int32Array;
}

export class GibbsSide {
  readonly count: number;
  /** The v_u. Float64 [rows, k]. */
  readonly table: Float64Array;
  /** The m_u. Float64 [rows, k]. */
  readonly priorMeans: Float64Array;
  /** μ. Float64 [k]. */
  readonly mean: Float64Array;
  /** Λ. Float64 [k, k]. */
  precision: Float64Array;
  readonly groups: readonly FeatureGroup[];

  constructor(
    readonly ratings: RatingsOfRows,
    readonly k: number,
    features: readonly CompressedRows<Float64Array>[],
  ) {
    this.count = ratings.offsets.length - 1;
    this.table = new Float64Array(this.count * k);
    this.priorMeans = new Float64Array(this.count * k);
    this.mean = new Float64Array(k);
    this.precision = identity(k);
    this.groups = features.map((group) => ({
      features: group,
      weights: new Float64Array((group.offsets.length - 1) * k),
      precision: 1,
    }));
  }

  /**
   * Draws Λ, μ, and the b_j and λ_g of each group, given the rows. Cost: O((rows + features) · k² + nonzero x · k + k³).
   * `breathe` is called and awaited every few milliseconds.
   */
  async drawPrior(random: RandomState, breathe: () => Promise<void>): Promise<void> {
    const { count, k, table, priorMeans, mean, groups } = this;
    const rest = new Float64Array(count * k); // v_u − Σ x b, which is v_u − m_u + μ; below, also − μ
    for (let u = 0, at = 0; u < count; u++) {
      for (let f = 0; f < k; f++, at++) rest[at] = table[at] - priorMeans[at] + mean[f];
    }
    const average = columnMeans(rest, k);
    const inverse = identity(k);
    const shrink = (count * MEAN_ROWS) / (count + MEAN_ROWS);
    await breathe();
    addProducts(inverse, rest, average, k, 1);
    await breathe();
    addProducts(inverse, average, undefined, k, shrink);
    let freedom = k + count;
    for (const { weights, precision } of groups) {
      addProducts(inverse, weights, undefined, k, precision);
      freedom += weights.length / k;
    }
    this.precision = wishart(random, inverse, k, freedom);
    const l = this.precision.slice();
    cholesky(l, k);
    const noise = new Float64Array(k);
    drawNoise(random, l, noise);
    for (let f = 0; f < k; f++) {
      mean[f] = (count * average[f]) / (count + MEAN_ROWS) + noise[f] / Math.sqrt(count + MEAN_ROWS);
    }
    for (let u = 0, at = 0; u < count; u++) for (let f = 0; f < k; f++, at++) rest[at] -= mean[f];
    for (const group of groups) {
      await this.drawWeights(random, group, rest, l, breathe);
      const shape = (1 + group.weights.length) / 2;
      group.precision = random.gamma(shape) / ((1 + quadraticForms(group.weights, this.precision, k)) / 2);
    }
    for (let at = 0; at < rest.length; at++) priorMeans[at] = table[at] - rest[at];
  }

  /** Draws the b_j of a group, one after the other. @param rest v − m, kept up to date */
  private async drawWeights(
    random: RandomState,
    group: FeatureGroup,
    rest: Float64Array,
    l: Float64Array,
    breathe: () => Promise<void>,
  ): Promise<void> {
    const { k } = this;
    const { features, weights, precision } = group;
    const { offsets, columns, values } = features;
    const b = new Float64Array(k);
    const noise = new Float64Array(k);
    let work = 0;
    for (let j = 0; j + 1 < offsets.length; j++) {
      let squares = precision;
      b.fill(0);
      for (let at = offsets[j]; at < offsets[j + 1]; at++) {
        const x = values[at];
        const row = columns[at] * k;
        squares += x * x;
        for (let f = 0; f < k; f++) b[f] += x * rest[row + f];
      }
      drawNoise(random, l, noise);
      const deviation = Math.sqrt(squares);
      for (let f = 0, own = j * k; f < k; f++, own++) {
        const before = weights[own];
        weights[own] = (b[f] + (squares - precision) * before) / squares + noise[f] / deviation;
        b[f] = weights[own] - before;
      }
      for (let at = offsets[j]; at < offsets[j + 1]; at++) {
        const x = values[at];
        const row = columns[at] * k;
        for (let f = 0; f < k; f++) rest[row + f] -= x * b[f];
      }
      work += k * (k + NORMAL + 2 * (offsets[j + 1] - offsets[j]));
      if (work < BREATH) continue;
      work = 0;
      await breathe();
    }
    await breathe();
  }

  /**
   * Draws all rows, given the other side. With h_i = [q_i, 1] and the targets t = r − w_0 − b_i,
   *
   *     A_u = Λ + α Σ h_i h_iᵀ,   v_u ~ N(A_u⁻¹ (Λ m_u + α Σ h_i t_ui), A_u⁻¹).
   *
   * Cost: O(ratings · k² + rows · k³). `breathe` is called and awaited every few milliseconds.
   */
  async drawRows(
    random: RandomState,
    other: GibbsSide,
    { targets, alpha, means }: RowTargets,
    breathe: () => Promise<void>,
  ): Promise<void> {
    const { count, k, table, priorMeans, precision } = this;
    const { offsets, others, rows } = this.ratings;
    const a = new Float64Array(k * k);
    const c = new Float64Array(k);
    let work = 0;
    for (let u = 0; u < count; u++) {
      a.fill(0);
      c.fill(0);
      addRatings(a, c, other, targets, others, rows, offsets[u], offsets[u + 1]);
      for (let f = 0; f < k; f++) {
        let prior = 0;
        for (let g = 0; g < k; g++) prior += precision[f * k + g] * priorMeans[u * k + g];
        c[f] = alpha * c[f] + prior;
        for (let g = 0; g <= f; g++) a[f * k + g] = alpha * a[f * k + g] + precision[f * k + g];
      }
      cholesky(a, k);
      solveLower(a, c, k);
      if (means) {
        const own = means.subarray(u * k, (u + 1) * k);
        own.set(c);
        solveUpper(a, own, k);
      }
      for (let f = 0; f < k; f++) c[f] += random.normal();
      solveUpper(a, c, k);
      table.set(c, u * k);
      work += k ** 2 * (offsets[u + 1] - offsets[u] + k);
      if (work < BREATH) continue;
      work = 0;
      await breathe();
    }
  }
}

/**
 * a += Σ h hᵀ (lower triangle) and c += Σ h t over the ratings from `from` to `to`. Four ratings at a time,
 * because most of the time of a fit is spent here, and reading and writing the sums takes longer than
 * multiplying.
 */
function addRatings(
  a: Float64Array,
  c: Float64Array,
  { table, k }: GibbsSide,
  targets: Float64Array,
  others: Int32Array,
  rows: Int32Array,
  from: number,
  to: number,
): void {
  const bias = k - 1;
  let at = from;
  for (; at + 3 < to; at += 4) {
    const i = others[at] * k;
    const j = others[at + 1] * k;
    const l = others[at + 2] * k;
    const m = others[at + 3] * k;
    const ti = targets[rows[at]] - table[i + bias];
    const tj = targets[rows[at + 1]] - table[j + bias];
    const tl = targets[rows[at + 2]] - table[l + bias];
    const tm = targets[rows[at + 3]] - table[m + bias];
    for (let f = 0; f < bias; f++) {
      const xi = table[i + f];
      const xj = table[j + f];
      const xl = table[l + f];
      const xm = table[m + f];
      c[f] += xi * ti + xj * tj + xl * tl + xm * tm;
      a[bias * k + f] += xi + xj + xl + xm;
      const row = f * k;
      for (let g = 0; g <= f; g++) {
        a[row + g] += xi * table[i + g] + xj * table[j + g] + xl * table[l + g] + xm * table[m + g];
      }
    }
    c[bias] += ti + tj + tl + tm;
  }
  for (; at < to; at++) {
    const i = others[at] * k;
    const t = targets[rows[at]] - table[i + bias];
    for (let f = 0; f < bias; f++) {
      const x = table[i + f];
      c[f] += x * t;
      a[bias * k + f] += x;
      for (let g = 0; g <= f; g++) a[f * k + g] += x * table[i + g];
    }
    c[bias] += t;
  }
  a[bias * k + bias] += to - from;
}

/** sums += times · Σ (row − center)(row − center)ᵀ over the rows of the table; the lower triangle only. */
function addProducts(
  sums: Float64Array,
  table: Float64Array,
  center: Float64Array | undefined,
  k: number,
  times: number,
): void {
  const row = new Float64Array(k);
  for (let start = 0; start < table.length; start += k) {
    for (let f = 0; f < k; f++) row[f] = table[start + f] - (center ? center[f] : 0);
    for (let f = 0; f < k; f++) {
      const x = times * row[f];
      for (let g = 0; g <= f; g++) sums[f * k + g] += x * row[g];
    }
  }
}

/** Σ bᵀ Λ b over the rows of the table. */
function quadraticForms(table: Float64Array, precision: Float64Array, k: number): number {
  const products = new Float64Array(k * k);
  addProducts(products, table, undefined, k, 1);
  let sum = 0;
  for (let f = 0; f < k; f++) {
    for (let g = 0; g <= f; g++) sum += (f === g ? 1 : 2) * products[f * k + g] * precision[f * k + g];
  }
  return sum;
}

/** noise ~ N(0, Λ⁻¹), with Λ = L Lᵀ. */
function drawNoise(random: RandomState, l: Float64Array, noise: Float64Array): void {
  for (let f = 0; f < noise.length; f++) noise[f] = random.normal();
  solveUpper(l, noise, noise.length);
}

function columnMeans(table: Float64Array, k: number): Float64Array {
  const count = table.length / k;
  const means = new Float64Array(k);
  for (let u = 0, at = 0; u < count; u++) for (let f = 0; f < k; f++, at++) means[f] += table[at] / count;
  return means;
}

function identity(k: number): Float64Array {
  const matrix = new Float64Array(k * k);
  for (let f = 0; f < k; f++) matrix[f * k + f] = 1;
  return matrix;
}
