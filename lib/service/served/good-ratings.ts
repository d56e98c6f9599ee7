/** Which ratings count as good. */
import type { RatingScale } from '../../core/rating-scale';

/**
 * Ratings above this are good: the middle of the scale. All are good on a scale without an upper end, such as play
 * counts, and if all ratings are equal, as in data without ratings.
 * @param differ whether any two ratings differ
 */
export function goodOnScale({ min, max }: RatingScale, differ: boolean): number {
  return Number.isFinite(max) && differ ? (min + max) / 2 : Number.NEGATIVE_INFINITY;
}
