import { checkArgument } from '../core/arguments';
import type { ItemIndex } from '../core/ids';
import type { Interactions } from '../data/table/interactions';
import { TABLE } from '../data/table/table-kind';
import { meanRatings } from '../models/shared/mean-ratings';
import { askInOrder, type Onboarding } from './ask-in-order';

/**
 * Asks about items that many people know and disagree on: popularity × variance, score_i = n_i σ_i², which is the sum
 * of the squared deviations from the item's mean. Cost: O(ratings).
 */
export function askVariance(train: Interactions): Onboarding {
  checkArgument('askVariance', 'train', train, TABLE);
  const scores = Float64Array.from({ length: train.itemCount }, (_, item) => {
    const values = Array.from(train.rowsOfItem(item as ItemIndex), (row) => train.ratingColumn[row]);
    const [mean] = meanRatings(new Int32Array(values.length), values, 1);
    return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  });
  return askInOrder('popularity × variance', train, scores);
}
