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
 * Initial values are NumPy's for the same seed, as in Surprise 1.1.5, whose `n_factors`, `n_epochs`,
 * `biased`, `lr_all`, `reg_all`, `init_mean`, `init_std_dev`, `random_state` correspond to our options, in
 * that order. Surprise processes one rating at a time; this model takes a block of users by a block of items
 * at once (`rating-blocks.ts`), so its results differ from Surprise's as much as those of two seeds.
 * `plain/plain-svd.ts` is a short version for reading. On wide rating scales, training with the default
 * learning rate can diverge, which throws an OptionError: for ratings from 0 to 100, use a smaller
 * `learningRate`, or rescale them to 1 to 5.
 * Cost: O(ratings · factors) per epoch.
 *
 * @example
 * const model = await new SVD({ factors: 50, reg: 0.05 }).fit(train);
 * model.predict(userId(196), itemId(302)).rating;
 *
 * Sources: S. Funk, "Netflix Update: Try This at Home", 2006; R. Salakhutdinov, A. Mnih, "Probabilistic
 * Matrix Factorization", 2007; Y. Koren et al., "Matrix Factorization Techniques", 2009.
 */

import { number, type OptionsOf, options, seedNumber, trueOrFalse, whole } from '../../core/options';
import type { Interactions } from '../../data/table/interactions';
import { minus } from '../../math/dense/plain-arithmetic';
import { RandomState } from '../../math/random/random-state';
import { productCells, sparseTimesDense } from '../../math/sparse/sparse-matrix';
import { type Tensor, type Tensors, withTensors } from '../../math/tensors/tensors';
import type { FitRun } from '../../recommender/fit-run';
import { refuseDivergence } from '../shared/divergence';
import { checkFactorMemory, type FactorSize, factorBytes, type TrainCounts } from '../shared/factor-memory';
import type { FactorState } from '../shared/factor-state';
import { blockBytes, blockGroups, startTables, stepUp, sumOfSquares } from './parts/block-descent';
import { FactorModel } from './parts/factor-model';
import { unfoldBiases } from './parts/folded-biases';
import { gatherRows, type RatingBlock, ratingBlocks } from './parts/rating-blocks';

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

/** Minimum number of groups; for the trade-off between accuracy and time, see `rating-blocks.ts`. */
export const FEWEST_GROUPS = Object.freeze({ users: 4, items: 3 });

export class SVD extends FactorModel<SVDOptions> {
  constructor(options: Partial<SVDOptions> = {}) {
    super(SVD_OPTIONS, options);
  }

  /** Approximate memory of a fit in bytes, TensorFlow itself not counted. */
  fitBytes(train: TrainCounts): number {
    return factorBytes(train, this.#size(train));
  }

  #size(train: TrainCounts): FactorSize {
    const { factors } = this.options;
    return { width: factors + 2, extra: blockBytes(train, factors) };
  }

  protected learn(train: Interactions, run: FitRun): Promise<FactorState> {
    const { factors, epochs, biased, learningRate, reg } = this.options;
    // In PMF, p·q alone predicts the rating r, so both vectors have a norm of about √r: 2r instead of 1 for both sides.
    const curvature = biased ? 1 : Math.max(1, 2 * Math.abs(train.mean));
    const userGroups = blockGroups(train, learningRate * curvature, FEWEST_GROUPS.users);
    const itemGroups = blockGroups(train, learningRate * curvature, FEWEST_GROUPS.items);
    checkFactorMemory('SVD', train, this.#size(train));
    return withTensors(async (tensors) => {
      const random = new RandomState(this.options.seed);
      const { P, Q, free } = startTables(tensors, train, random, { ...this.options, userGroups, itemGroups });
      const blocks = await ratingBlocks(
        tensors,
        train,
        { userGroups, itemGroups, center: biased ? train.mean : 0, learningRate, curvature, reg },
        () => run.breathe(),
      );
      for (let epoch = 0; epoch < epochs; epoch++) {
        let squares = 0;
        // One user group after another, as Surprise orders the ratings: on a million of them, the RMSE is
        // 0.0006 lower than with both groups changing at every step, as in SVD++.
        for (const [a, ofGroup] of blocks.entries()) {
          for (const [b, block] of ofGroup.entries()) {
            const step = descend(tensors, block, P[a], Q[b], free);
            tensors.tf.dispose([P[a], Q[b]]);
            [P[a], Q[b]] = [step.P, step.Q];
            if (run.isWatched) squares += sumOfSquares(tensors, step.error);
            step.error.dispose();
            await run.breathe();
          }
        }
        const trainRmse = run.isWatched ? Math.sqrt(squares / train.length) : undefined;
        if (trainRmse !== undefined) refuseDivergence('SVD', [[trainRmse]], this.options); // never report NaN
        await run.step(epochs, trainRmse);
      }
      const [users, items] = [await gatherRows(P), await gatherRows(Q)];
      refuseDivergence('SVD', [users, items], this.options);
      return unfoldBiases(train, factors, users, items);
    });
  }
}

/**
 * One gradient step on one block: updates P and Q by the gradient of the block's squared errors, both from
 * their values before the step. P is float32 [users of the block, width], Q [items of the block, width], with
 * the biases folded in.
 */
export function descend(
  tensors: Tensors,
  { pattern, ratings, ofUsers, ofItems }: RatingBlock,
  P: Tensor,
  Q: Tensor,
  free: { readonly users: Tensor; readonly items: Tensor },
): { P: Tensor; Q: Tensor; error: Tensor } {
  const { tf } = tensors;
  return tf.tidy(() => {
    const error = minus(tensors, ratings, productCells(tensors, pattern, P, Q)); // e_ui = r_ui − r̂_ui, [ratings]
    const upP = sparseTimesDense(tensors, pattern, error, Q); // Σ_i e_ui q_i, [users, width]
    const upQ = sparseTimesDense(tensors, pattern, error, P, { transposed: true }); // Σ_u e_ui p_u, [items, width]
    return {
      P: stepUp(tensors, P, upP, ofUsers, free.users),
      Q: stepUp(tensors, Q, upQ, ofItems, free.items),
      error,
    };
  });
}
