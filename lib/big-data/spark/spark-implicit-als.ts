/**
 * `ImplicitALS` with the fit on Spark: the same objective with ν = 1 (`regExponent`), solved exactly instead of by
 * conjugate gradients; saved and served as `ImplicitALS`.
 *
 * Cost: as for `SparkALS`, with likes in place of ratings.
 *
 * Source: as for `ImplicitALS` and `SparkALS`.
 */
import { OptionError } from '../../core/errors';
import { likedFrom, reaches } from '../../core/liked-from';
import type { Interactions } from '../../data/table/interactions';
import { ImplicitALS, type ImplicitALSOptions } from '../../models/factors/implicit-als';
import type { FactorState } from '../../models/shared/factor-state';
import { whyNoneReaches } from '../../models/shared/positives';
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
    let highest = Number.NEGATIVE_INFINITY;
    for (const rating of train.ratingColumn) highest = Math.max(highest, rating);
    return this.#learn(tableForSpark(train), { scale: train.scale, highest }, run);
  }

  /**
   * What `fit` learns, from a prepared folder whose ratings this process doesn't read: the state, for `saveLearned`.
   * The model stays as it is.
   * @throws OptionError if no rating counts as a like
   */
  async learnPrepared(train: PreparedTrain, options: FitOptions = {}): Promise<FactorState> {
    return this.#learn(folderForSpark(train), train, new FitRun(this.name, options));
  }

  async #learn(
    train: SparkTrain,
    { scale, highest }: Pick<PreparedTrain, 'scale' | 'highest'>,
    run: FitRun,
  ): Promise<FactorState> {
    const { factors, epochs, reg, alpha, seed, positiveFrom } = this.options;
    const from = positiveFrom === 'auto' ? likedFrom(scale) : positiveFrom;
    if (from !== null && !reaches(highest, from)) {
      throw new OptionError(`${this.name}: ${whyNoneReaches({ scale, positiveFrom, from, highest })}`);
    }
    // Ratings are stored in 32 bits: see `reaches`.
    const least = from === null ? [] : ['--positive-from', `${from - Math.abs(from) * 2 ** -23}`];
    const more = ['--implicit', '--regularization', `${reg}`, '--alpha', `${alpha}`, ...least];
    return fitOnSpark(train, run, { factors, epochs, seed, more, biased: false }, this.settings);
  }
}
