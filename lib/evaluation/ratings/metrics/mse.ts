import type { Interactions } from '../../../data/table/interactions';
import type { Predictions } from '../../../recommender/model';
import { checkRows } from './check-rows';

/**
 * Mean squared error: MSE = 1/n Σ (r_ui − r̂_ui)², in stars squared, with r̂ clipped to the scale.
 *
 * Pooled: every rating counts once, so users with many ratings count more. (Some toolkits take it per
 * user and average; those numbers are lower and can't be compared.) Impossible pairs count too, with r̂ = μ,
 * as in Surprise. Cost: O(rows).
 *
 * @param truth the rows that were predicted. Real ratings only: an "anti-test set" (the pairs without a
 *   rating) has the global mean in place of truths, and any error against those means nothing
 * @throws OptionError when predictions and rows aren't as many
 */
export function mse({ ratings }: Pick<Predictions, 'ratings'>, truth: Interactions): number {
  checkRows('mse', ratings, truth);
  const { ratingColumn } = truth;
  let sum = 0;
  for (let row = 0; row < ratings.length; row++) sum += (ratingColumn[row] - ratings[row]) ** 2;
  return sum / ratings.length;
}
