/** How good a weighted hybrid is at each weight, and which weight to take. */
import { OptionError } from '../../core/errors';
import type { MemberSpec } from '../../models/hybrids/parts/hybrid-model';
import { WeightedHybrid, type WeightedHybridOptions } from '../../models/hybrids/weighted-hybrid';
import { evaluateRanking } from '../ranking/evaluate-ranking';
import { evaluate } from '../ratings/evaluate';
import type { Split } from '../splits/split';
import { trainTestSplit } from '../splits/train-test-split';

/** By what a weight is judged. */
export type WeightMetric = 'rmse' | 'ndcg';

/** What `weightCurve` needs. */
export interface WeightCurveOptions {
  readonly cf: MemberSpec;
  readonly content: MemberSpec;
  /** From 0 to 1. Default 0, 0.05, …, 1. */
  readonly weights?: readonly number[];
  /** Which numbers are wanted; the others are NaN. Default `rmse` alone. */
  readonly metrics?: readonly WeightMetric[];
  /** Places of a list, for nDCG. Default 10. */
  readonly k?: number;
  readonly signal?: AbortSignal;
}

/** A point of the curve. */
export interface WeightPoint {
  readonly weight: number;
  readonly rmse: number;
  /** nDCG@k as in `evaluateRanking`, with its default of what is relevant. */
  readonly ndcg: number;
}

/** What `chooseWeight` needs. */
export interface ChooseWeightOptions extends Omit<WeightCurveOptions, 'metrics'> {
  /** `rmse` (default): the lowest; `ndcg`: the highest. */
  readonly metric?: WeightMetric;
  /** Share of the train part that is held out to choose by. Default 0.1. */
  readonly share?: number;
  /** Of the held-out part. Default 42. */
  readonly seed?: number;
}

/** A weight, and the curve that it was chosen from. */
export interface ChosenWeight {
  readonly weight: number;
  /** On the validation part; the chosen point's own number is optimistic, as it was chosen for it. */
  readonly curve: readonly WeightPoint[];
}

/** 0, 0.05, …, 1. */
const WEIGHTS: readonly number[] = Object.freeze(Array.from({ length: 21 }, (_, n) => n / 20));

/**
 * A `WeightedHybrid` measured on the split at each weight. The members are fitted once. Choose nothing by the curve of
 * a test part: see `chooseWeight`.
 *
 * @example
 * await weightCurve(split, { cf: { model: 'SVD' }, content: { model: 'ContentRidge' }, weights: [0, 0.3, 1] });
 * @throws OptionError for an empty list of weights, or RMSE of members that only rank; what `fit` throws
 */
export async function weightCurve(split: Split, options: WeightCurveOptions): Promise<WeightPoint[]> {
  const { cf, content, weights = WEIGHTS, metrics = ['rmse'], k = 10, signal } = options;
  if (weights.length === 0)
    throw new OptionError('weightCurve: weights must be a list of at least one weight');
  const hybrid = await new WeightedHybrid({ cf, content }).fit(split.train, { signal });
  const points: WeightPoint[] = [];
  for (const weight of weights) {
    const model = new Reweighted({ cf, content, weight }, hybrid);
    const rmse = metrics.includes('rmse') ? (await evaluate(model, { split, signal })).row.rmse : Number.NaN;
    const ndcg = metrics.includes('ndcg')
      ? (await evaluateRanking(model, { split, k, metrics: ['ndcg'], signal })).row.ndcg
      : Number.NaN;
    points.push(Object.freeze({ weight, rmse, ndcg }));
  }
  return points;
}

/**
 * The weight that is best on a part of the train set, held out at random; the test part isn't looked at. Among equals
 * the smallest. Cost: one fit of each member, and a measurement for each weight.
 *
 * @example
 * const { weight } = await chooseWeight(split, { cf: { model: 'SVD' }, content: { model: 'ContentRidge' } });
 */
export async function chooseWeight(split: Split, options: ChooseWeightOptions): Promise<ChosenWeight> {
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

/** A fitted hybrid with another weight: what its members have learned doesn't depend on it. */
class Reweighted extends WeightedHybrid {
  readonly #fitted: WeightedHybrid;

  constructor(options: WeightedHybridOptions, fitted: WeightedHybrid) {
    super(options);
    this.#fitted = fitted;
    this.restore(fitted.train, fitted.learned as Parameters<WeightedHybrid['restore']>[1]);
  }

  /** It is, on this table. */
  override async fit(train: WeightedHybrid['train']): Promise<this> {
    if (train !== this.#fitted.train) throw new TypeError('weightCurve: another train set');
    return this;
  }
}
