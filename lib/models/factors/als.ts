/**
 * ALS: matrix factorization with biases, by alternating least squares. Surprise has no such model.
 *
 *     r̂_ui = μ + b_u + b_i + p_u · q_i
 *
 * With the item factors fixed, the optimal p_u and b_u of each user are the solution of a small ridge
 * regression on the user's ratings; then the roles are swapped, and so on. There is no learning rate, and a
 * few epochs suffice. The objective is
 *
 *     Σ (r_ui − r̂_ui)² + λ Σ_u |I_u|^ν ‖p_u‖² + λ Σ_i |U_i|^ν ‖q_i‖² + λ_b (Σ_u b_u² + Σ_i b_i²).
 *
 * ν = 0 is plain ridge regression, ν = 1 is the "weighted-λ-regularization" of Zhou et al.; a value in
 * between is more accurate than either. An unknown user or item has bias and factors of 0; with both unknown,
 * r̂ is μ.
 *
 * On tensors: with x_i = [q_i, 1], the matrices Σ_{i ∈ I_u} x_i x_iᵀ of all users are one product of the
 * sparse user-item matrix with a table of outer products (their upper halves), and one call solves all systems.
 * With a penalty that is small beside the ratings, such as 3.3 for play counts in the thousands, the same in 64 bits,
 * in plain loops (`parts/precise-squares.ts`).
 * Cost: O(ratings · factors² + (users + items) · factors³) per epoch.
 *
 * @example
 * const model = await new ALS({ factors: 20, reg: 4 }).fit(train);
 *
 * Sources: Y. Zhou et al., "Large-Scale Parallel Collaborative Filtering for the Netflix Prize", 2008; for
 * the exponent ν, S. Rendle et al., "Revisiting the Performance of iALS on Item Recommendation Benchmarks",
 * 2022.
 */

import { number, type OptionsOf, options, seedNumber, whole } from '../../core/options';
import type { Interactions } from '../../data/table/interactions';
import { normalsInTurns } from '../../math/random/draw-in-turns';
import { RandomState } from '../../math/random/random-state';
import { withTensors } from '../../math/tensors/tensors';
import type { FitRun } from '../../recommender/fit-run';
import { checkFactorMemory, type FactorSize, factorBytes, type TrainCounts } from '../shared/factor-memory';
import { type FactorState, learnedFactors } from '../shared/factor-state';
import { factorTables, type Side, squareBytes, squareGroups, trainRmse } from './parts/alternating-squares';
import { ratingBytes } from './parts/block-descent';
import { FactorModel } from './parts/factor-model';
import { groupSolver } from './parts/precise-squares';
import { dealRows, ratingBlocks } from './parts/rating-blocks';

export const ALS_OPTIONS = options('ALS', {
  /** Number of latent factors, the length of p_u and q_i. */
  factors: whole({ from: 1, default: 20 }),
  /** Number of epochs; each updates all users, then all items. */
  epochs: whole({ from: 1, default: 10 }),
  /** λ, weight of the penalty on the factors. */
  reg: number({ above: 0, default: 3.3 }),
  /** ν: how the penalty on the factors grows with the number of ratings. */
  regExponent: number({ from: 0, to: 1, default: 0.3 }),
  /** λ_b, weight of the penalty on the biases. */
  regBias: number({ above: 0, default: 5 }),
  /** Standard deviation of the initial q_i (p_u needs no initial values). */
  initStdDev: number({ above: 0, default: 0.1 }),
  /** Seed of the initial values. */
  seed: seedNumber(),
});

export interface ALSOptions extends OptionsOf<typeof ALS_OPTIONS> {}

export class ALS extends FactorModel<ALSOptions> {
  constructor(options: Partial<ALSOptions> = {}) {
    super(ALS_OPTIONS, options);
  }

  /** Approximate memory of a fit in bytes, TensorFlow itself not counted. */
  fitBytes(train: TrainCounts): number {
    return factorBytes(train, this.#size(train));
  }

  #size(train: TrainCounts): FactorSize {
    const width = this.options.factors + 1;
    return { width, extra: ratingBytes(train) + squareBytes(train, width) };
  }

  /** @throws OptionError when the fit would need more than the machine's memory, or the penalty is far too small */
  protected learn(train: Interactions, run: FitRun): Promise<FactorState> {
    const { factors, epochs, initStdDev, seed } = this.options;
    const { userGroups, itemGroups } = squareGroups(train, factors + 1);
    checkFactorMemory('ALS', train, this.#size(train));
    const breathe = () => run.breathe();
    const solve = groupSolver(this.name, train, this.options);
    return withTensors(async (tensors) => {
      const cut = { userGroups, itemGroups, center: train.mean };
      const blocks = await ratingBlocks(tensors, train, cut, breathe);
      const start = await normalsInTurns(
        new RandomState(seed),
        { length: train.itemCount * factors, standardDeviation: initStdDev },
        breathe,
      );
      const side = (counts: Int32Array, values: Float64Array, groups: number): Side => ({
        factors: dealRows(tensors, values, factors, groups),
        bias: dealRows(tensors, new Float32Array(counts.length), 1, groups),
        penalty: dealRows(tensors, this.penalties(counts), factors + 1, groups),
      });
      const users = side(train.userCounts(), new Float64Array(train.userCount * factors), userGroups);
      const items = side(train.itemCounts(), start, itemGroups);
      for (let epoch = 0; epoch < epochs; epoch++) {
        for (let a = 0; a < userGroups; a++) {
          const blockWith = (b: number) => blocks[a][b];
          await solve(tensors, users, a, items, { blockWith, transposed: false, breathe });
        }
        for (let b = 0; b < itemGroups; b++) {
          const blockWith = (a: number) => blocks[a][b];
          await solve(tensors, items, b, users, { blockWith, transposed: true, breathe });
        }
        const rmse = run.isWatched ? await trainRmse(train, users, items, run) : undefined;
        await run.step(epochs, rmse);
      }
      return learnedFactors(train, { factors, ...(await factorTables(users, items)) });
    });
  }

  /**
   * What is added to the diagonals: λ n^ν for the factors, λ_b for the bias. [users or items, factors + 1].
   */
  private penalties(counts: Int32Array): Float32Array {
    const { factors, reg, regExponent, regBias } = this.options;
    const width = factors + 1;
    const penalties = new Float32Array(counts.length * width).fill(regBias);
    for (let row = 0; row < counts.length; row++) {
      const weight = reg * Math.max(1, counts[row]) ** regExponent;
      penalties.fill(weight, row * width, row * width + factors);
    }
    return penalties;
  }
}
