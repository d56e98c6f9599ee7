/** The spread of a train set's ratings. */
import type { Interactions } from '../../data/table/interactions';

/** The population standard deviation of all ratings. Cost: O(ratings). */
export function ratingDeviation({
  ratingColumn,
  mean,
  length,
}: Pick<Interactions, 'ratingColumn' | 'mean' | 'length'>): number {
  let squares = 0;
  for (let row = 0; row < length; row++) squares += (ratingColumn[row] - mean) ** 2;
  return Math.sqrt(squares / length);
}
