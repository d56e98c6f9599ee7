/**
 * `ALS` with the fit on Spark: the same model otherwise, saved and served as `ALS`.
 *
 *     r̂_ui = μ + b_u + b_i + p_u · q_i
 *
 * Two things differ from a fit by `ALS`. The penalty on the factors grows with the number of ratings, ν = 1
 * (`regExponent`), as Spark knows no other. And Spark knows no biases, so `als.py` learns biases and factors by turns:
 * biases, factors for what they leave in half as many epochs, biases for what those leave, and the factors again;
 * `ALS` learns all at once.
 *
 * Cost: O(ratings · factors² + (users + items) · factors³) per epoch, divided by the cores of the cluster; each epoch
 * sends every factor to the blocks that need it. For `fit`, the train set must fit into this process, 12 bytes per rating; for
 * `learnPrepared`, only the factors.
 *
 * Source: X. Meng et al., "MLlib: Machine Learning in Apache Spark", 2016; Y. Zhou et al. as in `ALS`.
 */
import type { Interactions } from '../../data/table/interactions';
import { ALS, type ALSOptions } from '../../models/factors/als';
import type { FactorState } from '../../models/shared/factor-state';
import { checkRatings } from '../../recommender/check-train';
import { FitRun } from '../../recommender/fit-run';
import type { FitOptions } from '../../recommender/model';
import type { PreparedTrain } from '../prepare/prepared-train';
import {
  fitOnSpark,
  folderForSpark,
  type SparkSettings,
  type SparkTrain,
  tableForSpark,
} from './fit-on-spark';

/** The options of `ALS` that Spark has too. */
export type SparkALSOptions = Pick<ALSOptions, 'factors' | 'epochs' | 'reg' | 'regBias' | 'seed'>;

/** The λ and the λ_b that suit ν = 1, and biases that are learned apart. */
const DEFAULTS = { reg: 0.14, regBias: 2 };

export class SparkALS extends ALS {
  constructor(
    options: Partial<SparkALSOptions>,
    private readonly settings: SparkSettings,
  ) {
    super({ ...DEFAULTS, ...options, regExponent: 1 });
  }

  protected override learn(train: Interactions, run: FitRun): Promise<FactorState> {
    return this.#learn(tableForSpark(train), run);
  }

  /**
   * What `fit` learns, from a prepared folder whose ratings this process doesn't read: the state, for `saveLearned`.
   * The model stays as it is.
   * @throws OptionError if the folder has no ratings, only choices
   */
  async learnPrepared(train: PreparedTrain, options: FitOptions = {}): Promise<FactorState> {
    checkRatings(this, train);
    return this.#learn(folderForSpark(train), new FitRun(this.name, options));
  }

  #learn(train: SparkTrain, run: FitRun): Promise<FactorState> {
    const { factors, epochs, reg, regBias, seed } = this.options;
    const more = ['--regularization', `${reg}`, '--bias-regularization', `${regBias}`];
    return fitOnSpark(train, run, { factors, epochs, seed, more, biased: true }, this.settings);
  }
}
