/** The accuracy of a weighted hybrid at each weight, and the choice of the best weight. */

import { checkArgument, checkOptions, LIST } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { withRequired } from '../../core/with-required';
import type { MemberSpec } from '../../models/hybrids/parts/member-spec';
import { WeightedHybrid, type WeightedHybridOptions } from '../../models/hybrids/weighted-hybrid';
import { evaluateRanking } from '../ranking/evaluate-ranking';
import { evaluate } from '../ratings/evaluate';
import { SPLIT, type Split } from '../splits/split';
import { trainTestSplit } from '../splits/train-test-split';

/** The metrics for choosing a weight. */
export type WeightMetric = 'rmse' | 'ndcg';

/** Options of `weightCurve`. */
export interface WeightCurveOptions {
  readonly cf: MemberSpec;
  readonly content: MemberSpec;
  /** The weights to try, from 0 to 1. Default 0, 0.05, …, 1. */
  readonly weights?: readonly number[];
  /** The metrics to compute; the others are NaN. Default: `rmse` only. */
  readonly metrics?: readonly WeightMetric[];
  /** Length of the list, for nDCG. Default 10. */
  readonly k?: number;
  /** Called before the members are fitted, and after each weight. */
  readonly onProgress?: (progress: WeightProgress) => void;
  readonly signal?: AbortSignal;
}

/** The number of weights whose metrics are known, out of `total`. */
export interface WeightProgress {
  readonly done: number;
  readonly total: number;
}

/** A point of the curve. */
export interface WeightPoint {
  readonly weight: number;
  readonly rmse: number;
  /** nDCG@k as in `evaluateRanking`, with its default for `relevantFrom`. */
  readonly ndcg: number;
}

/** Options of `chooseWeight`. */
export interface ChooseWeightOptions extends Omit<WeightCurveOptions, 'metrics'> {
  /** `rmse` (default): the lowest wins; `ndcg`: the highest wins. */
  readonly metric?: WeightMetric;
  /** Share of the train set that is held out as a validation set. Default 0.1. */
  readonly share?: number;
  /** Seed of the validation set. Default 42. */
  readonly seed?: number;
}

/** A weight, and the curve it was chosen from. */
export interface ChosenWeight {
  readonly weight: number;
  /**
   * Measured on the validation set; the chosen point's value is optimistic, because it was selected as the
   * best.
   */
  readonly curve: readonly WeightPoint[];
}

/** The options that both functions have, for `checkOptions`. */
const EXAMPLES = { cf: 'cf', content: 'content', weights: [0, 1], k: 10, onProgress: null, signal: null };

/** 0, 0.05, …, 1. */
const WEIGHTS: readonly number[] = Object.freeze(Array.from({ length: 21 }, (_, n) => n / 20));

/**
 * The accuracy of a `WeightedHybrid` on the split at each weight. Each member is fitted once. Don't choose a
 * weight by its curve on a test set; use `chooseWeight`.
 *
 * @example
 * await weightCurve(split, { cf: { model: 'SVD' }, content: { model: 'ContentRidge' }, weights: [0, 0.3, 1] });
 * @throws OptionError for an empty list of weights, or for `rmse` with members that only rank; whatever `fit`
 *   throws
 */
export async function weightCurve(split: Split, options: WeightCurveOptions): Promise<WeightPoint[]> {
  checkArgument('weightCurve', 'split', split, SPLIT);
  withRequired('weightCurve', options, 'cf', 'content');
  checkOptions('weightCurve', options, { ...EXAMPLES, metrics: ['rmse'] });
  const { cf, content, weights = WEIGHTS, metrics = ['rmse'], k = 10, onProgress, signal } = options;
  checkArgument('weightCurve', 'weights', weights, LIST);
  if (weights.length === 0)
    throw new OptionError('weightCurve: weights must be a list of at least one weight');
  const total = weights.length;
  onProgress?.({ done: 0, total });
  const hybrid = await new WeightedHybrid({ cf, content }).fit(split.train, { signal });
  const points: WeightPoint[] = [];
  for (const weight of weights) {
    const model = new Reweighted({ cf, content, weight }, hybrid);
    const rmse = metrics.includes('rmse') ? (await evaluate(model, { split, signal })).row.rmse : Number.NaN;
    const ndcg = metrics.includes('ndcg')
      ? (await evaluateRanking(model, { split, k, metrics: ['ndcg'], signal })).row.ndcg
      : Number.NaN;
    points.push(Object.freeze({ weight, rmse, ndcg }));
    onProgress?.({ done: points.length, total });
  }
  return points;
}

/**
 * The best weight on a random validation set, held out from the train set; the test set isn't used. Ties go
 * to the smallest weight. Cost: one fit of each member, and an evaluation per weight.
 *
 * @example
 * const { weight } = await chooseWeight(split, { cf: { model: 'SVD' }, content: { model: 'ContentRidge' } });
 */
export async function chooseWeight(split: Split, options: ChooseWeightOptions): Promise<ChosenWeight> {
  checkArgument('chooseWeight', 'split', split, SPLIT);
  withRequired('chooseWeight', options, 'cf', 'content');
  checkOptions('chooseWeight', options, { ...EXAMPLES, metric: 'rmse', share: 0.1, seed: 42 });
  const { metric = 'rmse', share = 0.1, seed = 42, ...rest } = options;
  if (metric !== 'rmse' && metric !== 'ndcg') {
    throw new OptionError(`chooseWeight: metric must be one of rmse, ndcg, got ${String(metric)}`);
  }
  const validation = trainTestSplit(split.train, { testSize: share, seed });
  const curve = await weightCurve(validation, { ...rest, metrics: [metric] });
  const cost = (point: WeightPoint) => (metric === 'rmse' ? point.rmse : -point.ndcg);
  const ascending = [...curve].sort((a, b) => a.weight - b.weight);
  const best = ascending.reduce((chosen, point) => (cost(point) < cost(chosen) ? point : chosen));
  return { weight: best.weight, curve };
}

/** A fitted hybrid with another weight, on which what its members have learned doesn't depend. */
class Reweighted extends WeightedHybrid {
  readonly #fitted: WeightedHybrid;

  constructor(options: WeightedHybridOptions, fitted: WeightedHybrid) {
    super(options);
    this.#fitted = fitted;
    this.restore(fitted.train, fitted.state as Parameters<WeightedHybrid['restore']>[1]);
  }

  /** Does nothing, because the members are already fitted on this table. */
  override async fit(train: WeightedHybrid['train']): Promise<this> {
    if (train !== this.#fitted.train)
      throw new TypeError('weightCurve: train must be the table that the hybrid was fitted on');
    return this;
  }
}
