/** From which rating on somebody likes an item, on any scale. */
import { type RatingScale, stepUp } from './rating-scale';

/**
 * The rating from which on an item counts as liked where nobody has said: three quarters of the way up the scale, the
 * next step of it. 4 of 1 to 5 stars, whole or half, as is usual for MovieLens; 8 of 0 to 10, 75 of 0 to 100, 0.75 of 0
 * to 1. On a scale without an upper end, such as play counts, its lower end: whatever was observed is liked.
 */
export function likedFrom(scale: RatingScale): number {
  return partOf(scale, 3 / 4);
}

/**
 * The rating from which on one is good in the sense of the tutorial: 3.5 of scales that end at 5, and on others five
 * eighths of the way up, where 3.5 lies between 1 and 5. Without an upper end, the lower end.
 */
export function goodFrom(scale: RatingScale): number {
  return scale.max === 5 && scale.min >= 0 ? 3.5 : partOf(scale, 5 / 8);
}

/**
 * Whether a rating is at least a threshold. Ratings are held in 32 bits, where 0.7 is 0.69999998807: that is not below
 * 0.7.
 */
export function reaches(rating: number, threshold: number): boolean {
  return rating >= threshold - Math.abs(threshold) * 2 ** -23;
}

function partOf(scale: RatingScale, part: number): number {
  const { min, max } = scale;
  return Number.isFinite(max) ? stepUp(scale, min + part * (max - min)) : min;
}
