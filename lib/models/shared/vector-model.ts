/**
 * The base class of the models that end up as vectors. However they learn, once fitted they are a vector per
 * user, a vector per item, and biases or none (`factor-state.ts`):
 *
 *     score_ui = μ + b_u + b_i + p_u · q_i
 *
 * without μ if the scores only rank (ImplicitALS, BPR, LightGCN). Lists of users, similar items, and
 * explanations follow from the vectors.
 */

import type { ItemIndex, UserIndex } from '../../core/ids';
import type { OptionSet } from '../../core/options';
import { BaseModel } from '../../recommender/base-model';
import { type Capabilities, capabilities } from '../../recommender/capabilities';
import type { Term } from '../../recommender/explanation';
import type { ManyUsers, NearForAll } from '../../recommender/near-for-all';
import type { SimilarSearch } from '../../recommender/near-similar';
import type { FloatsAllowed } from '../../recommender/saving/check-state';
import type { NearItems } from '../../recommender/scored-user';
import type { TrainSummary } from '../../recommender/train-summary';
import { bestItemsForAll } from './best-items';
import {
  cosineToItems,
  cosineToUsers,
  estimateAll,
  estimateRating,
  type FactorState,
  factorShapes,
  factorTerms,
  scoreOfFactors,
} from './factor-state';
import {
  adoptIndexes,
  cosineSearch,
  type IndexOptions,
  type ItemIndexes,
  indexesOf,
  indexFactors,
} from './item-index';
import { nearItems } from './near-items';

export abstract class VectorModel<
  Options extends object,
  State extends FactorState = FactorState,
> extends BaseModel<Options, State> {
  readonly can: Capabilities;

  /** @param can what this model can do besides finding similar items and users and explaining its scores */
  constructor(declared: OptionSet<Options>, given: Partial<Options>, can: Partial<Capabilities>) {
    super(declared, given);
    this.can = capabilities({
      similarItems: true,
      similarUsers: true,
      explains: true,
      withoutTrain: 'users',
      ...can,
    });
  }

  /** μ, or 0 if scores only rank. */
  private get origin(): number {
    return this.can.rates ? this.summary.mean : 0;
  }

  protected override shapes(train: TrainSummary, state: State): Readonly<Record<string, number>> {
    const biased = this.can.unknownUsers === 'unpersonalized';
    return factorShapes(train, state, { userBias: biased, itemBias: biased });
  }

  /** Without biases, users and items of the vocabulary without ratings have NaN. */
  protected override floats(): Readonly<Record<string, FloatsAllowed>> {
    const factors = this.can.unknownUsers === 'unpersonalized' ? 'finite' : 'finite or NaN';
    return { userFactors: factors, itemFactors: factors };
  }

  estimate(user: UserIndex | undefined, item: ItemIndex | undefined): number {
    if (item === undefined && this.can.unknownItems === 'refused') return Number.NaN;
    return estimateRating(this.state, this.origin, user, item);
  }

  override scoreItems(user: UserIndex | undefined): Float64Array {
    return user === undefined ? super.scoreItems(user) : estimateAll(this.state, this.origin, user);
  }

  override termsOf(user: UserIndex | undefined, item: ItemIndex | undefined): Term[] {
    return factorTerms(this.state, this.origin, user, item);
  }

  nearForAll(asked: ManyUsers): NearForAll | undefined {
    return bestItemsForAll(this.state, this.origin, asked);
  }

  /**
   * Builds approximate nearest-neighbor indexes of the items. From then on, `recommend` for a user of the
   * train set, or a visitor, looks only at items near the user's vector, unless `among` is given;
   * `similarItems` only at those near the item's and, with a minimum support or shrinkage, at those with the most
   * raters in common. A few of the best may be missing.
   * Worthwhile for thousands of calls on a large catalog; see `item-index.ts`. With fewer than 50,000 items,
   * it does nothing, and all answers are exact.
   */
  async indexItems(options: IndexOptions = {}): Promise<this> {
    await indexFactors(this.name, this.state, options);
    return this;
  }

  /** The indexes that `indexItems` has built, to be saved with the model; undefined without. */
  get indexes(): ItemIndexes | undefined {
    return indexesOf(this.state);
  }

  /** Uses indexes saved with this model. */
  adoptIndexes(indexes: ItemIndexes): void {
    adoptIndexes(this.state, indexes);
  }

  /**
   * The k items with the best mean score for some users, best first: the score is linear in p_u, so it is that for the
   * mean of their vectors. With an index, a few may be missing. Users and items without vectors are left out.
   */
  bestForAll(users: readonly UserIndex[], k: number): ItemIndex[] {
    const { state } = this;
    const factors = new Float64Array(state.factors);
    for (const user of users) {
      const p = state.userFactors.subarray(user * factors.length, (user + 1) * factors.length);
      if (!Number.isNaN(p[0])) for (let f = 0; f < p.length; f++) factors[f] += p[f] / users.length;
    }
    const near = nearItems(state, factors, 0, k, new Set());
    const items = near ?? Array.from({ length: this.summary.itemCount }, (_, item) => item as ItemIndex);
    return items
      .map((item) => ({ item, score: scoreOfFactors(state, 0, { factors, bias: 0 }, item) }))
      .filter(({ score }) => !Number.isNaN(score))
      .sort((a, b) => b.score - a.score || a.item - b.item)
      .slice(0, k)
      .map(({ item }) => item);
  }

  nearItems(user: UserIndex, ...asked: Parameters<NearItems>): ItemIndex[] | undefined {
    const { factors, userFactors, userBias } = this.state;
    const size = Math.abs(this.origin) + Math.abs(userBias[user] ?? 0);
    const vector = userFactors.subarray(user * factors, (user + 1) * factors);
    return nearItems(this.state, vector, size, ...asked);
  }

  protected override similaritiesTo(item: ItemIndex): Float64Array {
    return cosineToItems(this.state, item);
  }

  protected override similarSearch(item: ItemIndex): SimilarSearch | undefined {
    return cosineSearch(this.state, item);
  }

  protected override similaritiesToUser(user: UserIndex): Float64Array {
    return cosineToUsers(this.state, user);
  }
}
