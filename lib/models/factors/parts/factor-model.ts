/**
 * The base class of the factor models, such as `SVD`: vector models (`vector-model.ts`) that fold in visitors
 * and learn updates by solving rows of the user or item table with everything else fixed. Each model's own
 * file contains only its `learn`.
 */

import type { ItemIndex } from '../../../core/ids';
import type { OptionSet } from '../../../core/options';
import type { FiledTable } from '../../../data/table/filed-table';
import { Interactions } from '../../../data/table/interactions';
import type { Capabilities } from '../../../recommender/capabilities';
import type { FitRun } from '../../../recommender/fit-run';
import type { ModelUpdate } from '../../../recommender/model-update';
import type { TrainSummary } from '../../../recommender/train-summary';
import type { VisitorProfile, VisitorScores } from '../../../recommender/visitor';
import type { FactorState } from '../../shared/factor-state';
import { VectorModel } from '../../shared/vector-model';
import { vectorScores } from '../../shared/visitor-scores';
import { withUserPrior, withUserPriorOf } from './factor-prior';
import { foldInFactors } from './fold-in-factors';
import { visitorTerms } from './fold-in-terms';
import { updateFactors } from './update-factors';

export abstract class FactorModel<Options extends object> extends VectorModel<Options> {
  /** Whether all factors must be at least 0. */
  protected readonly nonNegative: boolean = false;
  /** Whether items are solved from their ratings only. */
  protected readonly solvesItems: boolean = true;

  /** @param can where this model differs, such as `rates: false` for a model whose scores only rank */
  constructor(declared: OptionSet<Options>, given: Partial<Options>, can: Partial<Capabilities> = {}) {
    // Models have μ and biases unless an option turns them off.
    const unknown = declared.resolve(given).biased === false ? 'refused' : 'unpersonalized';
    super(declared, given, {
      unknownUsers: unknown,
      unknownItems: unknown,
      foldsIn: true,
      updates: 'foldIn',
      ...can,
    });
  }

  protected override shapes(train: TrainSummary, state: FactorState): Readonly<Record<string, number>> {
    const tables = super.shapes(train, state);
    if (train instanceof Interactions || !this.needsPrior) return tables;
    const width = state.factors + (this.can.unknownUsers === 'unpersonalized' ? 1 : 0);
    return { ...tables, userPriorMean: width, userPriorPrecision: width ** 2 };
  }

  /** With the prior that `foldIn` otherwise computes from the train ratings. */
  override get learnedForServing(): FactorState {
    const { state, summary } = this;
    return this.needsPrior && summary instanceof Interactions ? withUserPrior(summary, state) : state;
  }

  /** `learnedForServing` of a state that was learned from a table in files. */
  learnedFrom(train: FiledTable, state: FactorState): Promise<FactorState> {
    return this.needsPrior ? withUserPriorOf(train, state) : Promise.resolve(state);
  }

  /** Whether `foldIn` uses a prior. */
  private get needsPrior(): boolean {
    return this.can.rates && this.can.foldsIn;
  }

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
    let termsOf: ReturnType<typeof visitorTerms> | undefined;
    const terms = (item: ItemIndex | undefined) => {
      termsOf ??= visitorTerms(train, state, profile, visitor);
      return termsOf(item);
    };
    return { ...vectorScores(state, train.mean, visitor), unknownItem, terms };
  }
}
