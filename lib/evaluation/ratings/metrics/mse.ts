import type { Interactions } from '../../../data/table/interactions';
import type { Predictions } from '../../../recommender/model';
import { checkRows } from './check-rows';
import { ratingMetric } from './rating-metric';

/**
 * Mean squared error: MSE = 1/n Σ (r_ui − r̂_ui)², in stars squared, with r̂ clipped to the scale.
 *
 * Pooled: each rating counts once, so users with many ratings count more. (Some toolkits average over users
 * instead; their numbers are lower and not comparable.) Impossible predictions count as well, with r̂ = μ, as
 * in Surprise.
 * Cost: O(rows).
 *
 * @param truth the rows that were predicted; real ratings only: an "anti-test set" (all pairs without a
 *   rating) has the global mean in place of the true ratings, and errors against it are meaningless
 * @throws OptionError when the numbers of predictions and rows differ
 */
export function mse({ ratings }: Pick<Predictions, 'ratings'>, truth: Interactions): number {
  checkRows('mse', ratings, truth);
  const { ratingColumn } = truth;
  let sum = 0;
  for (let row = 0; row < ratings.length; row++) sum += (ratingColumn[row] - ratings[row]) ** 2;
  return sum / ratings.length;
}

export const MSE = ratingMetric({
  name: 'mse',
  title: 'MSE',
  unit: 'stars squared',
  better: 'lower',
  of: mse,
  pointwise: { error: (difference) => difference ** 2, value: (meanError) => meanError },
});
