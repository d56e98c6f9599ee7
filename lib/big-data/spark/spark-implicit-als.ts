/**
 * `ImplicitALS` with the fit on Spark: the same objective with ν = 1 (`regExponent`), solved exactly instead of by
 * conjugate gradients; saved and served as `ImplicitALS`.
 *
 * Cost: as for `SparkALS`, with likes in place of ratings.
 *
 * Source: as for `ImplicitALS` and `SparkALS`.
 */
import { likedFrom } from '../../core/liked-from';
import type { Interactions } from '../../data/table/interactions';
import { ImplicitALS, type ImplicitALSOptions } from '../../models/factors/implicit-als';
import type { FactorState } from '../../models/shared/factor-state';
import type { FitRun } from '../../recommender/fit-run';
import { fitOnSpark, type SparkSettings } from './fit-on-spark';

/** The options of `ImplicitALS` that Spark has too. */
export type SparkImplicitALSOptions = Pick<
  ImplicitALSOptions,
  'positiveFrom' | 'factors' | 'epochs' | 'reg' | 'alpha' | 'seed'
>;

/** The λ that suits ν = 1. */
const REG = 0.3;

export class SparkImplicitALS extends ImplicitALS {
  constructor(
    options: Partial<SparkImplicitALSOptions>,
    private readonly settings: SparkSettings,
  ) {
    super({ reg: REG, ...options, regExponent: 1, weights: 'equal' });
  }

  protected override learn(train: Interactions, run: FitRun): Promise<FactorState> {
    const { factors, epochs, reg, alpha, seed, positiveFrom } = this.options;
    const from = positiveFrom === 'auto' ? likedFrom(train.scale) : positiveFrom;
    // Ratings are stored in 32 bits: see `reaches`.
    const least = from === null ? [] : ['--positive-from', `${from - Math.abs(from) * 2 ** -23}`];
    const more = ['--implicit', '--regularization', `${reg}`, '--alpha', `${alpha}`, ...least];
    return fitOnSpark(train, run, { factors, epochs, seed, more, biased: false }, this.settings);
  }
}
