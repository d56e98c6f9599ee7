/**
 * StackedHybrid: a ridge regression on the predictions of several models, with weights that can depend on how
 * many ratings the user and the item have,
 *
 *     r̂_ui = μ + Σ_k g_k z_k + Σ_m (w_m + Σ_k h_mk z_k) (r̂^m_ui − μ),
 *     z = (log(1 + |I_u|), log(1 + |U_i|), 1 if the item is new, else 0).
 *
 * The logarithms are standardized over the train ratings; for a new item, that is, one without ratings, the
 * item's is 0. With `trees`, boosted regression trees on the same inputs learn what the regression leaves over. With
 * `timeColumn`, the user's moods around the time of the rating (`parts/moods.ts`) are inputs, too.
 *
 * The regression is fitted on out-of-fold predictions: the train ratings are divided at random into folds,
 * and each fold is predicted by members fitted on the other folds, because members look too accurate on
 * ratings they have seen. The ratings of `newItems`, a random share of the items, are divided by item, so
 * that these items are predicted as new; otherwise there would be hardly any ratings to learn the weights for
 * new items from. Finally the members are fitted on all train ratings. The penalty pulls w_m toward 1 /
 * members and everything else toward 0. A member without a prediction is replaced by the mean of the others.
 *
 * All members must predict ratings. Cost: folds + 1 fits of each member; for the trees O(trees · ratings · inputs).
 *
 * @example
 * const model = await new StackedHybrid({ members: [{ model: 'SVD' }, { model: 'ContentRidge' }] }).fit(train);
 *
 * Sources: D. Wolpert, "Stacked Generalization", 1992; for weights that depend on features, J. Sill et al.,
 * "Feature-Weighted Linear Stacking", 2009.
 */
import { OptionError } from '../../core/errors';
import { number, type Option, type OptionsOf, options, seedNumber, whole } from '../../core/options';
import { gather } from '../../data/table/gather';
import { Interactions } from '../../data/table/interactions';
import { RandomState } from '../../math/random/random-state';
import { type BoostedTrees, boostedScore } from '../../math/trees/boosted-trees';
import { type Capabilities, capabilities } from '../../recommender/capabilities';
import type { Term } from '../../recommender/explanation';
import type { FitRun } from '../../recommender/fit-run';
import type { ModelUpdate } from '../../recommender/model-update';
import type { TrainSummary } from '../../recommender/train-summary';
import { hybridCapabilities } from './parts/hybrid-capabilities';
import { HybridModel, type HybridPair } from './parts/hybrid-model';
import { memberList, newMember } from './parts/member-spec';
import { Moods, timesOf } from './parts/moods';
import {
  fillInputs,
  fillTerms,
  inputWidth,
  logsOf,
  type StackingFacts,
  termCount,
  Z,
} from './parts/stacking-inputs';
import {
  StackingLearner,
  type StackingWeights,
  stackingScore,
  treesOf,
  weightShapes,
} from './parts/stacking-regression';

export const STACKED_HYBRID_OPTIONS = options('StackedHybrid', {
  /** The members, all of which must predict ratings. */
  members: memberList({
    default: [
      { model: 'FeatureFactors' },
      { model: 'KNNBaseline', options: { similarity: 'pearson_baseline', userBased: false } },
      { model: 'ContentRidge' },
    ],
  }),
  /** Number of folds for the out-of-fold predictions. */
  folds: whole({ from: 2, default: 5 }),
  /** Share of the items that are predicted as if they had no ratings. */
  newItems: number({ from: 0, to: 0.9, default: 0.1 }),
  /** Weight of the regression's penalty. */
  reg: number({ above: 0, default: 10 }),
  /** Number of boosted trees that learn what the regression leaves over. */
  trees: whole({ from: 0, default: 0 }),
  /**
   * The numeric context column with the time of each rating in seconds, for the user's moods; null for none. Such a
   * model **knows when** a rating will be given, so its accuracy on a random split can't be reached when serving, and
   * must not be compared with that of models that don't.
   */
  timeColumn: {
    default: null,
    allowed: 'the name of a context column, or null',
    allows: (value) => value === null || (typeof value === 'string' && value !== ''),
  } as Option<string | null>,
  /** Seed of the folds. */
  seed: seedNumber(),
});

export interface StackedHybridOptions extends OptionsOf<typeof STACKED_HYBRID_OPTIONS> {}

type StackedHybridState = StackingWeights & Omit<StackingFacts, 'mean' | 'moods'>;

export class StackedHybrid extends HybridModel<StackedHybridOptions, StackedHybridState> {
  readonly can: Capabilities;
  /** Reused buffers, because the regression is evaluated millions of times. */
  readonly #row: Float64Array;
  readonly #terms: Float64Array;
  #facts: StackingFacts | undefined;
  #trees: BoostedTrees | undefined;

  constructor(options: Partial<StackedHybridOptions> = {}) {
    super(STACKED_HYBRID_OPTIONS, options, ({ members }) =>
      Object.fromEntries(members.map((spec, n) => [`member${n + 1}`, spec])),
    );
    const { members, timeColumn } = this.options;
    const can = this.members.map(([, member]) => member.can);
    const ranker = members[can.findIndex(({ rates }) => !rates)];
    if (ranker) {
      throw new OptionError(
        `StackedHybrid: members must predict ratings, got ${ranker.model}, whose scores only rank`,
      );
    }
    const able = hybridCapabilities(can);
    const hasMoods = timeColumn !== null;
    this.can = capabilities({
      ...able,
      // The regression stays the same, even if the members are updated exactly.
      updates: able.updates === 'exact' ? 'foldIn' : able.updates,
      usesContext: able.usesContext || hasMoods,
      withoutTrain: hasMoods ? 'nobody' : able.withoutTrain, // moods are computed from the ratings
    });
    this.#row = new Float64Array(inputWidth(members.length, hasMoods));
    this.#terms = new Float64Array(termCount(members.length, hasMoods));
  }

  override contextColumns(train: Interactions): readonly string[] {
    const { timeColumn } = this.options;
    return [...new Set([...super.contextColumns(train), ...(timeColumn === null ? [] : [timeColumn])])];
  }

  /** @throws OptionError when there are fewer train ratings than folds, or the times aren't numbers */
  protected async learnMix(train: Interactions, run: FitRun): Promise<StackedHybridState> {
    const { members, folds, newItems, reg, trees, timeColumn, seed } = this.options;
    if (train.length < folds) {
      throw new OptionError(
        `StackedHybrid: folds must be at most the number of train ratings (${train.length}), got ${folds}`,
      );
    }
    const counts = { userCounts: train.userCounts(), itemCounts: train.itemCounts() };
    const logs = logsOf(train, counts);
    const times = timeColumn === null ? undefined : timesOf('StackedHybrid', train, timeColumn);
    const learner = new StackingLearner(members.length, timeColumn !== null, trees > 0 ? train.length : 0);
    const row = new Float64Array(this.#row.length);
    const scores = new Float64Array(members.length);
    const random = new RandomState(seed);
    const order = random.permutation(train.length);
    const foldOf = foldsOf(train, order, random.permutation(train.itemCount), { folds, newItems });
    for (let fold = 0; fold < folds; fold++) {
      const learning = order.filter((at) => foldOf[at] !== fold);
      if (learning.length === 0 || learning.length === order.length) continue; // possible with few ratings
      const part = train.select(learning);
      const fitted = members.map(newMember);
      for (const member of fitted) await member.fit(part, { signal: run.signal });
      const contexts = fitted.map((member) => member.contexts.ofRows(train));
      const facts = {
        mean: part.mean,
        userCounts: part.userCounts(),
        itemCounts: part.itemCounts(),
        logs,
        moods: times && new Moods(part, gather(times, learning)),
      };
      for (const at of order.filter((one) => foldOf[one] === fold)) {
        const [user, item] = [train.userColumn[at], train.itemColumn[at]];
        for (const [m, member] of fitted.entries()) {
          scores[m] = member.estimate(user, item, contexts[m](at));
        }
        fillInputs(row, scores, facts, { user, item }, times?.[at]);
        learner.add(row, train.ratingColumn[at] - part.mean);
      }
      await run.breathe();
    }
    return { ...learner.learn({ reg, trees, seed }), logs, ...counts };
  }

  override restore(train: TrainSummary, state: StackedHybridState): void {
    super.restore(train, state);
    const { timeColumn } = this.options;
    const { logs, userCounts, itemCounts } = state;
    const moods =
      timeColumn !== null && train instanceof Interactions
        ? new Moods(train, timesOf('StackedHybrid', train, timeColumn))
        : undefined;
    this.#facts = { mean: train.mean, userCounts, itemCounts, logs, moods };
    this.#trees = treesOf(state);
  }

  protected override updateMix({ train }: ModelUpdate, state: StackedHybridState): StackedHybridState {
    return { ...state, userCounts: train.userCounts(), itemCounts: train.itemCounts() };
  }

  protected override shapes({ userCount, itemCount }: Interactions) {
    const counts = { userCounts: userCount, itemCounts: itemCount };
    return { ...weightShapes(this.#terms.length, this.options.trees), logs: 4, ...counts };
  }

  /** A node of a tree that isn't cut. */
  protected override floats() {
    return { treeCuts: 'finite or infinite' } as const;
  }

  protected mix(scores: ArrayLike<number>, pair: HybridPair): number {
    const { weights } = this.state;
    if (!this.fill(scores, pair)) return Number.NaN;
    return this.summary.mean + stackingScore(weights, this.#trees, this.#terms, this.#row);
  }

  /** a_m = w_m + Σ_k h_mk z_k; the share of a member without a prediction is divided among the others. */
  protected override sharesOf(scores: ArrayLike<number>, pair: HybridPair) {
    const { weights } = this.state;
    this.fill(scores, pair);
    const z = this.#terms.subarray(0, Z);
    const timesZ = (from: number) => z.reduce((sum, value, k) => sum + weights[from + k] * value, 0);
    const all = Array.from(scores, (_, m) => timesZ((m + 1) * Z));
    const known = all.filter((_, m) => !Number.isNaN(scores[m])).length;
    const missing = all.reduce((sum, share, m) => sum + (Number.isNaN(scores[m]) ? share : 0), 0);
    const shares = all.map((share, m) => (Number.isNaN(scores[m]) ? 0 : share + missing / known));
    const rest = 1 - shares.reduce((sum, share) => sum + share, 0);
    const ofTrees = this.#trees ? boostedScore(this.#trees, this.#row) : 0;
    const own: Term[] = [
      { kind: 'mean', value: rest * this.summary.mean },
      { kind: 'hybrid', value: timesZ(0) + ofTrees },
    ];
    const time = this.timeOf(pair);
    if (time !== undefined) {
      const feature = `${this.options.timeColumn}: ${time}`;
      let value = 0;
      for (let a = (shares.length + 1) * Z; a < weights.length; a++) value += weights[a] * this.#terms[a];
      own.push({ kind: 'context', feature, value });
    }
    return { shares, own };
  }

  /** Fills in the regression's inputs and terms. Returns false if no member has a prediction. */
  private fill(scores: ArrayLike<number>, pair: HybridPair): boolean {
    if (!this.#facts) throw new TypeError('StackedHybrid: not restored');
    const isKnown = fillInputs(this.#row, scores, this.#facts, pair, this.timeOf(pair));
    fillTerms(this.#terms, this.#row, scores.length);
    return isKnown;
  }

  private timeOf({ context }: HybridPair): number | undefined {
    const { timeColumn } = this.options;
    return timeColumn === null ? undefined : context?.[this.contextNames.indexOf(timeColumn)];
  }
}

/** The fold in which each row is predicted: by item for the items treated as new, by row for the others. */
function foldsOf(
  { itemColumn }: Interactions,
  order: Int32Array,
  items: Int32Array,
  { folds, newItems }: Pick<StackedHybridOptions, 'folds' | 'newItems'>,
): Int32Array {
  const foldOfItem = new Int32Array(items.length).fill(-1);
  for (let n = 0; n < Math.floor(newItems * items.length); n++) foldOfItem[items[n]] = n % folds;
  const foldOf = new Int32Array(order.length);
  for (const [n, row] of order.entries()) {
    const ofItem = foldOfItem[itemColumn[row]];
    foldOf[row] = ofItem === -1 ? n % folds : ofItem;
  }
  return foldOf;
}
