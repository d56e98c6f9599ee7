import { OptionError } from '../../core/errors';
import type { Interactions } from '../../data/table/interactions';
import { RandomState } from '../../math/random/random-state';
import { type Split, splitRows } from './split';
import { SplitSeries } from './split-series';

/** Options of `coldItems`. */
export interface ColdItemsOptions {
  /** Share of the rated items that are held out, above 0 and below 1. Default 0.1. */
  readonly share?: number;
  /** From 0 to 2^32 − 1. Default 42. */
  readonly seed?: number;
}

/** Options of `coldItemFolds`. */
export interface ColdItemFoldsOptions {
  /** In how many parts the items are dealt, from 2. Default 5. */
  readonly folds?: number;
  /** From 0 to 2^32 − 1. Default 42. */
  readonly seed?: number;
}

/**
 * New items: all ratings of a random share of the items are tested, those of the others train. Every item is as
 * likely, rated often or once, so the test part is about, not exactly, the same share of the ratings.
 *
 * Where the table has item features, the train part keeps those of the held-out items too, as a shop knows genre
 * and year of a film that nobody has seen; models of content can tell such items apart, others give them one score.
 *
 * @example
 * const split = coldItems(ratings.withItemFeatures(filmFeatures(films)), { share: 0.1, seed: 0 });
 * @throws OptionError for a bad share or seed, or when a part would be empty
 */
export function coldItems(ratings: Interactions, options: ColdItemsOptions = {}): Split {
  const { share = 0.1, seed = 42 } = options;
  if (!(share > 0 && share < 1)) {
    throw new OptionError(`coldItems: share must be a number above 0 and below 1, got ${share}`);
  }
  const order = ratedInRandomOrder(ratings, seed);
  const held = order.subarray(0, Math.ceil(share * order.length));
  return holdOut(ratings, held, `${held.length} of ${order.length} items held out, seed ${seed}`, seed);
}

/**
 * The rated items dealt into parts, each held out in turn, so that every item is a new one once and every rating is
 * tested once. The parts are made when they are asked for.
 *
 * @throws OptionError for a bad option, or when a part would have no item
 */
export function coldItemFolds(ratings: Interactions, options: ColdItemFoldsOptions = {}): SplitSeries {
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
