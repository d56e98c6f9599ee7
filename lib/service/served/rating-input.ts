/** How the page asks for a rating: stars if they fit the scale, else a number or a like. */
import { isOnScale, type RatingScale } from '../../core/rating-scale';

/** The control that fits the ratings of a train set. Plain JSON. */
export interface RatingInput {
  readonly kind: 'stars' | 'number' | 'like';
  /** For `stars`: the rating of each star, ascending. For `like`: the rating that a like sends. Otherwise empty. */
  readonly values: readonly number[];
}

/** More stars don't fit on a phone, and fewer than three are hard to distinguish from a like. */
const MOST_STARS = 10;
const FEWEST_STARS = 3;

/**
 * Whole stars for 1 to 5, 0.5 to 5, or 0 to 10; a number for play counts, percentages, and 0 to 1; a like if all train
 * ratings are equal, as in data without ratings.
 * @param only the rating that all train ratings are equal to, if they are
 */
export function ratingInput(scale: RatingScale, only: number | undefined): RatingInput {
  if (only !== undefined) return { kind: 'like', values: [only] };
  const values = wholeStars(scale);
  return values.length >= FEWEST_STARS ? { kind: 'stars', values } : { kind: 'number', values: [] };
}

/** The whole numbers from 1 to the end of a scale of at most ten; none for other scales. */
function wholeStars(scale: RatingScale): number[] {
  const { min, max } = scale;
  if (!(min >= 0 && max <= MOST_STARS)) return [];
  const numbers = Array.from({ length: Math.floor(max) }, (_, n) => n + 1);
  return numbers.filter((value) => isOnScale(scale, value));
}
