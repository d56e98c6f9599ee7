/** Which ratings count as good. */
import type { RatingScale } from '../../core/rating-scale';
import type { Interactions } from '../../data/table/interactions';

/**
 * Ratings above this are good: the middle of the scale. All are good on a scale without an upper end, such as play
 * counts, and if all ratings are equal, as in data without ratings.
 */
export function goodAbove(train: Interactions): number {
  return goodOnScale(train.scale, ratingsDiffer(train));
}

/** The same for a scale. @param differ whether any two ratings differ */
export function goodOnScale({ min, max }: RatingScale, differ: boolean): number {
  return Number.isFinite(max) && differ ? (min + max) / 2 : Number.NEGATIVE_INFINITY;
}

/** Whether any two ratings differ. Cost: O(ratings) if none do. */
function ratingsDiffer({ ratingColumn, length }: Interactions): boolean {
  for (let row = 1; row < length; row++) if (ratingColumn[row] !== ratingColumn[0]) return true;
  return false;
}
