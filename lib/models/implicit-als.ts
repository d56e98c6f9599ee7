/**
 * Implicit ALS: matrix factorisation of who likes what, where an item without a like counts as "probably not",
 * with little confidence, and a like as "yes" with more, by alternating least squares.
 *
 *     score_ui = p_u · q_i
 *
 * It minimises, over all users and all items, not the likes only,
 *
 *     Σ_ui c_ui (y_ui − p_u · q_i)² + λ (Σ_u ‖p_u‖² + Σ_i ‖q_i‖²),   c_ui = 1 + α w_ui,
 *
 * with y_ui = 1 for a positive and 0 elsewhere. With the items fixed each user's best p_u solves
 * (QᵀQ + λ I + α Σ_{i ∈ I_u} w_ui q_i q_iᵀ) p_u = Σ_{i ∈ I_u} c_ui q_i: QᵀQ is the same for all, so that the cells
 * without a like cost nothing. All users' systems are solved side by side with a few steps of conjugate
 * gradients from where the last round ended; no system is ever written down.
 *
 * A user without a positive, and an unknown user or item, has no score. `implicit` 0.7.3 calls c itself α w: its
 * `alpha=3` is our `alpha: 2`.
 * Cost: a round O(users · items · factors · steps) with the speed of matrix products, as all scores of a block
 * are made at once; on very sparse data O((positives + (users + items) · factors) · factors · steps). MovieLens 100K
 * takes 0.3 to 0.4 s on two cores, where `implicit`'s C++ takes 0.11.
 *
 * @example
 * const model = await new ImplicitALS({ factors: 64, reg: 25, alpha: 2 }).fit(train);
 *
 * Sources: Y. Hu, Y. Koren, C. Volinsky, "Collaborative Filtering for Implicit Feedback Datasets", 2008; the
 * conjugate gradients: G. Takács et al., "Applications of the Conjugate Gradient Method for Implicit Feedback
 * Collaborative Filtering", 2011.
 */
import type { ItemIndex } from '../core/ids';
import type { Interactions } from '../data/interactions';
import { type CompressedRows, transposed } from '../math/compressed-rows';
import { RandomState } from '../math/random-state';
import { productCells, type SparsePattern, sparsePattern, sparseTimesDense } from '../math/sparse-matrix';
import { type Tensor, type Tensors, withTensors } from '../math/tensors';
import { checkFactorMemory } from './factor-memory';
import { FactorRanker } from './factor-ranker';
import type { FactorState } from './factor-state';
import type { FitRun } from './fit-run';
import { scoresOfFactors } from './fold-in-factors';
import { foldInImplicit, implicitShares } from './fold-in-implicit';
import { numberFrom, resolveOptions, seedNumber, wholeNumber } from './options';
import {
  asMatrix,
  countsBy,
  POSITIVE_CHECKS,
  POSITIVE_DEFAULTS,
  type PositiveOptions,
  positivesOf,
  positiveWeight,
} from './positives';
import type { VisitorProfile, VisitorScores } from './visitor';

export interface ImplicitALSOptions extends PositiveOptions {
  /** Length of p_u and q_i; a positive whole number. Default 64. */
  readonly factors: number;
  /** Rounds, each users then items; a positive whole number. Default 15. */
  readonly epochs: number;
  /** λ, weight of the penalty, above 0. Default 25. */
  readonly reg: number;
  /** α, by how much more a positive counts than an empty cell, above 0. Default 2. */
  readonly alpha: number;
  /** Steps of conjugate gradients in a round; a positive whole number. Default 2: more rank no better. */
  readonly solverSteps: number;
  /** Standard deviation of the start values, above 0. Default 0.01. */
  readonly initStdDev: number;
  /** Of the start values; a whole number from 0. Default 0. */
  readonly seed: number;
}

export const IMPLICIT_ALS_DEFAULTS: ImplicitALSOptions = Object.freeze({
  ...POSITIVE_DEFAULTS,
  factors: 64,
  epochs: 15,
  reg: 25,
  alpha: 2,
  solverSteps: 2,
  initStdDev: 0.01,
  seed: 0,
});

const CHECKS = {
  ...POSITIVE_CHECKS,
  factors: wholeNumber(1),
  epochs: wholeNumber(1),
  reg: numberFrom(0, undefined, true),
  alpha: numberFrom(0, undefined, true),
  solverSteps: wholeNumber(1),
  initStdDev: numberFrom(0, undefined, true),
  seed: seedNumber,
};

/** A block's scores, predicted for a moment, are at most so many: 16 MB. */
const BLOCK_CELLS = 4e6;

export class ImplicitALS extends FactorRanker<ImplicitALSOptions> {
  constructor(options: Partial<ImplicitALSOptions> = {}) {
    super('ImplicitALS', resolveOptions('ImplicitALS', IMPLICIT_ALS_DEFAULTS, CHECKS, options), {
      unknownUsers: 'refused',
      foldsIn: true,
    });
  }

  protected override foldInScores({ items, ratings }: VisitorProfile): VisitorScores {
    const weights = Array.from(ratings, (rating) => positiveWeight(rating, this.train.scale, this.options));
    const liked = Array.from(items.keys()).filter((n) => weights[n] > 0);
    const scores = new Float64Array(this.train.itemCount);
    if (liked.length === 0) return { scores: scores.fill(Number.NaN) };
    const likedItems = liked.map((n) => items[n]);
    const likedWeights = liked.map((n) => weights[n]);
    const p = foldInImplicit(this.state, likedItems, likedWeights, this.options);
    const { train, state, options } = this;
    return {
      scores: scoresOfFactors(state, 0, { factors: p, bias: 0 }),
      terms: (item) =>
        implicitShares(state, likedItems, likedWeights, options, item).map((share, n) => ({
          kind: 'rating',
          item: train.items.idOf(likedItems[n] as ItemIndex),
          ...share,
        })),
    };
  }

  /** @throws OptionError when the fit would take more than the machine's memory */
  protected learn(train: Interactions, run: FitRun): Promise<FactorState> {
    const { factors, epochs, initStdDev, seed } = this.options;
    const positives = positivesOf(this.name, train, this.options);
    const likes = asMatrix(positives);
    const extra = 32 * positives.items.length + 8 * BLOCK_CELLS;
    checkFactorMemory(this.name, train, { width: 4 * factors, extra });
    return withTensors(async (tensors) => {
      const { tf } = tensors;
      const random = new RandomState(seed);
      const start = (rows: number) =>
        tf.tensor2d(Float32Array.from(random.normals(rows * factors, 0, initStdDev)), [rows, factors]);
      let P: Tensor = start(train.userCount);
      let Q: Tensor = start(train.itemCount);
      const users = likedBlocks(tensors, likes, this.options.alpha);
      const items = likedBlocks(tensors, transposed(likes), this.options.alpha);
      for (let epoch = 0; epoch < epochs; epoch++) {
        P = await this.solve(tensors, users, P, Q, run);
        Q = await this.solve(tensors, items, Q, P, run);
        await run.step(epochs);
      }
      const [userFactors, itemFactors] = [await P.data(), await Q.data()] as [Float32Array, Float32Array];
      // Who likes nothing has no score; what nobody likes is near 0 after a few rounds, and exactly 0 here.
      blank(userFactors, countsBy(positives.users, train.userCount), Number.NaN);
      blank(itemFactors, countsBy(positives.items, train.itemCount), 0);
      const none = new Float32Array(0);
      return { factors, userFactors, itemFactors, userBias: none, itemBias: none };
    });
  }

  /** The rows of `own` nearer to where the objective is least, with `other` fixed; `own` is disposed. */
  private async solve(
    tensors: Tensors,
    blocks: readonly LikedBlock[],
    own: Tensor,
    other: Tensor,
    run: FitRun,
  ): Promise<Tensor> {
    const { tf } = tensors;
    const { factors, reg, solverSteps } = this.options;
    const common = tf.tidy(() => tf.add(tf.matMul(other, other, true), tf.mul(tf.eye(factors), reg)));
    const parts: Tensor[] = [];
    for (const block of blocks) {
      parts.push(
        tf.tidy(() => {
          const rows = tf.slice(own, [block.first, 0], [block.pattern.rows, factors]);
          return conjugateGradients(tensors, block, { rows, other, common }, solverSteps);
        }),
      );
      await run.breathe();
    }
    const solved = parts.length === 1 ? parts[0] : tf.concat(parts, 0);
    tf.dispose([own, common, ...(parts.length === 1 ? [] : parts)]);
    return solved;
  }
}

/** Fills the rows of those who occur in no positive. */
function blank(factors: Float32Array, counts: Int32Array, value: number): void {
  const width = factors.length / counts.length;
  for (let row = 0; row < counts.length; row++) {
    if (counts[row] === 0) factors.fill(value, row * width, (row + 1) * width);
  }
}

/** Some users (or items) that follow each other, and what they like. */
interface LikedBlock {
  readonly first: number;
  /** Which cells are positive: its users by all items. */
  readonly pattern: SparsePattern;
  /** α w of each. float32 [size]. */
  readonly extra: Tensor;
}

function likedBlocks(
  tensors: Tensors,
  { columnCount, offsets, columns, values }: CompressedRows,
  alpha: number,
): LikedBlock[] {
  const rowCount = offsets.length - 1;
  const step = Math.max(1, Math.floor(BLOCK_CELLS / columnCount));
  const blocks: LikedBlock[] = [];
  for (let first = 0; first < rowCount; first += step) {
    const rows = Math.min(step, rowCount - first);
    const [from, to] = [offsets[first], offsets[first + rows]];
    const rowOf = new Int32Array(to - from);
    for (let row = 0; row < rows; row++)
      rowOf.fill(row, offsets[first + row] - from, offsets[first + row + 1] - from);
    const pattern = sparsePattern(tensors, rowOf, columns.slice(from, to), [rows, columnCount]);
    blocks.push({ first, pattern, extra: tensors.tf.tensor1d(values.slice(from, to).map((w) => alpha * w)) });
  }
  return blocks;
}

/**
 * A few steps of the method of conjugate gradients for each row x of a block: A x = b with
 * A = QᵀQ + λ I + Σ α w q qᵀ and b = Σ (1 + α w) q, both sums over what the row likes. A row that is solved already
 * stays.
 */
function conjugateGradients(
  tensors: Tensors,
  { pattern, extra }: LikedBlock,
  { rows, other, common }: { readonly rows: Tensor; readonly other: Tensor; readonly common: Tensor },
  steps: number,
): Tensor {
  const { tf } = tensors;
  const scored = (x: Tensor) => tf.mul(extra, productCells(tensors, pattern, x, other)); // α w (x · q), [size]
  const spread = (cells: Tensor) => sparseTimesDense(tensors, pattern, cells, other); // Σ cell · q, [rows, factors]
  const dot = (a: Tensor, b: Tensor) => tf.sum(tf.mul(a, b), 1, true); // [rows, 1]
  let x = rows;
  // b − A x, the two sums in one product.
  let left = tf.sub(spread(tf.sub(tf.add(extra, 1), scored(x))), tf.matMul(x, common));
  let direction = left;
  let square = dot(left, left);
  for (let step = 0; step < steps; step++) {
    const image = tf.add(tf.matMul(direction, common), spread(scored(direction))); // A d
    const length = tf.divNoNan(square, dot(direction, image));
    x = tf.add(x, tf.mul(length, direction));
    if (step + 1 === steps) break;
    left = tf.sub(left, tf.mul(length, image));
    const before = square;
    square = dot(left, left);
    direction = tf.add(left, tf.mul(tf.divNoNan(square, before), direction));
  }
  return x;
}
