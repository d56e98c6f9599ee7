import { OptionError } from '../../core/errors';
import type { Interactions } from '../../data/interactions';
import { RandomState } from '../../math/random-state';
import { type Split, splitRows } from './split';

/** Options of `coldItems`. */
export interface ColdItemsOptions {
  /** Share of the rated items that are held out, above 0 and below 1. Default 0.1. */
  readonly share?: number;
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
  const counts = ratings.itemCounts();
  const rated = Int32Array.from(counts.keys()).filter((item) => counts[item] > 0);
  const held = Math.ceil(share * rated.length);
  const isHeld = new Uint8Array(ratings.itemCount);
  for (const place of new RandomState(seed).permutation(rated.length).subarray(0, held))
    isHeld[rated[place]] = 1;
  const rows = Array.from({ length: ratings.length }, (_, row) => row);
  const { itemColumn } = ratings;
  return splitRows(ratings, {
    name: `${held} of ${rated.length} items held out, seed ${seed}`,
    train: rows.filter((row) => !isHeld[itemColumn[row]]),
    test: rows.filter((row) => isHeld[itemColumn[row]]),
    seed,
  });
}
