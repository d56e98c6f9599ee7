/** The options that all k-nearest-neighbor models have. */

import { numberFrom, type OptionCheck, oneOf, trueOrFalse, wholeNumber } from '../../../core/options';
import { SIMILARITIES, type SimilarityName } from '../../../math/similarity/similarity-formulas';
import { ALS_BIAS_DEFAULTS, SGD_BIAS_DEFAULTS } from '../../shared/baselines';

/** Options of KNNBasic, KNNWithMeans, KNNWithZScore and KNNBaseline. */
export interface KnnOptions {
  /** k: so many of the nearest count at most. From 1. Python: `k`. Default 40. */
  readonly neighbors: number;
  /** With fewer of them there is no neighborhood: see each model. From 1. Python: `min_k`. Default 1. */
  readonly minNeighbors: number;
  /** `cosine`, `msd`, `pearson` or `pearson_baseline`. Python: `sim_options['name']`. Default `msd`. */
  readonly similarity: SimilarityName;
  /** Neighbors are users (true) or items (false). Python: `sim_options['user_based']`. Default true. */
  readonly userBased: boolean;
  /** Below so many common ratings a similarity is 0. From 1. Python: `sim_options['min_support']`. Default 1. */
  readonly minSupport: number;
  /**
   * λ: a similarity on n common ratings is multiplied by (n − 1) / (n − 1 + λ). From 0. Default null: 100
   * for `pearson_baseline`, 0 for the others. Python: `sim_options['shrinkage']`, which acts on
   * `pearson_baseline` only; here it acts on whichever similarity it is given with.
   */
  readonly shrinkage: number | null;
  /**
   * How b_ui is learned, `als` or `sgd`, for `pearson_baseline` and for KNNBaseline; without either this and
   * the five below are unused. Python: `bsl_options['method']`. Default `als`.
   */
  readonly baseline: 'als' | 'sgd';
  /** Rounds for b_ui, from 1. Default null: 10 for `als`, 20 for `sgd`. Python: `bsl_options['n_epochs']`. */
  readonly baselineEpochs: number | null;
  /** For `als`: shrinks b_u, from 0. Python: `bsl_options['reg_u']`. Default 15. */
  readonly regUser: number;
  /** For `als`: shrinks b_i, from 0. Python: `bsl_options['reg_i']`. Default 10. */
  readonly regItem: number;
  /** For `sgd`: step size, above 0. Python: `bsl_options['learning_rate']`. Default 0.005. */
  readonly learningRate: number;
  /** For `sgd`: weight of the penalty, from 0. Python: `bsl_options['reg']`. Default 0.02. */
  readonly reg: number;
  /**
   * What the similarities may take, in MB of 10^6 bytes. Up to n = √(maxMegabytes · 125,000) users (or
   * items) all n² are kept; above that the most similar of each, as many as fit. Default 1000, so n = 11,180.
   */
  readonly maxMegabytes: number;
}

export const KNN_DEFAULTS: KnnOptions = Object.freeze({
  neighbors: 40,
  minNeighbors: 1,
  similarity: 'msd',
  userBased: true,
  minSupport: 1,
  shrinkage: null,
  baseline: 'als',
  baselineEpochs: null,
  regUser: ALS_BIAS_DEFAULTS.regUser,
  regItem: ALS_BIAS_DEFAULTS.regItem,
  learningRate: SGD_BIAS_DEFAULTS.learningRate,
  reg: SGD_BIAS_DEFAULTS.reg,
  maxMegabytes: 1000,
});

export const KNN_CHECKS: Readonly<Record<keyof KnnOptions, OptionCheck>> = Object.freeze({
  neighbors: wholeNumber(1),
  minNeighbors: wholeNumber(1),
  similarity: oneOf(...SIMILARITIES),
  userBased: trueOrFalse,
  minSupport: wholeNumber(1),
  shrinkage: unlessNull(numberFrom(0)),
  baseline: oneOf('als', 'sgd'),
  baselineEpochs: unlessNull(wholeNumber(1)),
  regUser: numberFrom(0),
  regItem: numberFrom(0),
  learningRate: numberFrom(0, Number.POSITIVE_INFINITY, true),
  reg: numberFrom(0),
  maxMegabytes: numberFrom(0, Number.POSITIVE_INFINITY, true),
});

function unlessNull(check: OptionCheck): OptionCheck {
  return (model, name, value) => {
    if (value !== null) check(model, name, value);
  };
}
