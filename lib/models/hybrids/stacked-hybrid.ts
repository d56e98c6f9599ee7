/**
 * StackedHybrid: a ridge regression on the predictions of several models, with weights that can depend on how
 * many ratings the user and the item have,
 *
 *     r̂_ui = μ + Σ_k g_k z_k + Σ_m (w_m + Σ_k h_mk z_k) (r̂^m_ui − μ),
 *     z = (log(1 + |I_u|), log(1 + |U_i|), 1 if the item is new, else 0).
 *
 * The logarithms are standardized over the train ratings; for a new item, that is, one without ratings, the
 * item's is 0.
 *
 * The regression is fitted on out-of-fold predictions: the train ratings are divided at random into folds,
 * and each fold is predicted by members fitted on the other folds, because members look too accurate on
 * ratings they have seen. The ratings of `newItems`, a random share of the items, are divided by item, so
 * that these items are predicted as new; otherwise there would be hardly any ratings to learn the weights for
 * new items from. Finally the members are fitted on all train ratings. The penalty pulls w_m toward 1 /
 * members and everything else toward 0. A member without a prediction is replaced by the mean of the others.
 *
 * All members must predict ratings. Cost: folds + 1 fits of each member.
 *
 * @example
 * const model = await new StackedHybrid({ members: [{ model: 'SVD' }, { model: 'ContentRidge' }] }).fit(train);
 *
 * Sources: D. Wolpert, "Stacked Generalization", 1992; for weights that depend on features, J. Sill et al.,
 * "Feature-Weighted Linear Stacking", 2009.
 */
import { OptionError } from '../../core/errors';
import { number, type OptionsOf, options, seedNumber, whole } from '../../core/options';
import type { Interactions } from '../../data/table/interactions';
import { luSolve } from '../../math/dense/lu-solve';
import { RandomState } from '../../math/random/random-state';
import { type Capabilities, capabilities } from '../../recommender/capabilities';
import type { Term } from '../../recommender/explanation';
import type { FitRun } from '../../recommender/fit-run';
import type { ModelUpdate } from '../../recommender/model-update';
import {
  HybridModel,
  type HybridPair,
  hybridCapabilities,
  memberList,
  newMember,
} from './parts/hybrid-model';

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
  /** Seed of the folds. */
  seed: seedNumber(),
});

export interface StackedHybridOptions extends OptionsOf<typeof STACKED_HYBRID_OPTIONS> {}

type StackedHybridState = {
  /**
   * g, then w_m and h_m of each member, each as [1, log of user, log of item, new]. Float64 [(members + 1) ·
   * 4].
   */
  readonly weights: Float64Array;
  /** Mean and standard deviation of log(1 + |I_u|), then of log(1 + |U_i|). Float64 [4]. */
  readonly logs: Float64Array;
  /** Number of train ratings. Int32 of length users, and of length items. */
  readonly userCounts: Int32Array;
  readonly itemCounts: Int32Array;
};

/** Length of z, including a leading 1. */
const Z = 4;

export class StackedHybrid extends HybridModel<StackedHybridOptions, StackedHybridState> {
  readonly can: Capabilities;
  /** Reused buffer for the inputs of the regression, which is evaluated millions of times. */
  readonly #inputs: Float64Array;

  constructor(options: Partial<StackedHybridOptions> = {}) {
    super(STACKED_HYBRID_OPTIONS, options, ({ members }) =>
      Object.fromEntries(members.map((spec, n) => [`member${n + 1}`, spec])),
    );
    const { members } = this.options;
    const can = this.members.map(([, member]) => member.can);
    const ranker = members[can.findIndex(({ rates }) => !rates)];
    if (ranker) {
      throw new OptionError(
        `StackedHybrid: members must predict ratings, got ${ranker.model}, whose scores only rank`,
      );
    }
    const able = hybridCapabilities(can);
    // The regression stays the same, even if the members are updated exactly.
    this.can = capabilities({ ...able, updates: able.updates === 'exact' ? 'foldIn' : able.updates });
    this.#inputs = new Float64Array((members.length + 1) * Z);
  }

  /** @throws OptionError when there are fewer train ratings than folds */
  protected async learnMix(train: Interactions, run: FitRun): Promise<StackedHybridState> {
    const { members, folds, newItems, reg, seed } = this.options;
    if (train.length < folds) {
      throw new OptionError(
        `StackedHybrid: folds must be at most the number of train ratings (${train.length}), got ${folds}`,
      );
    }
    const counts = { userCounts: train.userCounts(), itemCounts: train.itemCounts() };
    const logs = logsOf(train, counts);
    const width = (members.length + 1) * Z;
    const left = new Float64Array(width * width);
    const right = new Float64Array(width);
    const start = startWeights(members.length);
    const inputs = new Float64Array(width);
    const scores = new Float64Array(members.length);
    const random = new RandomState(seed);
    const order = random.permutation(train.length);
    const foldOf = foldsOf(train, order, random.permutation(train.itemCount), { folds, newItems });
    for (let fold = 0; fold < folds; fold++) {
      const learning = order.filter((row) => foldOf[row] !== fold);
      if (learning.length === 0 || learning.length === order.length) continue; // possible with few ratings
      const part = train.select(learning);
      const fitted = members.map(newMember);
      for (const member of fitted) await member.fit(part, { signal: run.signal });
      const contexts = fitted.map((member) => member.contexts.ofRows(train));
      const known = { userCounts: part.userCounts(), itemCounts: part.itemCounts() };
      for (const row of order.filter((at) => foldOf[at] === fold)) {
        const [user, item] = [train.userColumn[row], train.itemColumn[row]];
        for (const [m, member] of fitted.entries()) {
          scores[m] = member.estimate(user, item, contexts[m](row));
        }
        fillInputs(inputs, scores, part.mean, logs, known.userCounts[user], known.itemCounts[item]);
        let rest = train.ratingColumn[row] - part.mean;
        for (let a = 0; a < width; a++) rest -= start[a] * inputs[a];
        for (let a = 0; a < width; a++) {
          right[a] += inputs[a] * rest;
          for (let b = 0; b < width; b++) left[a * width + b] += inputs[a] * inputs[b];
        }
      }
      await run.breathe();
    }
    for (let a = 0; a < width; a++) left[a * width + a] += reg;
    const change = luSolve(left, right, { batch: 1, n: width, k: 1 });
    return { weights: start.map((weight, a) => weight + change[a]), logs, ...counts };
  }

  protected override updateMix({ train }: ModelUpdate, state: StackedHybridState): StackedHybridState {
    return { ...state, userCounts: train.userCounts(), itemCounts: train.itemCounts() };
  }

  protected override shapes({ userCount, itemCount }: Interactions) {
    return {
      weights: (this.options.members.length + 1) * Z,
      logs: 4,
      userCounts: userCount,
      itemCounts: itemCount,
    };
  }

  protected mix(scores: ArrayLike<number>, pair: HybridPair): number {
    const { weights } = this.state;
    const inputs = this.#inputs;
    if (!this.fillInputsOf(scores, pair)) return Number.NaN;
    let score = this.summary.mean;
    for (let a = 0; a < inputs.length; a++) score += weights[a] * inputs[a];
    return score;
  }

  /** a_m = w_m + Σ_k h_mk z_k; the share of a member without a prediction is divided among the others. */
  protected override sharesOf(scores: ArrayLike<number>, pair: HybridPair) {
    const { weights } = this.state;
    this.fillInputsOf(scores, pair);
    const z = this.#inputs.subarray(0, Z);
    const timesZ = (from: number) => z.reduce((sum, value, k) => sum + weights[from + k] * value, 0);
    const all = Array.from(scores, (_, m) => timesZ((m + 1) * Z));
    const known = all.filter((_, m) => !Number.isNaN(scores[m])).length;
    const missing = all.reduce((sum, share, m) => sum + (Number.isNaN(scores[m]) ? share : 0), 0);
    const shares = all.map((share, m) => (Number.isNaN(scores[m]) ? 0 : share + missing / known));
    const rest = 1 - shares.reduce((sum, share) => sum + share, 0);
    const own: Term[] = [
      { kind: 'mean', value: rest * this.summary.mean },
      { kind: 'hybrid', value: timesZ(0) },
    ];
    return { shares, own };
  }

  /** Returns false if no member has a prediction. */
  private fillInputsOf(scores: ArrayLike<number>, { user, item, visitorRatings }: HybridPair): boolean {
    const { logs, userCounts, itemCounts } = this.state;
    const ofUser = visitorRatings ?? (user === undefined ? 0 : userCounts[user]);
    const ofItem = item === undefined ? 0 : itemCounts[item];
    return fillInputs(this.#inputs, scores, this.summary.mean, logs, ofUser, ofItem);
  }
}

/**
 * Fills in the regression's inputs for a pair. Returns false, with only μ's part, if no member has a
 * prediction.
 */
function fillInputs(
  inputs: Float64Array,
  scores: ArrayLike<number>,
  mean: number,
  logs: Float64Array,
  ofUser: number,
  ofItem: number,
): boolean {
  let sum = 0;
  let known = 0;
  for (let m = 0; m < scores.length; m++) {
    if (Number.isNaN(scores[m])) continue;
    sum += scores[m];
    known++;
  }
  const isNew = ofItem === 0;
  inputs[0] = 1;
  inputs[1] = (Math.log1p(ofUser) - logs[0]) / logs[1];
  inputs[2] = isNew ? 0 : (Math.log1p(ofItem) - logs[2]) / logs[3];
  inputs[3] = isNew ? 1 : 0;
  const standIn = known === 0 ? mean : sum / known;
  for (let m = 0; m < scores.length; m++) {
    const above = (Number.isNaN(scores[m]) ? standIn : scores[m]) - mean;
    for (let k = 0; k < Z; k++) inputs[(m + 1) * Z + k] = inputs[k] * above;
  }
  return known > 0;
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

/** The starting point, the mean of the members: w_m = 1 / members, everything else 0. */
function startWeights(members: number): Float64Array {
  const weights = new Float64Array((members + 1) * Z);
  for (let m = 0; m < members; m++) weights[(m + 1) * Z] = 1 / members;
  return weights;
}

/**
 * Mean and standard deviation of the two logarithms over the train ratings; a deviation of 0 is replaced by
 * 1.
 */
function logsOf(
  { userColumn, itemColumn, length }: Interactions,
  { userCounts, itemCounts }: { readonly userCounts: Int32Array; readonly itemCounts: Int32Array },
): Float64Array {
  const sums = new Float64Array(4);
  for (let row = 0; row < length; row++) {
    const logs = [Math.log1p(userCounts[userColumn[row]]), Math.log1p(itemCounts[itemColumn[row]])];
    for (const [n, log] of logs.entries()) {
      sums[2 * n] += log / length;
      sums[2 * n + 1] += (log * log) / length;
    }
  }
  const deviation = (n: number) => {
    const variance = sums[n + 1] - sums[n] ** 2;
    return variance > 1e-9 ? Math.sqrt(variance) : 1; // below that, it is rounding error
  };
  return Float64Array.of(sums[0], deviation(0), sums[2], deviation(2));
}
