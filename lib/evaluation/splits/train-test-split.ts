import { checkArgument, checkOptions } from '../../core/arguments';
import type { Interactions } from '../../data/table/interactions';
import { TABLE } from '../../data/table/table-kind';
import { RandomState } from '../../math/random/random-state';
import { partSize, partsInWords } from './part-size';
import { type Split, splitRows } from './split';

/** Options of `trainTestSplit`. */
export interface TrainTestSplitOptions {
  /** Size of the test set: a share between 0 and 1, or a number of rows. Python: `test_size`. Default 0.2. */
  readonly testSize?: number;
  /** Seed, from 0 to 2^32 − 1. Python: `random_state`. Default 42, as in the tutorial. */
  readonly seed?: number;
}

/**
 * A random train set and test set, exactly those of Surprise's `train_test_split(data, test_size,
 * random_state=seed)`: rows are in the order of NumPy's `RandomState(seed).permutation(n)`, and the first of
 * them are the train set.
 *
 * @example
 * const { train, test } = trainTestSplit(ratings, { testSize: 0.2, seed: 42 }); // the tutorial's
 */
export function trainTestSplit(ratings: Interactions, options: TrainTestSplitOptions = {}): Split {
  checkArgument('trainTestSplit', 'ratings', ratings, TABLE);
  checkOptions('trainTestSplit', options, { testSize: 0.2, seed: 42 });
  const { testSize = 0.2, seed = 42 } = options;
  const testRows = partSize('trainTestSplit', testSize, ratings.length);
  const order = new RandomState(seed).permutation(ratings.length);
  const trainRows = ratings.length - testRows;
  return splitRows(ratings, {
    name: `random ${partsInWords(testRows, ratings.length)}, seed ${seed}`,
    train: order.subarray(0, trainRows),
    test: order.subarray(trainRows),
    seed,
  });
}
