import type { Interactions } from '../../../data/table/interactions';
import type { Predictions } from '../../../recommender/model';
import { mse } from './mse';

/**
 * Root of the mean squared error: RMSE = √(1/n Σ (r_ui − r̂_ui)²), in stars; 0 is perfect. Squares make
 * one error of two stars as bad as four of one. Pooled over ratings, clipped, impossible pairs included:
 * see {@link mse}, also for what must not be given as `truth`.
 *
 * @example
 * rmse(model.predictAll(test), test); // 0.9442
 */
export function rmse(predictions: Pick<Predictions, 'ratings'>, truth: Interactions): number {
  return Math.sqrt(mse(predictions, truth));
}
