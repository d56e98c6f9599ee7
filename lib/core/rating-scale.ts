/**
 * Which ratings a data set allows: lowest, highest, and the step between them.
 */
import { DataError, OptionError } from './errors';

/** A rating scale. `step` is missing if every value between `min` and `max` is allowed. */
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

/** Chosen (1) or not (0): the scale of a table without ratings, where every row is a choice. */
export const CHOICES: RatingScale = Object.freeze({ min: 0, max: 1, step: 1 });

/** Whether ratings are stars: the scale ends at 5, as those of films, books, and shops mostly do. */
export function areStars({ min, max }: RatingScale): boolean {
  return max === 5 && min >= 0;
}

/** A checked, frozen scale. OptionError if min >= max, a bound is NaN, or step isn't positive. */
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

/** A scale read from JSON, where null stands for Infinity. @throws DataError if it isn't a scale */
export function scaleFromJson(json: unknown): RatingScale {
  const { min, max, step } = Object(json) as Partial<Record<keyof RatingScale, unknown>>;
  const whole = typeof min === 'number' && (typeof max === 'number' || max === null);
  if (!whole || (step !== undefined && typeof step !== 'number')) {
    throw new DataError(`scale must be { min, max, step? } with numbers, got ${JSON.stringify(json)}`);
  }
  return ratingScale({ min, max: max ?? Number.POSITIVE_INFINITY, ...(step === undefined ? {} : { step }) });
}

/**
 * Whether a rating is on the scale; false for NaN. Ratings are stored in 32 bits, where 0.6 is 0.60000002384 and 99.99
 * is 99.9899978638; such rounding is tolerated.
 */
export function isOnScale(scale: RatingScale, rating: number): boolean {
  const { min, max } = scale;
  if (!(rating >= Math.min(min, Math.fround(min)) && rating <= Math.max(max, Math.fround(max)))) return false;
  if (scale.step === undefined) return true;
  const steps = Math.round((rating - min) / scale.step);
  const beside = Math.abs(rating - (min + steps * scale.step));
  return beside <= scale.step * STEP_PART + Math.abs(rating) * HALF_BIT;
}

/** The tolerance as a share of a step: more than the rounding error of summed steps. */
const STEP_PART = 1e-4;
/** The maximum relative rounding error of 32 bits. */
const HALF_BIT = 2 ** -24;

/** The lowest value of the scale that is not below the given one; without a step, the value itself. */
export function stepUp(scale: RatingScale, value: number): number {
  const { min, max, step } = scale;
  if (step === undefined) return clean(Math.min(max, Math.max(min, value)));
  const steps = Math.max(0, Math.ceil((value - min) / step - STEP_PART));
  return clean(Math.min(max, min + steps * step));
}

/** Without rounding errors: 0.3, not 3 · 0.1 = 0.30000000000000004. */
function clean(value: number): number {
  return Number(value.toPrecision(12));
}

/** Whether ratings say how much a user likes an item; false if every one is a 1 on the scale from 0 to 1: a choice. */
export function areRatings({ scale, mean }: { readonly scale: RatingScale; readonly mean: number }): boolean {
  return !(scale.min === 0 && scale.max === 1 && mean === 1);
}

/** The nearest value in [min, max]; ignores the step, as predictions aren't rounded. */
export function clipToScale(scale: RatingScale, rating: number): number {
  return Math.min(scale.max, Math.max(scale.min, rating));
}

/** The scale in words: `1 to 5 in steps of 1`. */
export function describeScale(scale: RatingScale): string {
  const range = `${scale.min} to ${scale.max}`;
  return scale.step === undefined ? range : `${range} in steps of ${scale.step}`;
}

/**
 * All values of a bounded scale with a step, ascending, as people would write them: 0.3, not 3 · 0.1. OptionError for
 * other scales.
 */
export function scaleValues(scale: RatingScale): number[] {
  if (scale.step === undefined || !Number.isFinite(scale.max)) {
    throw new OptionError(
      `scaleValues: scale must have a step and an upper end, got ${describeScale(scale)}`,
    );
  }
  const { min, step } = scale;
  const count = Math.floor((scale.max - min) / step + STEP_PART) + 1;
  return Array.from({ length: count }, (_, n) => clean(Math.min(scale.max, min + n * step)));
}
