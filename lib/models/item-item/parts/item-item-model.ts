/**
 * The base class of ItemKNN, SLIM and EASE: a matrix of item-to-item weights b_ji, with
 *
 *     score_ui = Σ_{j ∈ I_u} w_uj b_ji.
 *
 * Each model's own file contains only how it learns the matrix. Scores only rank; they aren't ratings. A user
 * without a positive, or an unknown user or item, has no score: the list of the former is empty, and a list
 * for an unknown user is refused.
 */

import type { ItemId, ItemIndex, UserIndex } from '../../../core/ids';
import type { OptionSet } from '../../../core/options';
import type { Interactions } from '../../../data/table/interactions';
import { BaseModel } from '../../../recommender/base-model';
import { type Capabilities, capabilities } from '../../../recommender/capabilities';
import type { Term } from '../../../recommender/explanation';
import type { FitRun } from '../../../recommender/fit-run';
import type { VisitorProfile, VisitorScores } from '../../../recommender/visitor';
import { commonRaters } from '../../shared/common-raters';
import { type PositiveOptions, type Positives, positivesOf, positiveWeights } from '../../shared/positives';
import { addRow, cellOf, type ItemTable, tableShapes } from './item-table';

/** A model that consists of an item-item matrix; a subclass learns the matrix. */
export abstract class ItemItemModel<Options extends PositiveOptions> extends BaseModel<Options, ItemTable> {
  readonly can: Capabilities;
  #positives: Positives | undefined;

  constructor(declared: OptionSet<Options>, given: Partial<Options>, can: Partial<Capabilities> = {}) {
    super(declared, given);
    this.can = capabilities({ rates: false, foldsIn: true, explains: true, ...can });
  }

  protected abstract learnTable(positives: Positives, run: FitRun): Promise<ItemTable>;

  protected learn(train: Interactions, run: FitRun): Promise<ItemTable> {
    return this.learnTable(positivesOf(this.name, train, this.options), run);
  }

  override restore(train: Interactions, state: ItemTable): void {
    super.restore(train, state);
    this.#positives = positivesOf(this.name, train, this.options);
  }

  protected override shapes(train: Interactions, state: ItemTable) {
    return tableShapes(train.itemCount, state);
  }

  protected override numbers(train: Interactions) {
    return { size: train.itemCount };
  }

  protected estimate(user: UserIndex | undefined, item: ItemIndex | undefined): number {
    if (user === undefined || item === undefined) return Number.NaN;
    const { offsets, items, weights } = this.positives;
    if (offsets[user] === offsets[user + 1]) return Number.NaN;
    let score = 0;
    for (let at = offsets[user]; at < offsets[user + 1]; at++) {
      score += weights[at] * cellOf(this.state, items[at], item);
    }
    return score;
  }

  protected override termsOf(user: UserIndex | undefined, item: ItemIndex | undefined): Term[] {
    const { offsets, items, weights } = this.positives;
    const from = offsets[user as UserIndex];
    const to = offsets[(user as UserIndex) + 1];
    const terms = this.ratingTerms(item as ItemIndex, items.subarray(from, to), weights.subarray(from, to));
    const given = this.train.ratingsOf(this.train.users.idOf(user as UserIndex));
    const stars = new Map(given.map((rating) => [rating.item, rating.rating]));
    return terms.map((term) => ({ ...term, rating: stars.get(term.item as ItemId) }));
  }

  /** w_uj b_ji for each positive j whose weight for the item isn't 0. */
  private ratingTerms(item: ItemIndex, items: ArrayLike<number>, weights: ArrayLike<number>): Term[] {
    const { train, state } = this;
    const support = commonRaters(train, item);
    return Array.from(items, (other, n) => {
      const weight = cellOf(state, other, item);
      return { other, weight, value: weights[n] * weight };
    })
      .filter(({ weight }) => weight !== 0)
      .map(({ other, weight, value }) => ({
        kind: 'rating',
        item: train.items.idOf(other as ItemIndex),
        value,
        weight,
        support: support(other as ItemIndex),
      }));
  }

  protected override scoreItems(user: UserIndex | undefined): Float64Array {
    const { itemCount } = this.train;
    const { offsets, items, weights } = this.positives;
    const scores = new Float64Array(itemCount);
    if (user === undefined || offsets[user] === offsets[user + 1]) return scores.fill(Number.NaN);
    for (let at = offsets[user]; at < offsets[user + 1]; at++) {
      addRow(this.state, items[at], weights[at], scores);
    }
    return scores;
  }

  /**
   * As for a known user: the matrix involves only items, so a visitor with a user's ratings gets that user's
   * scores.
   */
  protected override foldInScores({ items, ratings }: VisitorProfile): VisitorScores {
    const scores = new Float64Array(this.train.itemCount);
    const weights = Array.from(ratings, positiveWeights(this.train.scale, this.options));
    if (weights.every((weight) => weight === 0)) {
      return { scores: scores.fill(Number.NaN), terms: () => [] };
    }
    for (let n = 0; n < items.length; n++) {
      if (weights[n] !== 0) addRow(this.state, items[n], weights[n], scores);
    }
    return {
      scores,
      terms: (item) => this.ratingTerms(item as ItemIndex, items, weights).filter(({ value }) => value !== 0),
    };
  }

  private get positives(): Positives {
    if (!this.#positives || !this.state) throw new TypeError(`${this.name}: not restored`);
    return this.#positives;
  }
}
