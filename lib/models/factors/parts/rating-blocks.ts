/**
 * A train set cut into blocks, for gradient descent on tensors: users and items are dealt into groups (index
 * modulo number of groups), and block (a, b) holds the ratings of users in group a for items in group b. A
 * gradient step takes one block at once and involves only its rows of P and Q, so that matrices stay small
 * for a data set of any size. R. Gemulla et al., "Large-Scale Matrix Factorization with Distributed
 * Stochastic Gradient Descent", 2011, use the same blocks.
 *
 * SVD++ and NMF descend on blocks, ALS sums over them. SVD, whose steps are so short that tensors don't help,
 * takes one rating at a time (`svd.ts`). The predictions of a block are one dense product, from which the rated
 * cells are picked (a tenth of the time of gathering); both gradients are products with the sparse matrix of
 * errors. Memory is proportional to the ratings. Times of the alternatives, measured with SVD's steps on
 * MovieLens 100K and 100 factors (two cores, Node 20, native TensorFlow):
 *
 * - mini-batches of 5,000 ratings with `gather` and a scatter: 9 to 11 times as long, dominated by memory
 *   traffic;
 * - users x items as dense matrices under four random masks, three products per mask: twice as long, and
 *   limited to data that fits in a dense matrix;
 * - the non-overlapping blocks of a stratum as one batched product: two to three times as long, since small
 *   products are slow.
 */
import type { Interactions } from '../../../data/table/interactions';
import { type SparsePattern, sparsePattern } from '../../../math/sparse/sparse-matrix';
import type { Tensor, Tensors } from '../../../math/tensors/tensors';

/** One block. Users and items are numbered by their position in their groups. */
export interface RatingBlock {
  /** Which cells of the block are rated: users of group a by items of group b. */
  readonly pattern: SparsePattern;
  /** r_ui minus `BlockOptions.center`. float32 [size]. */
  readonly ratings: Tensor;
  readonly ofUsers: BlockRates;
  readonly ofItems: BlockRates;
}

/** How a step updates the row of each user, or of each item. */
export interface BlockRates {
  /**
   * Factor for the gradient, summed over the row's ratings in the block; see `stepRate`.
   * float32 [size, 1], or [1, 1] if it is η for all.
   */
  readonly rate: Tensor;
  /**
   * Factor for the penalty's gradient: λ times the row's number of ratings in the block. float32 [size, 1].
   */
  readonly penalty: Tensor;
}

/** How a train set is cut into blocks. */
export interface BlockOptions {
  readonly userGroups: number;
  readonly itemGroups: number;
  /** Subtracted from each rating: μ if the model has biases, else 0. */
  readonly center: number;
  /** η, the learning rate. Default 0, for models without gradient descent. */
  readonly learningRate?: number;
  /** λ, the weight of the penalty. Default 0. */
  readonly reg?: number;
}

/**
 * The blocks, as [userGroups][itemGroups]. The tensors belong to the current scope. Cost: O(ratings); for
 * millions this takes seconds, so `breathe` is called and awaited after each block.
 */
export async function ratingBlocks(
  tensors: Tensors,
  train: Interactions,
  options: BlockOptions,
  breathe: () => Promise<void>,
): Promise<RatingBlock[][]> {
  const { userGroups, itemGroups } = options;
  const { starts, userOf, itemOf, ratings } = sortedByBlock(train, options);
  const blocks: RatingBlock[][] = [];
  for (let a = 0; a < userGroups; a++) {
    const users = groupSize(train.userCount, userGroups, a);
    blocks.push([]);
    for (let b = 0; b < itemGroups; b++) {
      const items = groupSize(train.itemCount, itemGroups, b);
      const [from, to] = starts.subarray(a * itemGroups + b);
      const [ofUsers, ofItems] = [userOf.subarray(from, to), itemOf.subarray(from, to)];
      blocks[a].push({
        pattern: sparsePattern(tensors, ofUsers, ofItems, [users, items]),
        ratings: tensors.tf.tensor1d(ratings.subarray(from, to)),
        ofUsers: rates(tensors, ofUsers, users, options),
        ofItems: rates(tensors, ofItems, items, options),
      });
      await breathe();
    }
  }
  return blocks;
}

/**
 * The ratings, block by block, those of a user together, which is the order that the products use: a counting sort. Writing
 * to scattered places takes a quarter of the time of reading from them, so the table is read in its own order.
 */
function sortedByBlock(train: Interactions, { userGroups, itemGroups, center }: BlockOptions) {
  const { length, userCount, userColumn, itemColumn, ratingColumn } = train;
  // Of each user and group of items: the number of ratings, then where the next one goes.
  const next = new Int32Array(userCount * itemGroups);
  for (let row = 0; row < length; row++)
    next[userColumn[row] * itemGroups + (itemColumn[row] % itemGroups)]++;
  const starts = new Int32Array(userGroups * itemGroups + 1);
  const userOf = new Int32Array(length);
  let at = 0;
  for (let block = 0; block < starts.length - 1; block++) {
    const [a, b] = [Math.floor(block / itemGroups), block % itemGroups];
    for (let user = a, place = 0; user < userCount; user += userGroups, place++) {
      const count = next[user * itemGroups + b];
      if (count === 0) continue; // with many users and groups, nearly always
      next[user * itemGroups + b] = at;
      userOf.fill(place, at, at + count);
      at += count;
    }
    starts[block + 1] = at;
  }
  const itemOf = new Int32Array(length);
  const ratings = new Float32Array(length);
  for (let row = 0; row < length; row++) {
    const item = itemColumn[row];
    const to = next[userColumn[row] * itemGroups + (item % itemGroups)]++;
    itemOf[to] = Math.floor(item / itemGroups);
    ratings[to] = ratingColumn[row] - center;
  }
  return { starts, userOf, itemOf, ratings };
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
 * The factor for the summed gradient of a user's (or item's) `count` ratings in a block: min(η, 1 / count).
 * Sequential descent takes one rating at a time, and each step already sees the correction of the previous
 * one. Applied all at once, count · η > 2 would overshoot and diverge; up to 1, an error common to all
 * ratings is at most corrected.
 */
export function stepRate(learningRate: number, count: number): number {
  return Math.min(learningRate, 1 / Math.max(1, count));
}

/** The number of users or items in a group. */
export function groupSize(count: number, groups: number, group: number): number {
  return Math.floor((count - group - 1) / groups) + 1;
}

/**
 * Splits a table with `width` columns and a row per user or item into one tensor per group. float32 [size,
 * width].
 */
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

/** The inverse of `dealRows`. Waits for the tensors. */
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
