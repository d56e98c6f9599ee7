import { checkArgument, checkOptions } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import type { Interactions } from '../../data/table/interactions';
import { TABLE } from '../../data/table/table-kind';
import { RandomState } from '../../math/random/random-state';
import { partSize, partsInWords } from './part-size';
import { splitRows } from './split';
import { SplitSeries } from './split-series';

/** Options of `shuffleSplit`. */
export interface ShuffleSplitOptions {
  /** Number of splits. Python: `n_splits`. Default 5. */
  readonly splits?: number;
  /** Size of the test set: a share between 0 and 1, or a number of rows. Default 0.2. */
  readonly testSize?: number;
  /** Seed, from 0 to 2^32 − 1. Default 42. */
  readonly seed?: number;
}

/**
 * Several random splits, drawn one after another from the same generator, as in Surprise's `ShuffleSplit`.
 * The test sets overlap; to test each row exactly once, use `kFold`.
 */
export function shuffleSplit(ratings: Interactions, options: ShuffleSplitOptions = {}): SplitSeries {
  checkArgument('shuffleSplit', 'ratings', ratings, TABLE);
  checkOptions('shuffleSplit', options, { splits: 5, testSize: 0.2, seed: 42 });
  const { splits = 5, testSize = 0.2, seed = 42 } = options;
  if (!Number.isSafeInteger(splits) || splits < 1) {
    throw new OptionError(`shuffleSplit: splits must be a positive whole number, got ${splits}`);
  }
  const rows = ratings.length;
  const testRows = partSize('shuffleSplit', testSize, rows);
  const name = `shuffled ${partsInWords(testRows, rows)}, seed ${seed}`;
  new RandomState(seed); // rejects an invalid seed now rather than at the first split
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
