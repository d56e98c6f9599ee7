import { checkArgument, checkOptions } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { checkOption, trueOrFalse } from '../../core/options';
import type { Interactions } from '../../data/table/interactions';
import { TABLE } from '../../data/table/table-kind';
import { RandomState } from '../../math/random/random-state';
import { splitRows } from './split';
import { SplitSeries } from './split-series';

/** Options of `kFold`. */
export interface KFoldOptions {
  /** Number of folds, at least 2. Python: `n_splits`. Default 5. */
  readonly folds?: number;
  /** Seed, from 0 to 2^32 − 1. Python: `random_state`. Default 42. */
  readonly seed?: number;
  /** Whether to shuffle; if false, folds are consecutive sections of the table. Default true. */
  readonly shuffle?: boolean;
}

/**
 * k-fold cross-validation: the rows are divided into k parts, each of which is the test set once. The folds
 * and the order of their rows are those of Surprise's `KFold(n_splits, random_state=seed, shuffle)`.
 */
export function kFold(ratings: Interactions, options: KFoldOptions = {}): SplitSeries {
  checkArgument('kFold', 'ratings', ratings, TABLE);
  checkOptions('kFold', options, { folds: 5, seed: 42, shuffle: true });
  const { folds = 5, seed = 42, shuffle = true } = options;
  checkOption('kFold', 'shuffle', shuffle, trueOrFalse({ default: true }));
  const rows = ratings.length;
  if (!Number.isSafeInteger(folds) || folds < 2 || folds > rows) {
    throw new OptionError(`kFold: folds must be a whole number from 2 to ${rows}, got ${folds}`);
  }
  const order = Int32Array.from({ length: rows }, (_, row) => row);
  if (shuffle) new RandomState(seed).shuffle(order);
  const name = shuffle ? `${folds} folds, seed ${seed}` : `${folds} folds in table order`;
  // If the rows can't be divided evenly, the first folds have one more.
  const start = (fold: number) => fold * Math.floor(rows / folds) + Math.min(fold, rows % folds);
  return new SplitSeries(name, folds, (fold) => {
    const [from, to] = [start(fold), start(fold + 1)];
    const train = new Int32Array(rows - (to - from));
    train.set(order.subarray(0, from));
    train.set(order.subarray(to), from);
    return splitRows(ratings, {
      name: `${name}, fold ${fold + 1}`,
      train,
      test: order.subarray(from, to),
      ...(shuffle ? { seed } : {}),
    });
  });
}
