/**
 * ImplicitALS: matrix factorization for implicit feedback, by alternating least squares. An item without a
 * like counts as a "no" with low confidence, a like as a "yes" with higher confidence.
 *
 *     score_ui = p_u · q_i
 *
 * The objective runs over all pairs of users and items, not only over the likes:
 *
 *     Σ_ui c_ui (y_ui − p_u · q_i)² + λ (Σ_u |I_u|^ν ‖p_u‖² + Σ_i |U_i|^ν ‖q_i‖²),   c_ui = 1 + α w_ui,
 *
 * with y_ui = 1 for a positive and 0 otherwise; ν = 0 by default, ν = 1 in Spark. With the item factors fixed,
 * each user's optimal p_u solves (QᵀQ + λ |I_u|^ν I + α Σ_{i ∈ I_u} w_ui q_i q_iᵀ) p_u = Σ_{i ∈ I_u} c_ui q_i.
 * QᵀQ is the same for all users, so the pairs without a like cost nothing. All users' systems are solved in parallel by a few steps of the
 * conjugate gradient method, starting from the solution of the previous epoch; the systems are never formed
 * explicitly.
 *
 * A user without a positive, or an unknown user or item, has no score. `implicit` 0.7.3 uses c = α w, so its
 * `alpha=3` corresponds to `alpha: 2` here.
 * Cost: O((positives + (users + items) · factors) · factors · steps) per epoch, at the speed of matrix
 * products (`sparse-rows.ts`). MovieLens 100K takes 0.3 s on two cores, compared with 0.14 s for `implicit`'s
 * C++; a million ratings, half of them positive, take 2.4 s, compared with 1.1 s.
 *
 * @example
 * const model = await new ImplicitALS({ factors: 64, reg: 25, alpha: 2 }).fit(train);
 *
 * Sources: Y. Hu, Y. Koren, C. Volinsky, "Collaborative Filtering for Implicit Feedback Datasets", 2008; for
 * the conjugate gradient method, G. Takács et al., "Applications of the Conjugate Gradient Method for
 * Implicit Feedback Collaborative Filtering", 2011.
 */
import type { ItemIndex } from '../../core/ids';
import { number, type OptionsOf, options, seedNumber, whole } from '../../core/options';
import type { Interactions } from '../../data/table/interactions';
import { minus, plus, times } from '../../math/dense/plain-arithmetic';
import { RandomState } from '../../math/random/random-state';
import { type CompressedRows, transposed } from '../../math/sparse/compressed-rows';
import {
  longestFirst,
  rowLength,
  type SparseRows,
  sparseRows,
  sparseRowsBytes,
} from '../../math/sparse/sparse-rows';
import { type Tensor, type Tensors, withTensors } from '../../math/tensors/tensors';
import type { FitRun } from '../../recommender/fit-run';
import type { ModelUpdate } from '../../recommender/model-update';
import type { VisitorProfile, VisitorScores } from '../../recommender/visitor';
import { checkFactorMemory } from '../shared/factor-memory';
import { type FactorState, scoresOfFactors } from '../shared/factor-state';
import { asMatrix, POSITIVE_OPTIONS, positivesOf, positiveWeights } from '../shared/positives';
import { FactorModel } from './parts/factor-model';
import { foldInImplicit, implicitShares } from './parts/fold-in-implicit';
import { updateImplicit } from './parts/update-implicit';

export const IMPLICIT_ALS_OPTIONS = options('ImplicitALS', {
  ...POSITIVE_OPTIONS,
  /** Number of latent factors, the length of p_u and q_i. */
  factors: whole({ from: 1, default: 64 }),
  /** Number of epochs; each updates all users, then all items. */
  epochs: whole({ from: 1, default: 15 }),
  /** λ, weight of the penalty. */
  reg: number({ above: 0, default: 25 }),
  /** ν: how the penalty grows with the number of positives. With ν = 1, λ is a fraction, such as 0.1. */
  regExponent: number({ from: 0, to: 1, default: 0 }),
  /** α, how much additional confidence a positive has. */
  alpha: number({ above: 0, default: 2 }),
  /** Conjugate gradient steps per epoch. More than 2 don't improve the ranking. */
  solverSteps: whole({ from: 1, default: 2 }),
  /** Standard deviation of the initial values. */
  initStdDev: number({ above: 0, default: 0.01 }),
  /** Seed of the initial values. */
  seed: seedNumber(),
});

export interface ImplicitALSOptions extends OptionsOf<typeof IMPLICIT_ALS_OPTIONS> {}

export class ImplicitALS extends FactorModel<ImplicitALSOptions> {
  constructor(options: Partial<ImplicitALSOptions> = {}) {
    super(IMPLICIT_ALS_OPTIONS, options, {
      rates: false,
      unknownUsers: 'refused',
      unknownItems: 'refused',
    });
  }

  protected override foldInScores({ items, ratings }: VisitorProfile): VisitorScores {
    const weights = Array.from(ratings, positiveWeights(this.summary.scale, this.options));
    const liked = Array.from(items.keys()).filter((n) => weights[n] > 0);
    const scores = new Float64Array(this.summary.itemCount);
    if (liked.length === 0) return { scores: scores.fill(Number.NaN), terms: () => [] };
    const likedItems = liked.map((n) => items[n]);
    const likedWeights = liked.map((n) => weights[n]);
    const p = foldInImplicit(this.state, likedItems, likedWeights, this.options);
    const { summary: train, state, options } = this;
    return {
      scores: scoresOfFactors(state, 0, { factors: p, bias: 0 }),
      terms: (item) =>
        implicitShares(state, likedItems, likedWeights, options, item as ItemIndex).map((share, n) => ({
          kind: 'rating',
          item: train.items.idOf(likedItems[n] as ItemIndex),
          ...share,
        })),
    };
  }

  override learnUpdate(update: ModelUpdate, state: FactorState): FactorState {
    return updateImplicit(update, state, this.options, positiveWeights(update.train.scale, this.options));
  }

  /** @throws OptionError when the fit would need more than the machine's memory */
  protected learn(train: Interactions, run: FitRun): Promise<FactorState> {
    const { factors, epochs, initStdDev, seed } = this.options;
    const positives = positivesOf(this.name, train, this.options);
    const byUser = asMatrix(positives);
    const byItem = transposed(byUser);
    // Users who like nothing, and items that nobody likes, are left out.
    const users = longestFirst(byUser);
    const items = longestFirst(byItem);
    // The positives by user and by item, each with index, weight and the two confidences; plus one block in
    // progress.
    const longest = Math.max(rowLength(byUser, users[0]), rowLength(byItem, items[0]));
    const extra = 2 * 20 * positives.items.length + sparseRowsBytes(longest, factors);
    checkFactorMemory(this.name, train, { width: 4 * factors, extra });
    return withTensors(async (tensors) => {
      const { tf } = tensors;
      const random = new RandomState(seed);
      const start = (count: number, order: Int32Array): Tensor => {
        const table = Float32Array.from(random.normals(count * factors, 0, initStdDev));
        return tf.tensor2d(rowsAt(table, order, factors), [order.length, factors]);
      };
      let P = start(train.userCount, users);
      let Q = start(train.itemCount, items);
      const ofUsers = this.likedRows(tensors, byUser, users, items);
      const ofItems = this.likedRows(tensors, byItem, items, users);
      for (let epoch = 0; epoch < epochs; epoch++) {
        P = await this.solve(tensors, ofUsers, P, Q, run);
        Q = await this.solve(tensors, ofItems, Q, P, run);
        await run.step(epochs);
      }
      const none = new Float32Array(0);
      return {
        factors,
        userFactors: spreadRows((await P.data()) as Float32Array, users, train.userCount, Number.NaN),
        itemFactors: spreadRows((await Q.data()) as Float32Array, items, train.itemCount, 0),
        userBias: none,
        itemBias: none,
      };
    });
  }

  /** Improves the rows of `own` by a few solver steps, with `other` fixed; disposes `own`. */
  private async solve(
    tensors: Tensors,
    blocks: readonly LikedRows[],
    own: Tensor,
    other: Tensor,
    run: FitRun,
  ): Promise<Tensor> {
    const { tf } = tensors;
    const { factors, reg, regExponent, solverSteps } = this.options;
    // With ν = 0, the penalty is the same for all rows.
    const same = regExponent === 0 ? reg : 0;
    const common = tf.tidy(() => tf.add(tf.matMul(other, other, true), tf.mul(tf.eye(factors), same)));
    const parts: Tensor[] = [];
    for (const block of blocks) {
      parts.push(
        tf.tidy(() => {
          const rows = tf.slice(own, [block.first, 0], [block.count, factors]);
          return conjugateGradients(tensors, block, { rows, other, common }, solverSteps);
        }),
      );
      await run.breathe();
    }
    const solved = parts.length === 1 ? parts[0] : tf.concat(parts, 0);
    tf.dispose([own, common, ...(parts.length === 1 ? [] : parts)]);
    return solved;
  }

  /** The rows of X in this order, as blocks. */
  private likedRows(
    tensors: Tensors,
    X: CompressedRows,
    order: Int32Array,
    columns: Int32Array,
  ): LikedRows[] {
    const { tf } = tensors;
    const { alpha, reg, regExponent } = this.options;
    const penalties = Array.from(order, (row) => reg * rowLength(X, row) ** regExponent);
    return sparseRows(tensors, X, order, columns).map((block) => {
      const { first, count, values } = block;
      const extra = tf.mul(values, alpha);
      const one = () => tf.cast(tf.greater(values, 0), 'float32'); // 0 in padding
      const confidence = tf.tidy(() => tf.add(one(), extra));
      if (regExponent === 0) return { ...block, extra, confidence };
      const penalty = tf.tensor2d(penalties.slice(first, first + count), [count, 1]);
      return { ...block, extra, confidence, penalty };
    });
  }
}

/** Users (or items) and their likes. */
interface LikedRows extends SparseRows {
  /** α w of each like, in the layout of `values`. */
  readonly extra: Tensor;
  /** c = 1 + α w of each like, in the layout of `values`. */
  readonly confidence: Tensor;
  /** λ n^ν of each row, float32 [count, 1]; undefined with ν = 0. */
  readonly penalty?: Tensor;
}

/** The rows of `table` at the indices in `order`. */
function rowsAt(table: Float32Array, order: Int32Array, width: number): Float32Array {
  const rows = new Float32Array(order.length * width);
  for (let n = 0; n < order.length; n++) {
    rows.set(table.subarray(order[n] * width, (order[n] + 1) * width), n * width);
  }
  return rows;
}

/** The inverse of `rowsAt`: a table of `count` rows, with `fill` in those that `order` doesn't contain. */
function spreadRows(rows: Float32Array, order: Int32Array, count: number, fill: number): Float32Array {
  const width = rows.length / order.length;
  const table = new Float32Array(count * width).fill(fill);
  for (let n = 0; n < order.length; n++) {
    table.set(rows.subarray(n * width, (n + 1) * width), order[n] * width);
  }
  return table;
}

/**
 * A few conjugate gradient steps for each row x of a block, for A x = b with A = QᵀQ + λ n^ν I + Σ α w q qᵀ and
 * b = Σ (1 + α w) q, where both sums run over the row's n likes. A row that is already solved stays unchanged.
 */
function conjugateGradients(
  tensors: Tensors,
  liked: LikedRows,
  { rows, other, common }: { readonly rows: Tensor; readonly other: Tensor; readonly common: Tensor },
  steps: number,
): Tensor {
  const { tf } = tensors;
  const { cellsOf, sumsOf } = liked.with(other);
  const scored = (x: Tensor) => times(tensors, liked.extra, cellsOf(x)); // α w (x · q) of each like
  const dot = (a: Tensor, b: Tensor) => tf.sum(times(tensors, a, b), 1, true); // [rows, 1]
  const shared = (x: Tensor) => {
    const all = tf.matMul(x, common);
    return liked.penalty ? plus(tensors, all, times(tensors, liked.penalty, x)) : all;
  };
  let x = rows;
  // b − A x, with the two sums combined in one product.
  let left = minus(tensors, sumsOf(minus(tensors, liked.confidence, scored(x))), shared(x));
  let direction = left;
  let square = dot(left, left);
  for (let step = 0; step < steps; step++) {
    const image = plus(tensors, shared(direction), sumsOf(scored(direction))); // A d
    const length = tf.divNoNan(square, dot(direction, image));
    x = plus(tensors, x, times(tensors, length, direction));
    if (step + 1 === steps) break;
    left = minus(tensors, left, times(tensors, length, image));
    const before = square;
    square = dot(left, left);
    direction = plus(tensors, left, times(tensors, tf.divNoNan(square, before), direction));
  }
  return x;
}
