/** Which ratings speak for an item. */
import type { Interactions } from '../../data/table/interactions';

/**
 * Ratings above it are good ones: the middle of the scale. All are good on a scale without end, such as play counts,
 * and where all ratings are the same, as in data without ratings.
 */
export function goodAbove(train: Interactions): number {
  const { min, max } = train.scale;
  return Number.isFinite(max) && ratingsDiffer(train) ? (min + max) / 2 : Number.NEGATIVE_INFINITY;
}

/** Whether there are two ratings that aren't the same. Cost: O(ratings) where there are none. */
export function ratingsDiffer({ ratingColumn, length }: Interactions): boolean {
  for (let row = 1; row < length; row++) if (ratingColumn[row] !== ratingColumn[0]) return true;
  return false;
}
