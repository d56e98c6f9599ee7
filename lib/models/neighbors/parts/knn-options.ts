/** The options shared by all k-nearest-neighbor models. */

import { number, type OptionsOf, oneOf, orNull, trueOrFalse, whole } from '../../../core/options';
import { SIMILARITIES } from '../../../math/similarity/similarity-formulas';
import { ALS_BIAS_DEFAULTS, SGD_BIAS_DEFAULTS } from '../../shared/baselines';

/** Options of KNNBasic, KNNWithMeans, KNNWithZScore and KNNBaseline. */
export const KNN_OPTIONS = {
  /** k, the maximum number of neighbors. Python: `k`. */
  neighbors: whole({ from: 1, default: 40 }),
  /** With fewer neighbors than this, the model falls back; each model's doc says to what. Python: `min_k`. */
  minNeighbors: whole({ from: 1, default: 1 }),
  /** `cosine`, `msd`, `pearson` or `pearson_baseline`. Python: `sim_options['name']`. */
  similarity: oneOf(SIMILARITIES, { default: 'msd' }),
  /** Whether neighbors are users (true) or items (false). Python: `sim_options['user_based']`. */
  userBased: trueOrFalse({ default: true }),
  /** With fewer common ratings than this, a similarity is 0. Python: `sim_options['min_support']`. */
  minSupport: whole({ from: 1, default: 1 }),
  /**
   * λ: a similarity based on n common ratings is multiplied by (n − 1) / (n − 1 + λ). null means 100 for
   * `pearson_baseline` and 0 for the others. Python: `sim_options['shrinkage']`, which affects only
   * `pearson_baseline`; here it applies to any similarity.
   */
  shrinkage: orNull(number({ from: 0, default: 0 })),
  /**
   * How the biases b_u and b_i are learned, `als` or `sgd`. This and the next five options are used only by
   * `pearson_baseline` and KNNBaseline. Python: `bsl_options['method']`.
   */
  baseline: oneOf(['als', 'sgd'], { default: 'als' }),
  /** Epochs for the biases; null means 10 for `als`, 20 for `sgd`. Python: `bsl_options['n_epochs']`. */
  baselineEpochs: orNull(whole({ from: 1, default: 10 })),
  /** For `als`: regularization of b_u. Python: `bsl_options['reg_u']`. */
  regUser: number({ from: 0, default: ALS_BIAS_DEFAULTS.regUser }),
  /** For `als`: regularization of b_i. Python: `bsl_options['reg_i']`. */
  regItem: number({ from: 0, default: ALS_BIAS_DEFAULTS.regItem }),
  /** For `sgd`: learning rate. Python: `bsl_options['learning_rate']`. */
  learningRate: number({ above: 0, default: SGD_BIAS_DEFAULTS.learningRate }),
  /** For `sgd`: regularization. Python: `bsl_options['reg']`. */
  reg: number({ from: 0, default: SGD_BIAS_DEFAULTS.reg }),
  /**
   * Memory limit for the similarities, in MB of 10^6 bytes. Up to n = √(maxMegabytes · 125,000) users (or
   * items), 11,180 for the default of 1000, all n² are kept; above that, as many of the most similar of each
   * as fit.
   */
  maxMegabytes: number({ above: 0, default: 1000 }),
};

export interface KnnOptions extends OptionsOf<typeof KNN_OPTIONS> {}
