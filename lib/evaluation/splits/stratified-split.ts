import { checkArgument } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { number, oneOf, options, seedNumber } from '../../core/options';
import type { Interactions } from '../../data/table/interactions';
import { TABLE } from '../../data/table/table-kind';
import { RandomState } from '../../math/random/random-state';
import { partsInWords } from './part-size';
import { type Split, splitRows } from './split';

const STRATIFIED_SPLIT_OPTIONS = options('stratifiedSplit', {
  /** Whose ratings are divided: those of each item, or those of each user. */
  by: oneOf(['item', 'user'], { default: 'item' }),
  /** The share of the test set. */
  testSize: number({ above: 0, to: 0.99, default: 0.25 }),
  /** Seed of the draws. */
  seed: seedNumber({ default: 42 }),
});

/**
 * A random split of each item's (or user's) ratings, in the same proportion for all: every item with enough ratings is
 * in both parts. With the default options on MovieLens 100K, it is the split of the benchmark in Microsoft's
 * Recommenders, `python_stratified_split(data, ratio=0.75, filter_by="item", seed=42)`, row by row: each row gets a
 * random number, the rows of an item are sorted by it, and the first of n, round((1 − testSize) · n), are the train
 * set. A half is rounded to the even number. Rows stay in the order of the table. Cost: O(rows · log rows).
 *
 * @example
 * const { train, test } = stratifiedSplit(ratings, { testSize: 0.25, seed: 42 });
 * @throws OptionError for an invalid option, or when a part would be empty
 */
export function stratifiedSplit(
  ratings: Interactions,
  given: Partial<typeof STRATIFIED_SPLIT_OPTIONS.defaults> = {},
): Split {
  checkArgument('stratifiedSplit', 'ratings', ratings, TABLE);
  const { by, testSize, seed } = STRATIFIED_SPLIT_OPTIONS.resolve(given);
  const random = new RandomState(seed);
  const draws = Float64Array.from({ length: ratings.length }, () => random.random());
  const { offsets, rows } = by === 'item' ? ratings.byItem : ratings.byUser;
  const isTrain = new Uint8Array(ratings.length);
  for (let group = 0; group + 1 < offsets.length; group++) {
    const own = rows.slice(offsets[group], offsets[group + 1]).sort((a, b) => draws[a] - draws[b]);
    for (const row of own.subarray(0, roundToEven((1 - testSize) * own.length))) isTrain[row] = 1;
  }
  const all = Array.from({ length: ratings.length }, (_, row) => row);
  const test = all.filter((row) => !isTrain[row]);
  if (test.length === 0)
    throw new OptionError(
      `stratifiedSplit: testSize must be large enough for one test rating of some ${by}, got ${testSize}`,
    );
  return splitRows(ratings, {
    name: `${partsInWords(test.length, ratings.length)} of each ${by}, seed ${seed}`,
    train: all.filter((row) => isTrain[row]),
    test,
    seed,
  });
}

/** Rounds a half to the even number, as Python does. */
function roundToEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
