import type { Interactions } from '../../../data/table/interactions';
import type { Predictions } from '../../../recommender/model';
import { mse } from './mse';
import { ratingMetric } from './rating-metric';

/**
 * Root mean squared error: RMSE = √(1/n Σ (r_ui − r̂_ui)²), in stars; 0 is perfect. Because of the squares,
 * one error of two stars counts as much as four errors of one. Pooled over ratings, with r̂ clipped and
 * impossible predictions included; see {@link mse}, also for what must not be passed as `truth`.
 *
 * @example
 * rmse(model.predictAll(test), test); // 0.9442
 */
export function rmse(predictions: Pick<Predictions, 'ratings'>, truth: Interactions): number {
  return Math.sqrt(mse(predictions, truth));
}

export const RMSE = ratingMetric({
  name: 'rmse',
  title: 'RMSE',
  unit: 'stars',
  better: 'lower',
  of: rmse,
  column: true,
  pointwise: { error: (difference) => difference ** 2, value: Math.sqrt },
});
