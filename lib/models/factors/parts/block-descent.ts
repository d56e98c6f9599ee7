/** Gradient descent on blocks of ratings (`rating-blocks.ts`), shared by SVD++ and NMF. */
import type { Interactions } from '../../../data/table/interactions';
import { minus, plus, times } from '../../../math/dense/plain-arithmetic';
import { normalsInTurns } from '../../../math/random/draw-in-turns';
import type { RandomState } from '../../../math/random/random-state';
import { GATHER_BELOW } from '../../../math/sparse/sparse-matrix';
import type { Tensor, Tensors } from '../../../math/tensors/tensors';
import type { TrainCounts } from '../../shared/factor-memory';
import { foldBiases, freeColumns } from './folded-biases';
import { type BlockRates, dealRows } from './rating-blocks';

/** Maximum number of cells in a block, all of which are predicted temporarily: 16 MB. */
const BLOCK_CELLS = 4e6;
/** Maximum number of ratings in a block; with 100 factors gathered for each of them, 2 x 20 MB. */
const BLOCK_RATINGS = 50_000;
/** The same where an epoch is one step anyway, whatever the blocks are: fewer, larger blocks are faster. */
const WHOLE_RATINGS = 200_000;

/**
 * Maximum number of groups. More groups mean more, smaller steps: as many groups as are needed for no user or
 * item to have more than 1 / η ratings in a block, beyond which `stepRate` would have to shrink the step.
 * Measured with SVD's steps on a million ratings: RMSE .789 with half as many groups, .787 with this many, .785
 * with one rating at a time. Beyond the maximum, it is cheaper to shrink the steps of the few users and items
 * with very many ratings: with 24 groups, those with over 24 / η.
 */
const MOST_GROUPS = 24;
/** Minimum number of ratings in a block; for fewer, a step isn't worth its overhead. */
const LEAST_RATINGS = 1000;

/**
 * The number of groups of users and of items such that a block's intermediate results stay small. In very sparse data, a
 * block's cells aren't all predicted, so only its ratings count: 500,000 users with a rating each are 2 groups, not 25.
 */
export function memoryGroups({ userCount, itemCount, length }: TrainCounts): number {
  const cells = userCount * itemCount;
  const predicted = length < GATHER_BELOW * cells ? 0 : cells;
  const wanted = Math.sqrt(Math.max(predicted / BLOCK_CELLS, length / WHOLE_RATINGS));
  return Math.min(Math.ceil(wanted), userCount, itemCount);
}

/**
 * The same for gradient descent, where the number of blocks is also the number of updates per epoch.
 *
 * @param fewest minimum number of groups, if there are that many users and items
 */
export function blockGroups(train: Interactions, learningRate: number, fewest: number): number {
  const most = Math.max(largest(train.userCounts()), largest(train.itemCounts()));
  const wanted = Math.max(
    fewest,
    Math.min(most * learningRate, MOST_GROUPS, Math.sqrt(train.length / LEAST_RATINGS)),
    Math.sqrt((train.userCount * train.itemCount) / BLOCK_CELLS),
    Math.sqrt(train.length / BLOCK_RATINGS),
  );
  return Math.min(Math.ceil(wanted), train.userCount, train.itemCount);
}

/** What TensorFlow keeps for intermediate results, whatever their size. */
const TENSOR_BYTES = 25e6;

/** Approximate bytes of the blocks. */
export function ratingBytes(train: TrainCounts): number {
  // User, item, and rating in the order of the blocks, and cells as an array, until the garbage collector comes; cells and
  // ratings as tensors: 3 + 2 + 3.
  const perRating = 4 * 8;
  return TENSOR_BYTES + train.length * perRating;
}

/** Approximate bytes of the blocks and of one block's intermediate results. */
export function blockBytes(train: TrainCounts, factors: number): number {
  const cells = Math.min(BLOCK_CELLS, train.userCount * train.itemCount);
  return ratingBytes(train) + 4 * Math.max(cells, 3 * factors * Math.min(BLOCK_RATINGS, train.length));
}

function largest(counts: Int32Array): number {
  return counts.reduce((most, count) => Math.max(most, count), 0);
}

/**
 * The order in which the blocks are visited, each once: first (0, 0), (1, 1), …, then (0, 1), (1, 2), …. Each
 * user group meets every item group, and the others are updated before it comes around again.
 */
export function blockOrder(userGroups: number, itemGroups: number): [a: number, b: number][] {
  return Array.from({ length: userGroups * itemGroups }, (_, n) => {
    const a = n % userGroups;
    return [a, (a + Math.floor(n / userGroups)) % itemGroups];
  });
}

/**
 * table + rate ∘ (gradient − penalty ∘ table) in the free columns: four operations on tensors of the table's
 * size, each about 15 µs on MovieLens 100K, which is half of a step's time.
 */
export function stepUp(
  tensors: Tensors,
  table: Tensor,
  gradient: Tensor,
  { rate, penalty }: BlockRates,
  free: Tensor,
): Tensor {
  const change = minus(tensors, gradient, times(tensors, table, penalty));
  return plus(tensors, table, times(tensors, change, times(tensors, rate, free)));
}

/** Σ x², read from the tensor. */
export function sumOfSquares({ tf }: Tensors, values: Tensor): number {
  const sum = tf.tidy(() => tf.sum(tf.square(values)));
  const [value] = sum.dataSync();
  sum.dispose();
  return value;
}

/** How SVD++'s factor tables are initialized. */
export interface StartOptions {
  readonly factors: number;
  /** Mean and standard deviation of the normal distribution of the initial values. */
  readonly initMean: number;
  readonly initStdDev: number;
  readonly userGroups: number;
  readonly itemGroups: number;
}

/**
 * The initial values, dealt into groups, and which columns are learned. Drawn in Surprise's order: all of P,
 * then all of Q; `breathe` is called and awaited every few milliseconds. A function of its own, so that the arrays are
 * garbage before the blocks are made.
 */
export async function startTables(
  tensors: Tensors,
  train: Interactions,
  random: RandomState,
  { factors, initMean: mean, initStdDev: standardDeviation, userGroups, itemGroups }: StartOptions,
  breathe: () => Promise<void>,
): Promise<{ P: Tensor[]; Q: Tensor[]; free: { readonly users: Tensor; readonly items: Tensor } }> {
  const drawn = (rows: number) =>
    normalsInTurns(random, { length: rows * factors, mean, standardDeviation }, breathe);
  const users = await drawn(train.userCount);
  const items = await drawn(train.itemCount);
  const start = foldBiases(factors, users, items);
  await breathe();
  const P = dealRows(tensors, start.users, start.width, userGroups);
  await breathe();
  const Q = dealRows(tensors, start.items, start.width, itemGroups);
  return { P, Q, free: freeColumns(tensors, factors, start.width) };
}
