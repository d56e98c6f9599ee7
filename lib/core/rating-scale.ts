/**
 * Which ratings a data set allows: lowest, highest, and the step between two neighbours.
 */
import { OptionError } from './errors';

/** A rating scale. `step` is left out where every value between `min` and `max` is allowed. */
export interface RatingScale {
  readonly min: number;
  /** May be Infinity, e.g. for play counts. */
  readonly max: number;
  readonly step?: number;
}

/** Whole stars from 1 to 5: MovieLens 100K and 1M. */
export const WHOLE_STARS: RatingScale = Object.freeze({ min: 1, max: 5, step: 1 });
/** Half stars from 0.5 to 5: MovieLens 10M, 20M, 25M and latest. */
export const HALF_STARS: RatingScale = Object.freeze({ min: 0.5, max: 5, step: 0.5 });

/** A checked, frozen scale. OptionError when min >= max, a bound is NaN, or step isn't positive. */
export function ratingScale(scale: RatingScale): RatingScale {
  const { min, max, step } = scale;
  if (!Number.isFinite(min) || !(min < max)) {
    throw new OptionError(`ratingScale: min must be a number below max, got min ${min}, max ${max}`);
  }
  if (step !== undefined && !(step > 0 && Number.isFinite(step))) {
    throw new OptionError(`ratingScale: step must be a positive number, got ${step}`);
  }
  return Object.freeze(step === undefined ? { min, max } : { min, max, step });
}

/** Whether a rating lies on the scale; false for NaN. */
export function isOnScale(scale: RatingScale, rating: number): boolean {
  if (!(rating >= scale.min && rating <= scale.max)) return false;
  if (scale.step === undefined) return true;
  const steps = (rating - scale.min) / scale.step;
  // Ratings are held in 32 bits: 0.1 comes back as 0.10000000149.
  return Math.abs(steps - Math.round(steps)) < 1e-4;
}

/** The nearest value inside [min, max]; the step plays no part, as predictions aren't rounded. */
export function clipToScale(scale: RatingScale, rating: number): number {
  return Math.min(scale.max, Math.max(scale.min, rating));
}

/** The scale in words: `1 to 5 in steps of 1`. */
export function describeScale(scale: RatingScale): string {
  const range = `${scale.min} to ${scale.max}`;
  return scale.step === undefined ? range : `${range} in steps of ${scale.step}`;
}

/** Every value of a stepped, bounded scale, ascending. OptionError where there is no such list. */
export function scaleValues(scale: RatingScale): number[] {
  if (scale.step === undefined || !Number.isFinite(scale.max)) {
    throw new OptionError(`scaleValues: the scale ${describeScale(scale)} has no list of values`);
  }
  const { min, step } = scale;
  const count = Math.floor((scale.max - min) / step + 1e-4) + 1;
  return Array.from({ length: count }, (_, n) => min + n * step);
}
