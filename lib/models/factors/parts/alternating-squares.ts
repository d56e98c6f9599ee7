/** One epoch of alternating least squares on tensors, shared by ALS and FeatureFactors. */
import type { ItemIndex, UserIndex } from '../../../core/ids';
import type { Interactions } from '../../../data/table/interactions';
import { matrixSolve } from '../../../math/dense/matrix-solve';
import { sparseTimesDense } from '../../../math/sparse/sparse-matrix';
import type { Tensor, Tensors } from '../../../math/tensors/tensors';
import type { FitRun } from '../../../recommender/fit-run';
import type { TrainCounts } from '../../shared/factor-memory';
import { estimateRating, type FactorState } from '../../shared/factor-state';
import { gatherRows, type RatingBlock } from './rating-blocks';

/** Maximum size of a group's systems in numbers: 16 MB. */
const GROUP_NUMBERS = 4e6;
/** Ratings after which `trainRmse` lets the event loop run: a few milliseconds. */
const BREATHE_EVERY = 100_000;

/** How many groups users and items are dealt into. */
export interface SquareGroups {
  readonly userGroups: number;
  readonly itemGroups: number;
}

/**
 * As few groups as possible, such that a group's systems of `width` unknowns fit: each group of one side computes the
 * products of all rows of the other side again.
 */
export function squareGroups(train: TrainCounts, width: number): SquareGroups {
  const groups = (rows: number) => Math.min(rows, Math.ceil((rows * width ** 2) / GROUP_NUMBERS));
  return { userGroups: groups(train.userCount), itemGroups: groups(train.itemCount) };
}

/** Bytes of the largest tables of `solveGroup`, and of what stays free between them: six times a group's systems. */
export function squareBytes(train: TrainCounts, width: number): number {
  const { userGroups, itemGroups } = squareGroups(train, width);
  const most = Math.max(Math.ceil(train.userCount / userGroups), Math.ceil(train.itemCount / itemGroups));
  return 4 * 6 * width ** 2 * most;
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

/** What `solveGroup` needs besides the parameters. */
export interface SolveOptions {
  /** The ratings between the group and a group of the other side. */
  readonly blockWith: (otherGroup: number) => RatingBlock;
  /** Whether the group consists of items. */
  readonly transposed: boolean;
  /** Called and awaited after each block. */
  readonly breathe: () => Promise<void>;
}

/**
 * Optimizes the factors and biases of one group of `side`, with all of `other` fixed; disposes the previous
 * ones.
 */
export async function solveGroup(
  tensors: Tensors,
  side: Side,
  group: number,
  other: Side,
  { blockWith, transposed, breathe }: SolveOptions,
): Promise<void> {
  const { tf } = tensors;
  const { factors, bias, penalty, prior } = side;
  const [size, width] = penalty[group].shape as [number, number];
  const select = cellsOfSystem(tensors, width);
  const cells = select.diagonal.shape[1] as number;
  // Λ + Σ x xᵀ from the diagonal up, then Σ b x, where b is the bias of the other side. [size, cells]
  let left = tf.matMul(penalty[group], select.diagonal) as Tensor;
  // Λ · prior + Σ (r − μ) x. [size, width]
  let right = prior ? tf.mul(penalty[group], prior[group]) : (tf.zeros([size, width]) as Tensor);
  for (let from = 0; from < other.factors.length; from++) {
    const sums = tf.tidy(() => {
      const { pattern, ratings } = blockWith(from);
      const x = tf.concat([other.factors[from], tf.onesLike(other.bias[from])], 1); // [others, width]
      const y = tf.concat([x, other.bias[from]], 1);
      const table = tf.mul(tf.matMul(x, select.first), tf.matMul(y, select.second)); // [others, cells]
      return [
        tf.add(left, sparseTimesDense(tensors, pattern, tf.onesLike(ratings), table, { transposed })),
        tf.add(right, sparseTimesDense(tensors, pattern, ratings, x, { transposed })),
      ];
    });
    tf.dispose([left, right]);
    [left, right] = sums;
    await breathe();
  }
  const solution = tf.tidy(() => {
    const ofBias = left.slice([0, cells - width], [size, width]);
    const systems = tf.reshape(tf.gather(left, select.places, 1), [size, width, width]);
    const solved = matrixSolve(tensors, systems, tf.expandDims(tf.sub(right, ofBias), 2));
    return tf.split(tf.reshape(solved, [size, width]), [width - 1, 1], 1);
  });
  tf.dispose([factors[group], bias[group], left, right, select]);
  [factors[group], bias[group]] = solution;
}

/**
 * Which products are summed for a system: x_f x_g for each cell (f, g) from the diagonal up, as the matrix is symmetric, then
 * x_f b, where y = [x, b]. Selecting columns by a product with zeros and ones takes a third of the time of gathering them.
 */
function cellsOfSystem({ tf }: Tensors, width: number) {
  const [first, second, diagonal]: number[][] = [[], [], []];
  const places = new Int32Array(width ** 2);
  for (let f = 0; f < width; f++) {
    diagonal.push(first.length);
    for (let g = f; g < width; g++) {
      places[f * width + g] = places[g * width + f] = first.length;
      first.push(f);
      second.push(g);
    }
  }
  for (let f = 0; f < width; f++) {
    first.push(f);
    second.push(width);
  }
  return tf.tidy(() => {
    // Not tf.oneHot, whose ones on the WebAssembly backend are integers in the bits of a float, about 1e-45.
    const oneHot = (at: number[], depth: number): Tensor => {
      const rows = new Float32Array(at.length * depth);
      for (let row = 0; row < at.length; row++) rows[row * depth + at[row]] = 1;
      return tf.tensor2d(rows, [at.length, depth]);
    };
    return {
      /** From x: f of each cell. [width, cells] */
      first: tf.transpose(oneHot(first, width)),
      /** From y: g of each cell. [width + 1, cells] */
      second: tf.transpose(oneHot(second, width + 1)),
      /** To each cell on the diagonal: f. [width, cells] */
      diagonal: oneHot(diagonal, first.length),
      /** The cell of each number of the whole matrix. [width²] */
      places: tf.tensor1d(places, 'int32'),
    };
  });
}

/** √(Σ (r − r̂)² / n) over the train ratings. Cost: O(ratings · factors). */
export async function trainRmse(train: Interactions, users: Side, items: Side, run: FitRun): Promise<number> {
  const state = { factors: users.factors[0].shape[1] as number, ...(await factorTables(users, items)) };
  let squares = 0;
  for (let from = 0; from < train.length; from += BREATHE_EVERY) {
    squares += squaredErrors(train, state, from, Math.min(from + BREATHE_EVERY, train.length));
    await run.breathe();
  }
  return Math.sqrt(squares / train.length);
}

function squaredErrors(train: Interactions, state: FactorState, from: number, to: number): number {
  const { mean, userColumn, itemColumn, ratingColumn } = train;
  let squares = 0;
  for (let row = from; row < to; row++) {
    const rating = estimateRating(state, mean, userColumn[row] as UserIndex, itemColumn[row] as ItemIndex);
    squares += (ratingColumn[row] - rating) ** 2;
  }
  return squares;
}
