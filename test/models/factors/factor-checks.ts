/** What the tests of the factor models measure. */
import type { Interactions } from '../../../lib/data/table/interactions';
import type { Model } from '../../../lib/recommender/model';

/** RMSE over all rows, of the clipped ratings or of the scores. */
export function rmseOf(
  model: Model,
  pairs: Interactions,
  options: { readonly clipped?: boolean } = {},
): number {
  const { ratings, scores } = model.predictAll(pairs);
  const predicted = options.clipped === false ? scores : ratings;
  let squares = 0;
  for (let row = 0; row < pairs.length; row++) squares += (predicted[row] - pairs.ratingColumn[row]) ** 2;
  return Math.sqrt(squares / pairs.length);
}
