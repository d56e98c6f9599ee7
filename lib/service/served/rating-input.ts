/** How somebody is asked for a rating on the page: stars where these fit the scale, else a number, or a mere like. */
import { isOnScale, type RatingScale } from '../../core/rating-scale';
import type { Interactions } from '../../data/table/interactions';
import { ratingsDiffer } from './good-ratings';

/** A question that fits the ratings of a train set. Plain JSON. */
export interface RatingInput {
  readonly kind: 'stars' | 'number' | 'like';
  /** With `stars`: what each star means, ascending. With `like`: the one rating that it sends. Else empty. */
  readonly values: readonly number[];
}

/** More stars than this don't fit a phone, and fewer than three are hard to tell from a like. */
const MOST_STARS = 10;
const FEWEST_STARS = 3;

/**
 * Whole stars for 1 to 5, 0.5 to 5 or 0 to 10; a number for play counts, percentages and 0 to 1; a like where all
 * train ratings are the same, as in data without ratings.
 */
export function ratingInput(train: Interactions): RatingInput {
  const { scale, ratingColumn } = train;
  if (!ratingsDiffer(train)) return { kind: 'like', values: [ratingColumn[0]] };
  const values = wholeStars(scale);
  return values.length >= FEWEST_STARS ? { kind: 'stars', values } : { kind: 'number', values: [] };
}

/** The whole numbers from 1 to the end of a scale of at most ten; none where the scale is of another kind. */
function wholeStars(scale: RatingScale): number[] {
  const { min, max } = scale;
  if (!(min >= 0 && max <= MOST_STARS)) return [];
  const numbers = Array.from({ length: Math.floor(max) }, (_, n) => n + 1);
  return numbers.filter((value) => isOnScale(scale, value));
}
