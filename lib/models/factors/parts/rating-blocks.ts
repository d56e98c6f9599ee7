/**
 * A train set cut into blocks, for gradient descent on tensors: users and items are dealt into groups like
 * cards (index modulo groups), and block (a, b) holds the ratings by users of group a on items of group b.
 * A step of descent takes a block at once and touches only the rows of P and Q that belong to it: small
 * matrices, whatever the data set's size (R. Gemulla et al., "Large-Scale Matrix Factorization with
 * Distributed Stochastic Gradient Descent", 2011, uses the same blocks).
 *
 * Why this form, with times for SVD's 20 epochs on MovieLens 100K with 100 factors (two cores, Node 20, native
 * TensorFlow; Surprise 1.1.5 beside it 0.87 s):
 *
 * - mini-batches of 5,000 ratings with `gather` and a scatter: 2.6 to 3.3 s, all of it memory traffic;
 * - users x items as dense matrices under four random masks, three products a mask: 0.65 s, and no way to
 *   go beyond what fits as a dense matrix;
 * - the non-colliding blocks of a stratum as one batched product: 0.6 to 1.0 s, small products being slow;
 * - Surprise's own loop on typed arrays, no tensors: 0.7 to 1.0 s;
 * - this: 0.3 s. A block's predictions are one dense product, of which the rated cells are picked
 *   (a tenth of the time of gathering); both gradients are products with the sparse matrix of errors.
 *   Memory is that of the ratings: 10 million of them took 78 s and 1.5 GB (Surprise: 283 s, 3.7 GB).
 *
 * SVD makes 4 x 3 blocks at least. Means of the seeds 0 to 4 on the folds u1..u5 and on the tutorial's split, and the
 * processor time of the 20 epochs: 5 x 5 blocks .9386, .9344, 0.24 s (as before four operations of a table's size
 * were saved); 4 x 3 .9387, .9346, 0.16 s; 3 x 3 .9388, .9348, 0.14 s; 2 x 2 .9392, .9350, 0.12 s. Surprise has .9344 on
 * the latter, and another seed moves it by .0009. On u1..u5 it has .9395, .9387, .9373 for the seeds 0, 1, 2 where ours
 * has .9402, .9393, .9379: half of that is its order, one user after the other (in random order sequential
 * descent has .9397).
 */
import type { Interactions } from '../../../data/table/interactions';
import { type SparsePattern, sparsePattern } from '../../../math/sparse/sparse-matrix';
import type { Tensor, Tensors } from '../../../math/tensors/tensors';

/** One block. Its users and items are numbered by their place in their groups. */
export interface RatingBlock {
  /** Which cells of the block are rated: users of group a by items of group b. */
  readonly pattern: SparsePattern;
  /** r_ui less what `RatingBlocks` was made with. float32 [size]. */
  readonly ratings: Tensor;
  readonly ofUsers: BlockRates;
  readonly ofItems: BlockRates;
}

/** What a step does to each user's, or each item's, row. */
export interface BlockRates {
  /**
   * The gradient, summed over its ratings in the block, is multiplied by it: see `stepRate`.
   * float32 [size, 1], or [1, 1] where it is η for all.
   */
  readonly rate: Tensor;
  /** The penalty's gradient is so many times the row: λ · how many of the block's ratings it has. float32 [size, 1]. */
  readonly penalty: Tensor;
}

/** How a train set is cut. */
export interface BlockOptions {
  readonly userGroups: number;
  readonly itemGroups: number;
  /** Subtracted from each rating: μ where the model has biases, else 0. */
  readonly center: number;
  /** η, the step size for one rating. Default 0, for models without gradient descent. */
  readonly learningRate?: number;
  /** λ, the weight of the penalty. Default 0. */
  readonly reg?: number;
}

/**
 * The blocks, [userGroups][itemGroups]. The tensors belong to the current scope. Cost: O(ratings); millions
 * take seconds, so `breathe` is called and awaited after each block.
 */
export async function ratingBlocks(
  tensors: Tensors,
  train: Interactions,
  options: BlockOptions,
  breathe: () => Promise<void>,
): Promise<RatingBlock[][]> {
  const { userGroups, itemGroups } = options;
  const blocks: RatingBlock[][] = [];
  for (const [a, ofGroup] of rowsOfBlocks(train, userGroups, itemGroups).entries()) {
    const users = groupSize(train.userCount, userGroups, a);
    blocks.push([]);
    for (const [b, rows] of ofGroup.entries()) {
      const items = groupSize(train.itemCount, itemGroups, b);
      blocks[a].push(block(tensors, train, rows, options, [users, items]));
      await breathe();
    }
  }
  return blocks;
}

function block(
  tensors: Tensors,
  train: Interactions,
  rows: Int32Array,
  options: BlockOptions,
  [users, items]: readonly [users: number, items: number],
): RatingBlock {
  const userOf = new Int32Array(rows.length);
  const itemOf = new Int32Array(rows.length);
  const ratings = new Float32Array(rows.length);
  for (let n = 0; n < rows.length; n++) {
    userOf[n] = Math.floor(train.userColumn[rows[n]] / options.userGroups);
    itemOf[n] = Math.floor(train.itemColumn[rows[n]] / options.itemGroups);
    ratings[n] = train.ratingColumn[rows[n]] - options.center;
  }
  return {
    pattern: sparsePattern(tensors, userOf, itemOf, [users, items]),
    ratings: tensors.tf.tensor1d(ratings),
    ofUsers: rates(tensors, userOf, users, options),
    ofItems: rates(tensors, itemOf, items, options),
  };
}

function rates({ tf }: Tensors, places: Int32Array, size: number, options: BlockOptions): BlockRates {
  const { learningRate = 0, reg = 0 } = options;
  const counts = new Float32Array(size);
  for (const place of places) counts[place]++;
  const rate = counts.map((count) => stepRate(learningRate, count));
  const same = rate.every((value) => value === rate[0]);
  const penalty = counts.map((count) => count * reg);
  return {
    rate: same ? tf.tensor2d(rate.slice(0, 1), [1, 1]) : tf.tensor2d(rate, [size, 1]),
    penalty: tf.tensor2d(penalty, [size, 1]),
  };
}

/**
 * By how much the summed gradient of `count` ratings of one user or item is scaled: min(η, 1 / count).
 * Stochastic descent takes the ratings one after another, and each sees what the one before has mended.
 * Taken at once, count · η > 2 would overshoot and diverge; up to 1 a common error is at most mended.
 */
export function stepRate(learningRate: number, count: number): number {
  return Math.min(learningRate, 1 / Math.max(1, count));
}

/** How many users or items are in a group. */
export function groupSize(count: number, groups: number, group: number): number {
  return Math.floor((count - group - 1) / groups) + 1;
}

/** The train rows of each block, users' rows together, as the products run through them. */
function rowsOfBlocks(train: Interactions, userGroups: number, itemGroups: number): Int32Array[][] {
  const { userColumn, itemColumn, byUser } = train;
  const blockOf = (row: number) =>
    (userColumn[row] % userGroups) * itemGroups + (itemColumn[row] % itemGroups);
  const counts = new Int32Array(userGroups * itemGroups);
  for (let row = 0; row < train.length; row++) counts[blockOf(row)]++;
  const rows = Array.from(counts, (count) => new Int32Array(count));
  const filled = new Int32Array(counts.length);
  for (let n = 0; n < train.length; n++) {
    const row = byUser.rows[n];
    const at = blockOf(row);
    rows[at][filled[at]++] = row;
  }
  return Array.from({ length: userGroups }, (_, a) => rows.slice(a * itemGroups, (a + 1) * itemGroups));
}

/** A table of `width` columns, a row for each user or item, as one tensor a group. float32 [size, width]. */
export function dealRows({ tf }: Tensors, table: ArrayLike<number>, width: number, groups: number): Tensor[] {
  const count = table.length / width;
  return Array.from({ length: groups }, (_, group) => {
    const size = groupSize(count, groups, group);
    const part = new Float32Array(size * width);
    for (let n = 0; n < size; n++) {
      for (let f = 0; f < width; f++) part[n * width + f] = table[(n * groups + group) * width + f];
    }
    return tf.tensor2d(part, [size, width]);
  });
}

/** The whole table again. Waits for the tensors. */
export async function gatherRows(parts: readonly Tensor[]): Promise<Float32Array> {
  const width = parts[0].shape[1] as number;
  const table = new Float32Array(parts.reduce((size, part) => size + part.size, 0));
  for (let group = 0; group < parts.length; group++) {
    const part = (await parts[group].data()) as Float32Array;
    for (let n = 0; n * width < part.length; n++) {
      table.set(part.subarray(n * width, (n + 1) * width), (n * parts.length + group) * width);
    }
  }
  return table;
}
