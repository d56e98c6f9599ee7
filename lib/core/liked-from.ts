/** The rating from which an item counts as liked, on any scale. */
import { areStars, type RatingScale, stepUp } from './rating-scale';

/**
 * The default rating from which an item counts as liked: three quarters of the way up the scale, rounded up to a step.
 * That is 4 for 1 to 5 stars, whole or half, as usual for MovieLens; 8 for 0 to 10, 75 for 0 to 100, 0.75 for 0 to 1.
 * On a scale without an upper end, such as play counts, it is the lower end: everything observed is liked.
 */
export function likedFrom(scale: RatingScale): number {
  return partOf(scale, 3 / 4);
}

/**
 * The rating from which a rating is good, as in the tutorial: 3.5 on scales that end at 5; on others, five eighths of
 * the way up, where 3.5 is between 1 and 5. Without an upper end, the lower end.
 */
export function goodFrom(scale: RatingScale): number {
  return areStars(scale) ? 3.5 : partOf(scale, 5 / 8);
}

/**
 * Whether a rating reaches a threshold. Ratings are stored in 32 bits, where 0.7 becomes 0.69999998807; this still
 * counts as 0.7.
 */
export function reaches(rating: number, threshold: number): boolean {
  return rating >= threshold - Math.abs(threshold) * 2 ** -23;
}

/** Whether a rating is above a threshold, in the same sense: 0.6 is stored as 0.60000002384. */
export function exceeds(rating: number, threshold: number): boolean {
  return rating > threshold && !(rating - threshold <= Math.abs(rating) * 2 ** -23);
}

function partOf(scale: RatingScale, part: number): number {
  const { min, max } = scale;
  return Number.isFinite(max) ? stepUp(scale, min + part * (max - min)) : min;
}
