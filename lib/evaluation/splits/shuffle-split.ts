import { OptionError } from '../../core/errors';
import type { Interactions } from '../../data/table/interactions';
import { RandomState } from '../../math/random/random-state';
import { partSize, partsInWords } from './part-size';
import { splitRows } from './split';
import { SplitSeries } from './split-series';

/** Options of `shuffleSplit`. */
export interface ShuffleSplitOptions {
  /** How many splits. Python: `n_splits`. Default 5. */
  readonly splits?: number;
  /** The test part: a share between 0 and 1, or a number of rows. Default 0.2. */
  readonly testSize?: number;
  /** From 0 to 2^32 − 1. Default 42. */
  readonly seed?: number;
}

/**
 * Several random splits, drawn one after another from one generator as Surprise's `ShuffleSplit`. The
 * test parts overlap; where each row must be tested once, take `kFold`.
 */
export function shuffleSplit(ratings: Interactions, options: ShuffleSplitOptions = {}): SplitSeries {
  const { splits = 5, testSize = 0.2, seed = 42 } = options;
  if (!Number.isSafeInteger(splits) || splits < 1) {
    throw new OptionError(`shuffleSplit: splits must be a positive whole number, got ${splits}`);
  }
  const rows = ratings.length;
  const testRows = partSize('shuffleSplit', testSize, rows);
  const name = `shuffled ${partsInWords(testRows, rows)}, seed ${seed}`;
  new RandomState(seed); // refuses a bad seed now, not at the first split
  return new SplitSeries(`${splits} times ${name}`, splits, (position) => {
    const random = new RandomState(seed);
    for (let skipped = 0; skipped < position; skipped++) random.permutation(rows);
    const order = random.permutation(rows);
    return splitRows(ratings, {
      name: `${name}, ${position + 1} of ${splits}`,
      train: order.subarray(0, rows - testRows),
      test: order.subarray(rows - testRows),
      seed,
    });
  });
}
