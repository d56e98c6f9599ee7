/** What gradient descent on blocks of ratings (`rating-blocks.ts`) does the same way for SVD and SVD++. */
import type { Interactions } from '../../../data/table/interactions';
import { minus, plus, times } from '../../../math/dense/plain-arithmetic';
import type { RandomState } from '../../../math/random/random-state';
import type { Tensor, Tensors } from '../../../math/tensors/tensors';
import { foldBiases, freeColumns } from './folded-biases';
import { type BlockRates, dealRows } from './rating-blocks';

/** All cells of a block are predicted for a moment: 16 MB. */
const BLOCK_CELLS = 4e6;
/** With the factors of each rating gathered, 100 of them, 2 x 20 MB. */
const BLOCK_RATINGS = 50_000;
/** Where an epoch is one step whatever the blocks are, fewer and larger ones are quicker. */
const WHOLE_RATINGS = 200_000;

/**
 * More groups are more, smaller steps: so many that nobody has more than 1 / η ratings in a block, where
 * `stepRate` would have to hold the step back. With half as many, a million ratings gave an RMSE of .789, so
 * .787, sequential descent .785 to .786. Beyond this many it is cheaper to hold back the few users and items
 * with very many ratings: with 24 groups, those with over 24 / η.
 */
const MOST_GROUPS = 24;
/** Nor is a step worth its overhead for fewer ratings than these. */
const LEAST_RATINGS = 1000;

/** Into how many groups users and items are dealt, so that a block's intermediate results stay small. */
export function memoryGroups(train: Interactions): number {
  const wanted = Math.max(
    Math.sqrt((train.userCount * train.itemCount) / BLOCK_CELLS),
    Math.sqrt(train.length / WHOLE_RATINGS),
  );
  return Math.min(Math.ceil(wanted), train.userCount, train.itemCount);
}

/**
 * The same for gradient descent, where the blocks also decide how often factors are corrected in an epoch.
 *
 * @param fewest at least so many groups, where there are so many users and items
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

/** Bytes of the blocks, and of one block's intermediate results. */
export function blockBytes(train: Interactions, factors: number): number {
  const perRating = 4 * 5;
  const cells = Math.min(BLOCK_CELLS, train.userCount * train.itemCount);
  return train.length * perRating + 4 * Math.max(cells, 3 * factors * Math.min(BLOCK_RATINGS, train.length));
}

function largest(counts: Int32Array): number {
  return counts.reduce((most, count) => Math.max(most, count), 0);
}

/**
 * All blocks, each once: first (0, 0), (1, 1), …, then (0, 1), (1, 2), …, so that a user group meets each
 * item group, and the others have moved on before it comes back.
 */
export function blockOrder(userGroups: number, itemGroups: number): [a: number, b: number][] {
  return Array.from({ length: userGroups * itemGroups }, (_, n) => {
    const a = n % userGroups;
    return [a, (a + Math.floor(n / userGroups)) % itemGroups];
  });
}

/**
 * table + rate ∘ (gradient − penalty ∘ table) in the free columns: four operations of the table's size, each
 * some 15 µs on MovieLens 100K, which is half of a step's time.
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

/** How the tables of factors begin. */
export interface StartOptions {
  readonly factors: number;
  /** With columns for biases beside the factors. */
  readonly biased: boolean;
  /** Of the normal distribution that the start values are drawn from. */
  readonly initMean: number;
  readonly initStdDev: number;
  readonly userGroups: number;
  readonly itemGroups: number;
}

/**
 * The start values, dealt into groups, and which columns learn. Drawn in Surprise's order: all of P, then all of Q. The
 * arrays behind them can go before the blocks are made.
 */
export function startTables(
  tensors: Tensors,
  train: Interactions,
  random: RandomState,
  { factors, biased, initMean, initStdDev, userGroups, itemGroups }: StartOptions,
): { P: Tensor[]; Q: Tensor[]; free: { readonly users: Tensor; readonly items: Tensor } } {
  const users = random.normals(train.userCount * factors, initMean, initStdDev);
  const items = random.normals(train.itemCount * factors, initMean, initStdDev);
  const start = foldBiases(factors, users, items, biased);
  return {
    P: dealRows(tensors, start.users, start.width, userGroups),
    Q: dealRows(tensors, start.items, start.width, itemGroups),
    free: freeColumns(tensors, factors, start.width),
  };
}
