/**
 * `ALS` with the fit on Spark: the same model otherwise, saved and served as `ALS`.
 *
 *     r̂_ui = μ + b_u + b_i + p_u · q_i
 *
 * Two things differ from a fit by `ALS`. The penalty on the factors grows with the number of ratings, ν = 1
 * (`regExponent`), as Spark knows no other. And Spark knows no biases: they are learned first, by `als.py`, the factors
 * learn what they leave, and then the biases are adapted to the factors (`settle-biases.ts`); `ALS` learns all at once.
 *
 * Cost: O(ratings · factors² + (users + items) · factors³) per epoch, divided by the cores of the cluster; each epoch
 * sends every factor to the blocks that need it. The train set must fit into this process, 12 bytes per rating.
 *
 * Source: X. Meng et al., "MLlib: Machine Learning in Apache Spark", 2016; Y. Zhou et al. as in `ALS`.
 */
import type { Interactions } from '../../data/table/interactions';
import { ALS, type ALSOptions } from '../../models/factors/als';
import type { FactorState } from '../../models/shared/factor-state';
import type { FitRun } from '../../recommender/fit-run';
import { fitOnSpark, type SparkSettings } from './fit-on-spark';
import { settledBiases } from './settle-biases';

/** The options of `ALS` that Spark has too. */
export type SparkALSOptions = Pick<ALSOptions, 'factors' | 'epochs' | 'reg' | 'regBias' | 'seed'>;

/** The λ and the λ_b that suit ν = 1, and biases that are learned apart. */
const DEFAULTS = { reg: 0.15, regBias: 2 };

export class SparkALS extends ALS {
  constructor(
    options: Partial<SparkALSOptions>,
    private readonly settings: SparkSettings,
  ) {
    super({ ...DEFAULTS, ...options, regExponent: 1 });
  }

  protected override async learn(train: Interactions, run: FitRun): Promise<FactorState> {
    const { factors, epochs, reg, regBias, seed } = this.options;
    const more = ['--regularization', `${reg}`, '--bias-regularization', `${regBias}`];
    const task = { factors, epochs, seed, more, biased: true };
    return settledBiases(train, await fitOnSpark(train, run, task, this.settings), regBias);
  }
}
