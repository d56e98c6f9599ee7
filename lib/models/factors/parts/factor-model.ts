/**
 * The base class of the factor models. Once fitted, they are tables of factors and biases
 * (`factor-state.ts`),
 *
 *     score_ui = μ + b_u + b_i + p_u · q_i
 *
 * with or without biases, and without μ if the scores only rank (ImplicitALS, BPR). Each model's own file
 * contains only its `learn`.
 */

import type { ItemIndex, UserIndex } from '../../../core/ids';
import type { OptionSet } from '../../../core/options';
import { Interactions } from '../../../data/table/interactions';
import { BaseModel } from '../../../recommender/base-model';
import { type Capabilities, capabilities } from '../../../recommender/capabilities';
import type { Term } from '../../../recommender/explanation';
import type { FitRun } from '../../../recommender/fit-run';
import type { ModelUpdate } from '../../../recommender/model-update';
import type { ScoreBlock } from '../../../recommender/score-blocks';
import type { TrainSummary } from '../../../recommender/train-summary';
import type { VisitorProfile, VisitorScores } from '../../../recommender/visitor';
import { withUserPrior } from './factor-prior';
import { factorScoreBlocks } from './factor-scores';
import {
  cosineToUsers,
  estimateAll,
  estimateRating,
  type FactorState,
  factorShapes,
  factorTerms,
} from './factor-state';
import { foldInFactors, scoresOfFactors } from './fold-in-factors';
import { visitorTerms } from './fold-in-terms';
import { cosineToNearItems, type IndexOptions, indexFactors } from './item-index';
import { updateFactors } from './update-factors';

export abstract class FactorModel<Options extends object> extends BaseModel<Options, FactorState> {
  readonly can: Capabilities;
  /** Whether all factors must be at least 0. */
  protected readonly nonNegative: boolean = false;

  /** @param can where this model differs, such as `rates: false` for a model whose scores only rank */
  constructor(declared: OptionSet<Options>, given: Partial<Options>, can: Partial<Capabilities> = {}) {
    super(declared, given);
    // Models have μ and biases unless an option turns them off.
    const unknown = this.options.biased === false ? 'refused' : 'unpersonalized';
    this.can = capabilities({
      unknownUsers: unknown,
      unknownItems: unknown,
      similarItems: true,
      similarUsers: true,
      foldsIn: true,
      explains: true,
      updates: 'foldIn',
      withoutTrain: 'users',
      ...can,
    });
  }

  /** μ, or 0 if scores only rank. */
  private get origin(): number {
    return this.can.rates ? this.summary.mean : 0;
  }

  protected override shapes(train: TrainSummary, state: FactorState) {
    const biased = this.can.unknownUsers === 'unpersonalized';
    const tables = factorShapes(train, state, { userBias: biased, itemBias: biased });
    if (train instanceof Interactions || !this.needsPrior) return tables;
    const width = state.factors + (biased ? 1 : 0);
    return { ...tables, userPriorMean: width, userPriorPrecision: width ** 2 };
  }

  /** With the prior that `foldIn` otherwise computes from the train ratings. */
  override get learnedForServing(): FactorState {
    const { state, summary } = this;
    return this.needsPrior && summary instanceof Interactions ? withUserPrior(summary, state) : state;
  }

  /** Whether `foldIn` uses a prior. */
  private get needsPrior(): boolean {
    return this.can.rates && this.can.foldsIn;
  }

  estimate(user: UserIndex | undefined, item: ItemIndex | undefined): number {
    if (item === undefined && !this.can.rates) return Number.NaN;
    return estimateRating(this.state, this.origin, user, item);
  }

  override scoreItems(user: UserIndex | undefined): Float64Array {
    return user === undefined ? super.scoreItems(user) : estimateAll(this.state, this.origin, user);
  }

  override termsOf(user: UserIndex | undefined, item: ItemIndex | undefined): Term[] {
    return factorTerms(this.state, this.origin, user, item);
  }

  protected override scoreBlocks(
    users: readonly (UserIndex | undefined)[],
    visit: (block: ScoreBlock) => Promise<void>,
  ): Promise<void> {
    return factorScoreBlocks(this.state, this.origin, users, visit);
  }

  /** Whether items are solved from their ratings only. */
  protected readonly solvesItems: boolean = true;

  override learnUpdate(
    update: ModelUpdate,
    state: FactorState,
    _run: FitRun,
  ): Promise<FactorState> | FactorState {
    return updateFactors(update, state, { nonNegative: this.nonNegative, solveItems: this.solvesItems });
  }

  protected override foldInScores(profile: VisitorProfile): VisitorScores {
    const { summary: train, state, nonNegative } = this;
    const visitor = foldInFactors(train, state, profile, { nonNegative });
    const unknownItem = state.itemBias.length > 0 ? train.mean + visitor.bias : Number.NaN;
    const terms = (item: ItemIndex | undefined) => visitorTerms(train, state, profile, visitor, item);
    return { scores: scoresOfFactors(state, train.mean, visitor), unknownItem, terms };
  }

  /**
   * Builds an approximate nearest-neighbor index of the items, which `similarItems` then uses if neither a
   * minimum support nor shrinkage is given. Worthwhile for thousands of calls on a large catalog; see
   * `item-index.ts`.
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
