/**
 * SVD: matrix factorization by stochastic gradient descent, made popular by Simon Funk in the Netflix Prize.
 * It is not a singular value decomposition. `biased: false` is PMF, probabilistic matrix factorization.
 *
 *     r̂_ui = μ + b_u + b_i + p_u · q_i           PMF: r̂_ui = p_u · q_i
 *
 * The objective is Σ (r_ui − r̂_ui)² + λ (b_u² + b_i² + ‖p_u‖² + ‖q_i‖²) over the train ratings. An unknown
 * user or item has bias and factors of 0; with both unknown, r̂ is μ. With PMF, a prediction for an unknown
 * user or item is impossible.
 *
 * It takes the steps of Surprise 1.1.5, one rating at a time, user by user, from NumPy's initial values for
 * the seed. Surprise's `n_factors`, `n_epochs`, `biased`, `lr_all`, `reg_all`, `init_mean`, `init_std_dev`,
 * `random_state` correspond to our options, in that order. With the same values, predictions are Surprise's
 * to about 2e-6, because this model computes in 32 bits: of the 20,000 that the tutorial tests, all are the
 * same in the two decimals that Surprise prints. On wide rating scales, training with the default learning
 * rate can diverge, which throws an OptionError: for ratings from 0 to 100, use a smaller `learningRate`, or
 * rescale them to 1 to 5.
 *
 * `plain/plain-svd.ts` is the algorithm to read. Here its loop is compiled to WebAssembly
 * (`parts/factor-descent.ts`), and not on tensors, because each step depends on the one before and is shorter
 * than a single operation on tensors takes. A version that took a block of ratings at once, as SVD++ does,
 * took twice as long on MovieLens 100K and 3.5 times as long on a million ratings, where its RMSE was .7861
 * (Surprise and this version: .7848), and needed TensorFlow's memory. In plain JavaScript, the loop takes 19
 * times as long; in WebAssembly with 64 bits, 1.8 times.
 * Cost: O(ratings · factors) per epoch; 0.07 s for the 20 epochs on MovieLens 100K.
 *
 * @example
 * const model = await new SVD({ factors: 50, reg: 0.05 }).fit(train);
 * model.predict(userId(196), itemId(302)).rating;
 *
 * Sources: S. Funk, "Netflix Update: Try This at Home", 2006; R. Salakhutdinov, A. Mnih, "Probabilistic
 * Matrix Factorization", 2007; Y. Koren et al., "Matrix Factorization Techniques", 2009.
 */

import { checkMemory } from '../../core/check-memory';
import { number, type OptionsOf, options, seedNumber, trueOrFalse, whole } from '../../core/options';
import type { Interactions } from '../../data/table/interactions';
import type { FitRun } from '../../recommender/fit-run';
import { refuseDivergence, refuseNoise } from '../shared/divergence';
import { factorsOf, type TrainCounts } from '../shared/factor-memory';
import { type FactorState, learnedFactors } from '../shared/factor-state';
import { descentBytes, FactorDescent } from './parts/factor-descent';
import { FactorModel } from './parts/factor-model';

export const SVD_OPTIONS = options('SVD', {
  /** Number of latent factors, the length of p_u and q_i. */
  factors: whole({ from: 1, default: 100 }),
  /** Passes over the train ratings. */
  epochs: whole({ from: 1, default: 20 }),
  /** Whether to use μ and biases; false is PMF. */
  biased: trueOrFalse({ default: true }),
  /** η, the learning rate. */
  learningRate: number({ above: 0, to: 1, default: 0.005 }),
  /** λ, weight of the penalty. */
  reg: number({ from: 0, default: 0.02 }),
  /** Mean of the normal distribution of the initial factors. */
  initMean: number({ default: 0 }),
  /** Standard deviation of the initial factors. */
  initStdDev: number({ from: 0, default: 0.1 }),
  /** Seed of the initial values. */
  seed: seedNumber(),
});

export interface SVDOptions extends OptionsOf<typeof SVD_OPTIONS> {}

export class SVD extends FactorModel<SVDOptions> {
  constructor(options: Partial<SVDOptions> = {}) {
    super(SVD_OPTIONS, options);
  }

  /** Approximate memory of a fit in bytes. */
  fitBytes(train: TrainCounts): number {
    return descentBytes(train, this.options.factors);
  }

  /** @throws OptionError when the fit would need more than the machine's memory, or when training diverges or learns nothing */
  protected async learn(train: Interactions, run: FitRun): Promise<FactorState> {
    const { factors, epochs } = this.options;
    checkMemory({
      what: factorsOf(this.name, factors, train),
      bytes: this.fitBytes(train),
      advice: 'use fewer factors',
    });
    const descent = await new FactorDescent(train, this.options).start(() => run.breathe());
    let trainRmse = 0;
    for (let epoch = 0; epoch < epochs; epoch++) {
      trainRmse = Math.sqrt((await descent.epoch(() => run.breathe())) / train.length);
      refuseDivergence('SVD', [[trainRmse]], this.options); // never report NaN
      await run.step(epochs, trainRmse);
    }
    const state = descent.state();
    const { userFactors, itemFactors, userBias, itemBias } = state;
    refuseDivergence('SVD', [userFactors, itemFactors, userBias, itemBias], this.options);
    refuseNoise('SVD', trainRmse, train, this.options);
    return learnedFactors(train, state);
  }
}
