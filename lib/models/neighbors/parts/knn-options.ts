/** The options that all k-nearest-neighbor models have. */

import { number, type OptionsOf, oneOf, orNull, trueOrFalse, whole } from '../../../core/options';
import { SIMILARITIES } from '../../../math/similarity/similarity-formulas';
import { ALS_BIAS_DEFAULTS, SGD_BIAS_DEFAULTS } from '../../shared/baselines';

/** Options of KNNBasic, KNNWithMeans, KNNWithZScore and KNNBaseline. */
export const KNN_OPTIONS = {
  /** k: at most this many of the nearest count. Python: `k`. */
  neighbors: whole({ from: 1, default: 40 }),
  /** With fewer of them there is no neighborhood: see each model. Python: `min_k`. */
  minNeighbors: whole({ from: 1, default: 1 }),
  /** `cosine`, `msd`, `pearson` or `pearson_baseline`. Python: `sim_options['name']`. */
  similarity: oneOf(SIMILARITIES, { default: 'msd' }),
  /** Neighbors are users (true) or items (false). Python: `sim_options['user_based']`. */
  userBased: trueOrFalse({ default: true }),
  /** With fewer common ratings a similarity is 0. Python: `sim_options['min_support']`. */
  minSupport: whole({ from: 1, default: 1 }),
  /**
   * λ: a similarity on n common ratings is multiplied by (n − 1) / (n − 1 + λ); null is 100 for `pearson_baseline`, 0 for
   * the others. Python: `sim_options['shrinkage']`, which acts on `pearson_baseline` only; here it acts on whichever
   * similarity it is given with.
   */
  shrinkage: orNull(number({ from: 0, default: 0 })),
  /**
   * How b_ui is learned, `als` or `sgd`, for `pearson_baseline` and for KNNBaseline; without either this and
   * the five below are unused. Python: `bsl_options['method']`.
   */
  baseline: oneOf(['als', 'sgd'], { default: 'als' }),
  /** Rounds for b_ui; null is 10 for `als`, 20 for `sgd`. Python: `bsl_options['n_epochs']`. */
  baselineEpochs: orNull(whole({ from: 1, default: 10 })),
  /** For `als`: shrinks b_u. Python: `bsl_options['reg_u']`. */
  regUser: number({ from: 0, default: ALS_BIAS_DEFAULTS.regUser }),
  /** For `als`: shrinks b_i. Python: `bsl_options['reg_i']`. */
  regItem: number({ from: 0, default: ALS_BIAS_DEFAULTS.regItem }),
  /** For `sgd`: step size. Python: `bsl_options['learning_rate']`. */
  learningRate: number({ above: 0, default: SGD_BIAS_DEFAULTS.learningRate }),
  /** For `sgd`: weight of the penalty. Python: `bsl_options['reg']`. */
  reg: number({ from: 0, default: SGD_BIAS_DEFAULTS.reg }),
  /**
   * The memory that the similarities may take, in MB of 10^6 bytes. Up to n = √(maxMegabytes · 125,000) users (or items),
   * 11,180 for 1000, all n² are kept; above that the most similar of each, as many as fit.
   */
  maxMegabytes: number({ above: 0, default: 1000 }),
};

export interface KnnOptions extends OptionsOf<typeof KNN_OPTIONS> {}
