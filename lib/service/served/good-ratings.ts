/** Which ratings count as good. */
import type { Interactions } from '../../data/table/interactions';

/**
 * Ratings above this are good: the middle of the scale. All are good on a scale without an upper end, such as play
 * counts, and if all ratings are equal, as in data without ratings.
 */
export function goodAbove(train: Interactions): number {
  const { min, max } = train.scale;
  return Number.isFinite(max) && ratingsDiffer(train) ? (min + max) / 2 : Number.NEGATIVE_INFINITY;
}

/** Whether any two ratings differ. Cost: O(ratings) if none do. */
export function ratingsDiffer({ ratingColumn, length }: Interactions): boolean {
  for (let row = 1; row < length; row++) if (ratingColumn[row] !== ratingColumn[0]) return true;
  return false;
}
