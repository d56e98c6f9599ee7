import { checkArgument, checkOptions } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import type { Interactions } from '../../data/table/interactions';
import { TABLE } from '../../data/table/table-kind';
import { RandomState } from '../../math/random/random-state';
import { type Split, splitRows } from './split';
import { SplitSeries } from './split-series';

/** Options of `coldItems`. */
export interface ColdItemsOptions {
  /** Share of the rated items that are held out, above 0 and below 1. Default 0.1. */
  readonly share?: number;
  /** Seed, from 0 to 2^32 − 1. Default 42. */
  readonly seed?: number;
}

/** Options of `coldItemFolds`. */
export interface ColdItemFoldsOptions {
  /** Number of folds, at least 2. Default 5. */
  readonly folds?: number;
  /** Seed, from 0 to 2^32 − 1. Default 42. */
  readonly seed?: number;
}

/**
 * Item cold start: holds out all ratings of a random share of the items as the test set and trains on the
 * rest. Every item is equally likely to be held out, whatever its number of ratings, so the test set has only
 * approximately the same share of the ratings.
 *
 * If the table has item features, the train set keeps those of the held-out items, as a store knows the genre
 * and year of a film that nobody has watched yet. Content models can tell such items apart; other models
 * score them all equally.
 *
 * @example
 * const split = coldItems(ratings.withItemFeatures(filmFeatures(films)), { share: 0.1, seed: 0 });
 * @throws OptionError for an invalid share or seed, or when a part would be empty
 */
export function coldItems(ratings: Interactions, options: ColdItemsOptions = {}): Split {
  checkArgument('coldItems', 'ratings', ratings, TABLE);
  checkOptions('coldItems', options, { share: 0.1, seed: 42 });
  const { share = 0.1, seed = 42 } = options;
  if (!(share > 0 && share < 1)) {
    throw new OptionError(`coldItems: share must be a number above 0 and below 1, got ${share}`);
  }
  const order = ratedInRandomOrder(ratings, seed);
  const held = order.subarray(0, Math.ceil(share * order.length));
  return holdOut(ratings, held, `${held.length} of ${order.length} items held out, seed ${seed}`, seed);
}

/**
 * Item cold start with folds: the rated items are divided into folds, each held out in turn, so that every
 * item is new once and every rating is tested once. Folds are made on demand.
 *
 * @throws OptionError for an invalid option, or when a fold would have no item
 */
export function coldItemFolds(ratings: Interactions, options: ColdItemFoldsOptions = {}): SplitSeries {
  checkArgument('coldItemFolds', 'ratings', ratings, TABLE);
  checkOptions('coldItemFolds', options, { folds: 5, seed: 42 });
  const { folds = 5, seed = 42 } = options;
  const order = ratedInRandomOrder(ratings, seed);
  if (!Number.isSafeInteger(folds) || folds < 2 || folds > order.length) {
    throw new OptionError(
      `coldItemFolds: folds must be a whole number from 2 to ${order.length}, got ${folds}`,
    );
  }
  return new SplitSeries(`items in ${folds} folds, seed ${seed}`, folds, (fold) => {
    const held = order.filter((_item, place) => place % folds === fold);
    const name = `${held.length} of ${order.length} items held out, fold ${fold + 1} of ${folds}, seed ${seed}`;
    return holdOut(ratings, held, name, seed);
  });
}

function ratedInRandomOrder(ratings: Interactions, seed: number): Int32Array {
  const counts = ratings.itemCounts();
  const rated = Int32Array.from(counts.keys()).filter((item) => counts[item] > 0);
  return new RandomState(seed).permutation(rated.length).map((place) => rated[place]);
}

function holdOut(ratings: Interactions, held: Int32Array, name: string, seed: number): Split {
  const isHeld = new Uint8Array(ratings.itemCount);
  for (const item of held) isHeld[item] = 1;
  const rows = Array.from({ length: ratings.length }, (_, row) => row);
  const { itemColumn } = ratings;
  return splitRows(ratings, {
    name,
    train: rows.filter((row) => !isHeld[itemColumn[row]]),
    test: rows.filter((row) => isHeld[itemColumn[row]]),
    seed,
  });
}
