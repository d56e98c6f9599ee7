import type { Interactions } from '../../data/table/interactions';
import { RandomState } from '../../math/random/random-state';
import { partSize, partsInWords } from './part-size';
import { type Split, splitRows } from './split';

/** Options of `trainTestSplit`. */
export interface TrainTestSplitOptions {
  /** The test part: a share between 0 and 1, or a number of rows. Python: `test_size`. Default 0.2. */
  readonly testSize?: number;
  /** From 0 to 2^32 − 1. Python: `random_state`. Default 42, the tutorial's. */
  readonly seed?: number;
}

/**
 * Two random parts, exactly those of Surprise's `train_test_split(data, test_size, random_state=seed)`:
 * the rows in the order of NumPy's `RandomState(seed).permutation(n)`, the first of them to train.
 *
 * @example
 * const { train, test } = trainTestSplit(ratings, { testSize: 0.2, seed: 42 }); // the tutorial's
 */
export function trainTestSplit(ratings: Interactions, options: TrainTestSplitOptions = {}): Split {
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
