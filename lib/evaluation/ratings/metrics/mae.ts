import type { Interactions } from '../../../data/table/interactions';
import type { Predictions } from '../../../recommender/model';
import { checkRows } from './check-rows';
import { ratingMetric } from './rating-metric';

/**
 * Mean absolute error: MAE = 1/n Σ |r_ui − r̂_ui|, in stars; 0 is perfect. Pooled over ratings, with r̂
 * clipped and impossible predictions included; see `mse`, also for what must not be passed as `truth`. Cost:
 * O(rows).
 *
 * @throws OptionError when the numbers of predictions and rows differ
 */
export function mae({ ratings }: Pick<Predictions, 'ratings'>, truth: Interactions): number {
  checkRows('mae', ratings, truth);
  const { ratingColumn } = truth;
  let sum = 0;
  for (let row = 0; row < ratings.length; row++) sum += Math.abs(ratingColumn[row] - ratings[row]);
  return sum / ratings.length;
}

export const MAE = ratingMetric({
  name: 'mae',
  title: 'MAE',
  unit: 'stars',
  better: 'lower',
  of: mae,
  column: true,
  pointwise: { error: Math.abs, value: (meanError) => meanError },
});
