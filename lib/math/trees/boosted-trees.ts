/**
 * Gradient boosting: a sum of small regression trees, each fitted to what the ones before it leave over,
 *
 *     f(x) = mean + Σ_t η · tree_t(x).
 *
 * It finds steps, thresholds, and combinations of columns that no weighted sum has. A small η (the learning rate) and another
 * random half of the rows for each tree (`share`) keep it from learning the noise.
 *
 * @example
 * // y = 1 if exactly one of two numbers is above 0: nothing a linear regression could learn.
 * const x = Float64Array.of(-1, -1, -1, 1, 1, -1, 1, 1);
 * const trees = boostedTrees({ x, columns: 2, y: [0, 1, 1, 0] }, { trees: 50, depth: 2, share: 1, minRows: 1, reg: 0 });
 * boostedScore(trees, [-2, 3]); // almost 1
 *
 * Sources: J. Friedman, "Greedy Function Approximation: A Gradient Boosting Machine", 2001, and "Stochastic Gradient
 * Boosting", 2002.
 */
import { OptionError } from '../../core/errors';
import { number, type OptionsOf, options, seedNumber, whole } from '../../core/options';
import { RandomState } from '../random/random-state';
import { binnedColumns } from './binned-columns';
import { growTree } from './regression-tree';

export const BOOSTED_TREES_OPTIONS = options('boostedTrees', {
  /** Number of trees. */
  trees: whole({ from: 1, default: 100 }),
  /** Questions in a row that each tree asks; how many columns can act together. */
  depth: whole({ from: 1, to: 12, default: 4 }),
  /** η, how much of each tree is added. */
  learningRate: number({ above: 0, to: 1, default: 0.1 }),
  /** Share of the rows that each tree is fitted to, drawn anew. */
  share: number({ above: 0, to: 1, default: 0.5 }),
  /** Minimum number of rows on each side of a cut. */
  minRows: whole({ from: 1, default: 20 }),
  /** Weight of the penalty on the values of a tree, in rows. */
  reg: number({ from: 0, default: 1 }),
  /** Maximum number of bins of a column, between which it can be cut. */
  bins: whole({ from: 2, to: 256, default: 64 }),
  /** Seed of the draws of rows. */
  seed: seedNumber(),
});

export interface BoostedTreesOptions extends OptionsOf<typeof BOOSTED_TREES_OPTIONS> {}

/** Fitted trees, all of the same depth, one after the other; see `RegressionTree` for their layout. */
export type BoostedTrees = {
  /** The mean of y. */
  readonly start: number;
  /** Int32 [trees, 2^depth − 1]. */
  readonly columns: Int32Array;
  /** Float64 [trees, 2^depth − 1]. */
  readonly cuts: Float64Array;
  /** The values, multiplied by η. Float64 [trees, 2^depth]. */
  readonly values: Float64Array;
};

/** A table and what is to be predicted from it. */
export interface BoostingInput {
  /** Float64 [rows, columns]; NaN counts as lower than every number. */
  readonly x: Float64Array;
  readonly columns: number;
  /** [rows]. */
  readonly y: ArrayLike<number>;
}

/**
 * Fits the trees to y with the least squared error. Cost: O(trees · rows · columns · depth).
 * @throws OptionError for an unknown option or an invalid value, and if there are no rows, or not as many as y
 */
export function boostedTrees(
  { x, columns, y }: BoostingInput,
  given: Partial<BoostedTreesOptions> = {},
): BoostedTrees {
  const { trees, depth, learningRate, share, minRows, reg, bins, seed } =
    BOOSTED_TREES_OPTIONS.resolve(given);
  if (y.length === 0 || x.length !== y.length * columns) {
    throw new OptionError(
      `boostedTrees: x must have rows of ${columns} numbers for at least one y, got ${x.length} numbers for ${y.length}`,
    );
  }
  const random = new RandomState(seed);
  const table = binnedColumns(x, columns, bins);
  const start = Array.from(y).reduce((sum, value) => sum + value, 0) / y.length;
  const rest = Float64Array.from(y, (value) => value - start);
  const weights = new Float64Array(y.length).fill(1);
  const [inner, leaves] = [2 ** depth - 1, 2 ** depth];
  const fitted = {
    start,
    columns: new Int32Array(trees * inner),
    cuts: new Float64Array(trees * inner),
    values: new Float64Array(trees * leaves),
  };
  const all = Int32Array.from({ length: y.length }, (_, row) => row);
  for (let t = 0; t < trees; t++) {
    const rows = share === 1 ? all : all.filter(() => random.random() < share);
    const tree = growTree({ table, rows, sums: rest, weights }, { depth, minWeight: minRows, reg });
    fitted.columns.set(tree.columns, t * inner);
    fitted.cuts.set(tree.cuts, t * inner);
    fitted.values.set(
      tree.values.map((value) => learningRate * value),
      t * leaves,
    );
    for (let row = 0; row < rest.length; row++) {
      rest[row] -= treeScore(fitted, t, depth, x, row * columns);
    }
  }
  return fitted;
}

/** f(x) for one row of numbers. Cost: O(trees · depth). */
export function boostedScore(trees: BoostedTrees, x: ArrayLike<number>): number {
  const count = trees.values.length - trees.cuts.length; // each tree has one leaf more than inner nodes
  const depth = Math.log2(trees.values.length / count);
  let score = trees.start;
  for (let t = 0; t < count; t++) score += treeScore(trees, t, depth, x, 0);
  return score;
}

/** What tree t adds for the row that begins at `x[at]`. */
function treeScore(
  { columns, cuts, values }: BoostedTrees,
  t: number,
  depth: number,
  x: ArrayLike<number>,
  at: number,
): number {
  const inner = 2 ** depth - 1;
  let node = 0;
  while (node < inner) {
    const place = t * inner + node;
    node = 2 * node + (x[at + columns[place]] > cuts[place] ? 2 : 1);
  }
  return values[t * (inner + 1) + node - inner];
}
