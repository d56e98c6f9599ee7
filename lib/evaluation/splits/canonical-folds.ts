import { checkArgument } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import type { Interactions } from '../../data/table/interactions';
import { TABLE } from '../../data/table/table-kind';
import { type Split, splitRows } from './split';
import { SplitSeries } from './split-series';

/** The five folds that come with MovieLens 100K. */
export const CANONICAL_FOLDS = Object.freeze(['u1', 'u2', 'u3', 'u4', 'u5'] as const);
export type CanonicalFold = (typeof CANONICAL_FOLDS)[number];

/**
 * The folds u1 to u5 of MovieLens 100K, made without the files `u1.base` to `u5.test`: the test set of fold k
 * is the k-th fifth of the lines of `u.data`, 20,000 each; the train set is the rest; both in that order.
 * They test 459, 653, 869, 923 and 927 users, so they differ in difficulty; published results are means over
 * all five.
 *
 * @param ratings MovieLens 100K, with rows in the order of the file. Other tables are cut into fifths in the
 *   same way.
 * @throws OptionError when the table has fewer than 5 rows
 */
export function canonicalFolds(ratings: Interactions): SplitSeries {
  checkArgument('canonicalFolds', 'ratings', ratings, TABLE);
  const rows = ratings.length;
  if (rows < 5) throw new OptionError(`canonicalFolds: the table must have at least 5 rows, got ${rows}`);
  const notes =
    rows === 100_000 ? [] : [`The table has ${rows} rows: these aren't the folds of MovieLens 100K.`];
  return new SplitSeries('u1..u5', CANONICAL_FOLDS.length, (fold) => {
    const from = Math.floor((fold * rows) / 5);
    const to = Math.floor(((fold + 1) * rows) / 5);
    const all = Int32Array.from({ length: rows }, (_, row) => row);
    const train = new Int32Array(rows - (to - from));
    train.set(all.subarray(0, from));
    train.set(all.subarray(to), from);
    return splitRows(ratings, { name: CANONICAL_FOLDS[fold], train, test: all.subarray(from, to), notes });
  });
}

/** One of the five folds by name. @throws OptionError with a list of the names, for any other name */
export function canonicalFold(ratings: Interactions, name: CanonicalFold): Split {
  const position = CANONICAL_FOLDS.indexOf(name);
  if (position !== -1) return canonicalFolds(ratings).at(position);
  throw new OptionError(`canonicalFold: name must be one of ${CANONICAL_FOLDS.join(', ')}, got ${name}`);
}
