/**
 * The base class of ItemKNN, SLIM and EASE: a matrix of item-to-item weights b_ji, with
 *
 *     score_ui = Σ_{j ∈ I_u} w_uj b_ji.
 *
 * Each model's own file contains only how it learns the matrix. Scores only rank; they aren't ratings. A user
 * without a positive, or an unknown user or item, has no score: the list of the former is empty, and a list
 * for an unknown user is refused.
 *
 * After an update, new likes count immediately, including those of a new user. The matrix stays the same: an
 * item that is new since the last fit has no score and doesn't affect other scores.
 */

import type { ItemId, ItemIndex, UserIndex } from '../../../core/ids';
import type { OptionSet } from '../../../core/options';
import type { Interactions } from '../../../data/table/interactions';
import { BaseModel } from '../../../recommender/base-model';
import { type Capabilities, capabilities } from '../../../recommender/capabilities';
import type { Term } from '../../../recommender/explanation';
import type { FitRun } from '../../../recommender/fit-run';
import type { ModelUpdate } from '../../../recommender/model-update';
import type { TrainSummary } from '../../../recommender/train-summary';
import type { VisitorProfile, VisitorScores } from '../../../recommender/visitor';
import { commonRaters } from '../../shared/common-raters';
import { type PositiveOptions, type Positives, positivesOf, positiveWeights } from '../../shared/positives';
import { addRow, cellOf, type ItemTable, tableShapes } from './item-table';

/** A model that consists of an item-item matrix; a subclass learns the matrix. */
export abstract class ItemItemModel<Options extends PositiveOptions> extends BaseModel<Options, ItemTable> {
  readonly can: Capabilities;
  /** Cached for the last user, because most calls come user by user. */
  #liked: (Liked & { readonly user: UserIndex; readonly version: number }) | undefined;

  constructor(declared: OptionSet<Options>, given: Partial<Options>, can: Partial<Capabilities> = {}) {
    super(declared, given);
    this.can = capabilities({
      rates: false,
      foldsIn: true,
      explains: true,
      updates: 'foldIn',
      withoutTrain: 'visitors',
      ...can,
    });
  }

  protected abstract learnTable(positives: Positives, run: FitRun, train: Interactions): Promise<ItemTable>;

  protected learn(train: Interactions, run: FitRun): Promise<ItemTable> {
    return this.learnTable(positivesOf(this.name, train, this.options), run, train);
  }

  /**
   * Users' likes are read from the train set, so there is nothing to solve; the matrix stays the same until
   * the next fit.
   */
  override learnUpdate(_update: ModelUpdate, state: ItemTable): ItemTable {
    return state;
  }

  protected override shapes({ itemCount }: TrainSummary, state: ItemTable) {
    return tableShapes(Math.min(itemCount, state.size), state);
  }

  protected override numbers() {
    return { size: null };
  }

  estimate(user: UserIndex | undefined, item: ItemIndex | undefined): number {
    if (user === undefined || item === undefined || item >= this.state.size) return Number.NaN;
    const { items, weights } = this.likedBy(user);
    if (items.length === 0) return Number.NaN;
    let score = 0;
    for (let n = 0; n < items.length; n++) score += weights[n] * cellOf(this.state, items[n], item);
    return score;
  }

  override whyImpossible(user: UserIndex | undefined, item: ItemIndex | undefined): string {
    if (item !== undefined && item >= this.state.size) return 'the item is new since the last fit';
    return super.whyImpossible(user, item);
  }

  /** A user's likes among the items in the matrix, with w_uj. */
  private likedBy(user: UserIndex): Liked {
    const { train, version } = this;
    if (this.#liked?.user === user && this.#liked.version === version) return this.#liked;
    const rows = train.rowsOfUser(user);
    const { itemColumn, ratingColumn } = train;
    const items = new Int32Array(rows.length);
    const ratings = new Float32Array(rows.length);
    for (let n = 0; n < rows.length; n++) {
      items[n] = itemColumn[rows[n]];
      ratings[n] = ratingColumn[rows[n]];
    }
    this.#liked = { ...this.liked(items, ratings), user, version };
    return this.#liked;
  }

  private liked(items: Int32Array, ratings: Float32Array): Liked {
    const { size } = this.state;
    const weightOf = positiveWeights(this.summary.scale, this.options);
    const liked = { items: new Int32Array(items.length), weights: new Float32Array(items.length) };
    let count = 0;
    for (let n = 0; n < items.length; n++) {
      const weight = weightOf(ratings[n]);
      if (weight === 0 || items[n] >= size) continue;
      liked.items[count] = items[n];
      liked.weights[count] = weight;
      count++;
    }
    return { items: liked.items.subarray(0, count), weights: liked.weights.subarray(0, count) };
  }

  override termsOf(user: UserIndex | undefined, item: ItemIndex | undefined): Term[] {
    const { items, weights } = this.likedBy(user as UserIndex);
    const terms = this.ratingTerms(item as ItemIndex, items, weights);
    const given = this.train.ratingsOf(this.train.users.idOf(user as UserIndex));
    const stars = new Map(given.map((rating) => [rating.item, rating.rating]));
    return terms.map((term) => ({ ...term, rating: stars.get(term.item as ItemId) }));
  }

  /** w_uj b_ji for each positive j whose weight for the item isn't 0. */
  private ratingTerms(item: ItemIndex, items: ArrayLike<number>, weights: ArrayLike<number>): Term[] {
    const { summary: train, state } = this;
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

  override scoreItems(user: UserIndex | undefined): Float64Array {
    return this.scoresOfLiked(user === undefined ? NOTHING : this.likedBy(user));
  }

  /** Σ w_j (row j of B); NaN for items outside the matrix, and if nothing is liked. Float64 [items]. */
  private scoresOfLiked({ items, weights }: Liked): Float64Array {
    const { size } = this.state;
    const scores = new Float64Array(this.summary.itemCount).fill(Number.NaN, items.length === 0 ? 0 : size);
    for (let n = 0; n < items.length; n++) addRow(this.state, items[n], weights[n], scores);
    return scores;
  }

  /**
   * As for a known user: the matrix involves only items, so a visitor with a user's ratings gets that user's
   * scores.
   */
  protected override foldInScores(profile: VisitorProfile): VisitorScores {
    const liked = this.liked(profile.items, profile.ratings);
    return {
      scores: this.scoresOfLiked(liked),
      terms: (item) => this.ratingTerms(item as ItemIndex, liked.items, liked.weights),
    };
  }
}

/** Items and their weights. */
interface Liked {
  readonly items: Int32Array;
  readonly weights: Float32Array;
}

const NOTHING: Liked = { items: new Int32Array(0), weights: new Float32Array(0) };
