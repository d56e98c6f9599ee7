/**
 * SVD++: SVD that also uses implicit feedback, namely which items a user rated, whatever the ratings are.
 *
 *     r̂_ui = μ + b_u + b_i + q_i · (p_u + |I_u|^(−1/2) Σ_{j ∈ I_u} y_j)
 *
 * I_u are the items that u has rated in the train set; y_j is the implicit factor vector of item j. The
 * objective is Σ (r_ui − r̂_ui)² + λ (b_u² + b_i² + ‖p_u‖² + ‖q_i‖² + Σ_{j ∈ I_u} ‖y_j‖²) over the train
 * ratings. An unknown user or item has bias and factors of 0; with both unknown, r̂ is μ.
 *
 * Initial values are NumPy's for the same seed, as in Surprise 1.1.5 (`SVDpp`), whose `n_factors`,
 * `n_epochs`, `lr_all`, `reg_all`, `init_mean`, `init_std_dev`, `random_state` correspond to our options, in
 * that order. Surprise processes one rating at a time; here, each step takes a block of ratings at once
 * (`rating-blocks.ts`), so the results differ from Surprise's as much as those of two seeds.
 *
 * Cost: O(ratings · factors) per epoch and row of blocks. Surprise updates all y_j, j ∈ I_u, after every
 * rating of u, O(Σ |I_u|² · factors); summed over a block, this is one product with the sparse user-item
 * matrix.
 *
 * @example
 * const model = await new SVDpp({ factors: 20 }).fit(train);
 *
 * Source: Y. Koren, "Factorization Meets the Neighborhood", 2008, section 4.
 */

import { number, type OptionsOf, options, seedNumber, whole } from '../../core/options';
import type { Interactions } from '../../data/table/interactions';
import { normalsInTurns } from '../../math/random/draw-in-turns';
import { RandomState } from '../../math/random/random-state';
import {
  productCells,
  type SparsePattern,
  sparsePattern,
  sparseTimesDense,
} from '../../math/sparse/sparse-matrix';
import { type Tensor, type Tensors, withTensors } from '../../math/tensors/tensors';
import type { FitRun } from '../../recommender/fit-run';
import { refuseDivergence, refuseNoise } from '../shared/divergence';
import { checkFactorMemory } from '../shared/factor-memory';
import type { FactorState } from '../shared/factor-state';
import {
  blockBytes,
  blockGroups,
  blockOrder,
  startTables,
  stepUp,
  sumOfSquares,
} from './parts/block-descent';
import { FactorModel } from './parts/factor-model';
import { unfoldBiases } from './parts/folded-biases';
import { gatherRows, groupSize, type RatingBlock, ratingBlocks } from './parts/rating-blocks';

export const SVDPP_OPTIONS = options('SVD++', {
  /** Number of latent factors, the length of p_u, q_i and y_j. */
  factors: whole({ from: 1, default: 20 }),
  /** Passes over the train ratings. */
  epochs: whole({ from: 1, default: 20 }),
  /** η, the learning rate. */
  learningRate: number({ above: 0, to: 1, default: 0.007 }),
  /** λ, weight of the penalty. */
  reg: number({ from: 0, default: 0.02 }),
  /** Mean of the normal distribution of the initial factors. */
  initMean: number({ default: 0 }),
  /** Standard deviation of the initial factors. */
  initStdDev: number({ from: 0, default: 0.1 }),
  /** Seed of the initial values. */
  seed: seedNumber(),
});

export interface SVDppOptions extends OptionsOf<typeof SVDPP_OPTIONS> {}

export class SVDpp extends FactorModel<SVDppOptions> {
  constructor(options: Partial<SVDppOptions> = {}) {
    super(SVDPP_OPTIONS, options);
  }

  protected learn(train: Interactions, run: FitRun): Promise<FactorState> {
    const { factors, epochs, learningRate, reg, initMean, initStdDev, seed } = this.options;
    const groups = blockGroups(train, learningRate, 5);
    const extra = 2 * blockBytes(train, factors) + 4 * groups * groups * train.itemCount;
    checkFactorMemory('SVD++', train, { width: 1.5 * (factors + 2), extra });
    return withTensors(async (tensors) => {
      const { tf } = tensors;
      const breathe = () => run.breathe();
      // Drawn in Surprise's order: P, Q, Y.
      const random = new RandomState(seed);
      const dealt = { userGroups: groups, itemGroups: groups };
      const { P, Q, free } = await startTables(
        tensors,
        train,
        random,
        { ...this.options, ...dealt },
        breathe,
      );
      const implicit = await normalsInTurns(
        random,
        { length: train.itemCount * factors, mean: initMean, standardDeviation: initStdDev },
        breathe,
      );
      let Y: Tensor = tf.tensor2d(Float32Array.from(implicit), [train.itemCount, factors]);
      const rated = ratedItems(tensors, train, groups);
      const blocks = await ratingBlocks(
        tensors,
        train,
        {
          userGroups: groups,
          itemGroups: groups,
          center: train.mean,
          learningRate,
          reg,
        },
        breathe,
      );
      const keep: Tensor[][] = [];
      for (const [a, row] of blocks.entries()) {
        keep.push(row.map((block) => keptShares(tensors, rated[a], block)));
        await run.breathe();
      }
      let lastRmse = 0;
      for (let epoch = 0; epoch < epochs; epoch++) {
        let squares = 0;
        for (const [a, b] of blockOrder(groups, groups)) {
          const step = descend(tensors, blocks[a][b], rated[a], { P: P[a], Q: Q[b], Y }, free, keep[a][b]);
          tf.dispose([P[a], Q[b], Y]);
          [P[a], Q[b], Y] = [step.P, step.Q, step.Y];
          if (run.isWatched || epoch === epochs - 1) squares += sumOfSquares(tensors, step.error);
          step.error.dispose();
          await run.breathe();
        }
        const trainRmse = run.isWatched ? Math.sqrt(squares / train.length) : undefined;
        if (trainRmse !== undefined) refuseDivergence('SVD++', [[trainRmse]], this.options);
        if (epoch === epochs - 1) lastRmse = Math.sqrt(squares / train.length);
        await run.step(epochs, trainRmse);
      }
      const whole = P.map((part, a) => withImplicit(tensors, part, rated[a], Y));
      const [users, items] = [await gatherRows(whole), await gatherRows(Q)];
      refuseDivergence('SVD++', [users, items], this.options);
      refuseNoise('SVD++', lastRmse, train, this.options);
      return unfoldBiases(train, factors, users, items);
    });
  }
}

/** Which items the users of a group have rated: a sparse matrix with |I_u|^(−1/2) for j ∈ I_u. */
export interface RatedItems {
  /** The group's users by all items. */
  readonly pattern: SparsePattern;
  /** |I_u|^(−1/2) for each cell. float32 [size]. */
  readonly weights: Tensor;
}

/** P of a block's users, Q of a block's items, Y of all items. */
interface Tables {
  readonly P: Tensor;
  readonly Q: Tensor;
  readonly Y: Tensor;
}

/** One gradient step on one block: updates P, Q and Y by the gradient of the block's squared errors. */
export function descend(
  tensors: Tensors,
  { pattern, ratings, ofUsers, ofItems }: RatingBlock,
  rated: RatedItems,
  { P, Q, Y }: Tables,
  free: { readonly users: Tensor; readonly items: Tensor },
  keep: Tensor,
): Tables & { error: Tensor } {
  const { tf } = tensors;
  return tf.tidy(() => {
    const U = withImplicit(tensors, P, rated, Y); // p_u + |I_u|^(−1/2) Σ y_j, [users, width]
    const error = tf.sub(ratings, productCells(tensors, pattern, U, Q)); // [ratings]
    const upU = sparseTimesDense(tensors, pattern, error, Q); // Σ_i e_ui q_i, [users, width]
    const upQ = sparseTimesDense(tensors, pattern, error, U, { transposed: true }); // [items, width]
    const factors = Y.shape[1] as number;
    const share = tf.slice(tf.mul(upU, ofUsers.rate), [0, 0], [-1, factors]);
    const upY = sparseTimesDense(tensors, rated.pattern, rated.weights, share, { transposed: true });
    return {
      P: stepUp(tensors, P, upU, ofUsers, free.users),
      Q: stepUp(tensors, Q, upQ, ofItems, free.items),
      Y: tf.add(tf.mul(Y, keep), upY), // [all items, factors]
      error,
    };
  });
}

/** P with the implicit part added to the factors, but not to the bias columns. */
function withImplicit(tensors: Tensors, P: Tensor, { pattern, weights }: RatedItems, Y: Tensor): Tensor {
  const { tf } = tensors;
  return tf.tidy(() => {
    const sums = sparseTimesDense(tensors, pattern, weights, Y) as ReturnType<typeof tf.tensor2d>;
    const beyond = (P.shape[1] as number) - (Y.shape[1] as number);
    return tf.add(
      P,
      tf.pad2d(sums, [
        [0, 0],
        [0, beyond],
      ]),
    );
  });
}

export function ratedItems(tensors: Tensors, train: Interactions, groups: number): RatedItems[] {
  const { byUser, userCount, itemCount, itemColumn } = train;
  return Array.from({ length: groups }, (_, group) => {
    const users: number[] = [];
    const items: number[] = [];
    const weights: number[] = [];
    for (let user = group; user < userCount; user += groups) {
      const from = byUser.offsets[user];
      const to = byUser.offsets[user + 1];
      for (let n = from; n < to; n++) {
        users.push(Math.floor(user / groups));
        items.push(itemColumn[byUser.rows[n]]);
        weights.push(1 / Math.sqrt(to - from));
      }
    }
    const shape = [groupSize(userCount, groups, group), itemCount] as const;
    return {
      pattern: sparsePattern(tensors, Int32Array.from(users), Int32Array.from(items), shape),
      weights: tensors.tf.tensor1d(Float32Array.from(weights)),
    };
  });
}

/**
 * The factor by which the penalty shrinks y_j: 1 / (1 + Σ_u rate_u · penalty_u) over the block's users who
 * rated j, since each rating of u shrinks all y_j, j ∈ I_u. Summed over the block, the shares can exceed 1,
 * where 1 − Σ would change the sign; for small sums the two agree. float32 [items, 1].
 */
function keptShares(tensors: Tensors, { pattern, weights }: RatedItems, { ofUsers }: RatingBlock): Tensor {
  const { tf } = tensors;
  return tf.tidy(() => {
    const decay = tf.mul(ofUsers.penalty, ofUsers.rate); // [users, 1]
    const taken = sparseTimesDense(tensors, pattern, tf.onesLike(weights), decay, { transposed: true });
    return tf.div(1, tf.add(taken, 1));
  });
}
