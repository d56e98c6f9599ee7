/**
 * The block Gibbs sampler of Bayesian matrix factorization. The model, on ratings y with mean 0 and standard
 * deviation 1:
 *
 *     y_ui ~ N(w_0 + a_u + b_i + p_u · q_i + s_ui, 1/α),
 *
 * with the priors of `gibbs-side.ts` for the rows [p_u, a_u] and [q_i, b_i], w_0 ~ N(0, 1), α ~ gamma(1/2, 1/2),
 * and optional context effects s (`context-effects.ts`). A sweep draws each part once, given all others: the prior and
 * the rows of the items, those of the users, the effects, w_0, and α.
 *
 * Cost of a sweep: O(ratings · k² + (users + items) · k³), with k = factors + 1. In typed arrays, although the draws of
 * the rows are batched products, sums by segment, Cholesky factors and triangular solves: as tensors, they write the
 * outer product of every rating to memory, which takes longer than adding it where it belongs.
 */
import { normalsInTurns } from '../../../../math/random/draw-in-turns';
import type { RandomState } from '../../../../math/random/random-state';
import type { CompressedRows } from '../../../../math/sparse/compressed-rows';
import type { ContextEffects } from './context-effects';
import { GibbsSide, type RatingsOfRows } from './gibbs-side';

/** What the sampler learns from. */
export interface GibbsInput {
  /** Standardized ratings. Float64 [ratings]. */
  readonly y: Float64Array;
  /** User and item of each rating. Int32 [ratings]. */
  readonly userColumn: Int32Array;
  readonly itemColumn: Int32Array;
  readonly ofUsers: RatingsOfRows;
  readonly ofItems: RatingsOfRows;
  readonly userFeatures: readonly CompressedRows<Float64Array>[];
  readonly itemFeatures: readonly CompressedRows<Float64Array>[];
  readonly factors: number;
  readonly effects?: ContextEffects | undefined;
}

/** Standard deviation of the initial rows. */
const START = 0.1;

export class GibbsSampler {
  readonly users: GibbsSide;
  readonly items: GibbsSide;
  /** The means of the users' rows, given everything else. Float64 [users, k]. */
  readonly userMeans: Float64Array;
  /** w_0. */
  level = 0;
  /** α. */
  alpha = 1;
  /** y − ŷ of each rating after the sweep. Float64 [ratings]. */
  readonly residuals: Float64Array;
  readonly #targets: Float64Array;

  constructor(
    readonly input: GibbsInput,
    readonly random: RandomState,
  ) {
    const { ofUsers, ofItems, userFeatures, itemFeatures, factors, y } = input;
    this.users = new GibbsSide(ofUsers, factors + 1, userFeatures);
    this.items = new GibbsSide(ofItems, factors + 1, itemFeatures);
    this.userMeans = new Float64Array(this.users.table.length);
    this.residuals = new Float64Array(y.length);
    this.#targets = new Float64Array(y.length);
  }

  /** Draws the initial rows; `breathe` as in `sweep`. */
  async start(breathe: () => Promise<void>): Promise<this> {
    for (const { table } of [this.users, this.items]) {
      table.set(
        await normalsInTurns(this.random, { length: table.length, standardDeviation: START }, breathe),
      );
    }
    return this;
  }

  /**
   * Draws everything once.
   * @param breathe called and awaited between the parts, and within them every few milliseconds
   * @param onRows called when the rows are drawn, while w_0, α and the effects are still those that the rows
   *   were drawn with
   */
  async sweep(breathe: () => Promise<void>, onRows: () => void): Promise<void> {
    const { users, items, random, input } = this;
    const { y, effects } = input;
    const targets = this.#targets;
    for (let row = 0; row < y.length; row++) targets[row] = y[row] - this.level - (effects?.total[row] ?? 0);
    await items.drawPrior(random, breathe);
    await breathe();
    await items.drawRows(random, users, { targets, alpha: this.alpha }, breathe);
    await breathe();
    await users.drawPrior(random, breathe);
    await breathe();
    await users.drawRows(random, items, { targets, alpha: this.alpha, means: this.userMeans }, breathe);
    onRows();
    await breathe();
    this.#setResiduals();
    effects?.draw(random, this.residuals, this.alpha);
    this.#drawLevel();
    this.#drawAlpha();
  }

  #setResiduals(): void {
    const { users, items, residuals } = this;
    const { userColumn, itemColumn } = this.input;
    const bias = users.k - 1;
    for (let row = 0; row < residuals.length; row++) {
      const u = userColumn[row] * users.k;
      const i = itemColumn[row] * users.k;
      let rest = this.#targets[row] - users.table[u + bias] - items.table[i + bias];
      for (let f = 0; f < bias; f++) rest -= users.table[u + f] * items.table[i + f];
      residuals[row] = rest;
    }
  }

  /** w_0 ~ N(α Σ e / (α n + 1), 1 / (α n + 1)), where e are the residuals without w_0. */
  #drawLevel(): void {
    const { residuals, random, alpha } = this;
    const precision = alpha * residuals.length + 1;
    let sum = this.level * residuals.length;
    for (let row = 0; row < residuals.length; row++) sum += residuals[row];
    const next = (alpha * sum) / precision + random.normal() / Math.sqrt(precision);
    for (let row = 0; row < residuals.length; row++) residuals[row] += this.level - next;
    this.level = next;
  }

  /** α ~ gamma((1 + n) / 2, rate (1 + Σ e²) / 2). */
  #drawAlpha(): void {
    const { residuals, random } = this;
    let squares = 0;
    for (let row = 0; row < residuals.length; row++) squares += residuals[row] ** 2;
    this.alpha = random.gamma((1 + residuals.length) / 2) / ((1 + squares) / 2);
  }
}
