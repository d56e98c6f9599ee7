/** One epoch of alternating least squares on tensors, shared by ALS and FeatureFactors. */
import { matrixSolve } from '../../../math/dense/matrix-solve';
import { productCells, sparseTimesDense } from '../../../math/sparse/sparse-matrix';
import type { Tensor, Tensors } from '../../../math/tensors/tensors';
import type { TrainCounts } from '../../shared/factor-memory';
import { memoryGroups, sumOfSquares } from './block-descent';
import { gatherRows, type RatingBlock } from './rating-blocks';

/** Maximum size of a group's table of outer products, or of its systems, in numbers: 64 MB. */
const GROUP_NUMBERS = 16e6;

/** The number of groups of users and of items such that a group's systems of `width` unknowns fit. */
export function squareGroups(train: TrainCounts, width: number): number {
  const most = Math.max(train.userCount, train.itemCount);
  const wanted = Math.max(memoryGroups(train), Math.ceil((most * width ** 2) / GROUP_NUMBERS));
  return Math.min(wanted, train.userCount, train.itemCount);
}

/** Bytes of the largest tables of `solveGroup`. */
export function squareBytes(train: TrainCounts, width: number): number {
  const most = Math.max(train.userCount, train.itemCount);
  return 4 * 5 * width ** 2 * Math.ceil(most / squareGroups(train, width));
}

/** The parameters of the users, or of the items: one tensor per group. */
export interface Side {
  /** float32 [size, factors] each. */
  readonly factors: Tensor[];
  /** float32 [size, 1] each. */
  readonly bias: Tensor[];
  /** Added to the diagonals of the systems. float32 [size, factors + 1] each. */
  readonly penalty: readonly Tensor[];
  /** What factors and bias are regularized toward; 0 if not given. float32 [size, factors + 1] each. */
  prior?: readonly Tensor[];
}

/** The learned tables of both sides, in the order of the train set. */
export async function factorTables(users: Side, items: Side) {
  return {
    userFactors: await gatherRows(users.factors),
    userBias: await gatherRows(users.bias),
    itemFactors: await gatherRows(items.factors),
    itemBias: await gatherRows(items.bias),
  };
}

/**
 * Optimizes the factors and biases of one group of `side`, with all of `other` fixed; disposes the previous
 * ones.
 */
export function solveGroup(
  tensors: Tensors,
  side: Side,
  group: number,
  other: Side,
  blockWith: (otherGroup: number) => RatingBlock,
  transposed: boolean,
): void {
  const { tf } = tensors;
  const [size, width] = side.penalty[group].shape as [number, number];
  const solution = tf.tidy(() => {
    let left: Tensor = tf.zeros([size, width * width]); // Σ x xᵀ
    let right: Tensor = tf.zeros([size, width]); // Σ (r − μ − b) x, where b is the bias of the other side
    for (let from = 0; from < other.factors.length; from++) {
      [left, right] = tf.tidy(() => {
        const { pattern, ratings } = blockWith(from);
        const bias = other.bias[from];
        const x = tf.concat([other.factors[from], tf.onesLike(bias)], 1); // [others, width]
        const outer = tf.mul(tf.expandDims(x, 2), tf.expandDims(x, 1)).reshape([-1, width * width]);
        const table = tf.concat([outer, tf.mul(x, bias)], 1); // [others, width² + width]
        const sums = sparseTimesDense(tensors, pattern, tf.onesLike(ratings), table, { transposed });
        const rated = sparseTimesDense(tensors, pattern, ratings, x, { transposed });
        const [squares, biases] = tf.split(sums, [width * width, width], 1);
        return [tf.add(left, squares), tf.add(right, tf.sub(rated, biases))];
      });
    }
    const ridge = tf.mul(tf.expandDims(side.penalty[group], 2), tf.expandDims(tf.eye(width), 0));
    const systems = tf.add(tf.reshape(left, [size, width, width]), ridge);
    if (side.prior) right = tf.add(right, tf.mul(side.penalty[group], side.prior[group]));
    const solved = matrixSolve(tensors, systems, tf.expandDims(right, 2));
    return tf.split(tf.reshape(solved, [size, width]), [width - 1, 1], 1);
  });
  tf.dispose([side.factors[group], side.bias[group]]);
  [side.factors[group], side.bias[group]] = solution;
}

/** √(Σ (r − r̂)² / n) over the train ratings. */
export function trainRmse(
  tensors: Tensors,
  blocks: RatingBlock[][],
  users: Side,
  items: Side,
  n: number,
): number {
  const { tf } = tensors;
  let squares = 0;
  for (const [a, row] of blocks.entries()) {
    for (const [b, { pattern, ratings }] of row.entries()) {
      const error = tf.tidy(() => {
        const ones = (bias: Tensor) => tf.onesLike(bias);
        const p = tf.concat([users.factors[a], users.bias[a], ones(users.bias[a])], 1); // [p_u, b_u, 1]
        const q = tf.concat([items.factors[b], ones(items.bias[b]), items.bias[b]], 1); // [q_i, 1, b_i]
        return tf.sub(ratings, productCells(tensors, pattern, p, q));
      });
      squares += sumOfSquares(tensors, error);
      error.dispose();
    }
  }
  return Math.sqrt(squares / n);
}
