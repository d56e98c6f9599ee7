/**
 * What ImplicitALS and BPR have in common: once learned, they are tables of factors (`factor-state.ts`), and
 *
 *     score_ui = b_i + p_u · q_i,
 *
 * with or without b_i, only ranks.
 */

import type { ItemIndex, UserIndex } from '../../../core/ids';
import type { OptionSet } from '../../../core/options';
import type { Interactions } from '../../../data/table/interactions';
import { BaseModel } from '../../../recommender/base-model';
import { capabilities } from '../../../recommender/capabilities';
import type { Term } from '../../../recommender/explanation';
import type { Capabilities } from '../../../recommender/model';
import type { ScoreBlock } from '../../../recommender/score-blocks';
import { factorScoreBlocks } from './factor-scores';
import {
  cosineToUsers,
  estimateAll,
  estimateRating,
  type FactorState,
  factorShapes,
  factorTerms,
} from './factor-state';
import { cosineToNearItems, type IndexOptions, indexFactors } from './item-index';

export abstract class FactorRanker<Options extends object> extends BaseModel<Options, FactorState> {
  readonly can: Capabilities;

  /** @param can beside what all rankers can: unknown users are answered where there are b_i, else refused */
  constructor(
    declared: OptionSet<Options>,
    given: Partial<Options>,
    can: Pick<Capabilities, 'unknownUsers' | 'foldsIn'>,
  ) {
    super(declared, given);
    this.can = capabilities({ rates: false, similarItems: true, similarUsers: true, explains: true, ...can });
  }

  protected override shapes(train: Interactions, state: FactorState) {
    const biased = this.can.unknownUsers === 'unpersonalized';
    return factorShapes(train, state, { userBias: biased, itemBias: biased });
  }

  protected estimate(user: UserIndex | undefined, item: ItemIndex | undefined): number {
    return item === undefined ? Number.NaN : estimateRating(this.state, 0, user, item);
  }

  protected override scoreItems(user: UserIndex | undefined): Float64Array {
    return user === undefined ? super.scoreItems(user) : estimateAll(this.state, 0, user);
  }

  protected override termsOf(user: UserIndex | undefined, item: ItemIndex | undefined): Term[] {
    return factorTerms(this.state, 0, user, item);
  }

  protected override scoreBlocks(
    users: readonly (UserIndex | undefined)[],
    visit: (block: ScoreBlock) => Promise<void>,
  ): Promise<void> {
    return factorScoreBlocks(this.state, 0, users, visit);
  }

  /**
   * Builds an approximate index of the items, which `similarItems` then asks where no minimum support and no
   * shrinkage are given. Worth it for thousands of such calls on a large catalog; see `item-index.ts`.
   */
  async indexItems(options: IndexOptions = {}): Promise<this> {
    await indexFactors(this.name, this.state, options);
    return this;
  }

  protected override similaritiesTo(item: ItemIndex, wanted: number): Float64Array {
    return cosineToNearItems(this.state, item, wanted);
  }

  protected override similaritiesToUser(user: UserIndex): Float64Array {
    return cosineToUsers(this.state, user);
  }
}
