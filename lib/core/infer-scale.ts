/** The rating scale that a data set seems to use. */
import { DataError } from './errors';
import { isOnScale, type RatingScale, ratingScale } from './rating-scale';

/** With more distinct values than this, every value between the lowest and the highest is allowed. */
const MOST_STEPS = 200;
/** The finest step: a thousandth. */
const FINEST = 1000;

/**
 * The narrowest scale with all these ratings: from the lowest to the highest, in the largest step that reaches each
 * of them. 1, 2, 5 gives 1 to 5 in steps of 1; 20, 40, 100 gives 20 to 100 in steps of 20. A value that nobody used is
 * missing from it: pass the scale yourself if you know it. Cost: one pass.
 *
 * @throws DataError if there are fewer than two distinct ratings, which give no scale, or one isn't a finite number
 *
 * @example
 * inferScale(Float32Array.of(0.5, 4, 4.5)) // { min: 0.5, max: 4.5, step: 0.5 }
 */
export function inferScale(ratings: ArrayLike<number>): RatingScale {
  const distinct = new Set<number>();
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = 0; row < ratings.length; row++) {
    const rating = ratings[row];
    if (!Number.isFinite(rating))
      throw new DataError(`inferScale: rating ${row} must be a number, got ${rating}`);
    if (distinct.size <= MOST_STEPS) distinct.add(rating);
    min = Math.min(min, rating);
    max = Math.max(max, rating);
  }
  if (!(min < max)) {
    const found = ratings.length === 0 ? 'there are none' : `each is ${clean(min)}`;
    throw new DataError(
      `inferScale: ratings must have at least two distinct values, but ${found}; pass a scale, or leave out the ratings if each row is a choice`,
    );
  }
  const ends = { min: clean(min), max: clean(max) };
  if (distinct.size > MOST_STEPS) return ratingScale(ends);
  const scale = { ...ends, step: commonStep([...distinct], ends.min) };
  return ratingScale([...distinct].every((rating) => isOnScale(scale, rating)) ? scale : ends);
}

/** The greatest common divisor of the distances from `min`, in thousandths. */
function commonStep(values: readonly number[], min: number): number {
  const distances = values.map((value) => Math.round((value - min) * FINEST));
  return Math.max(1, distances.reduce(greatestCommonDivisor, 0)) / FINEST;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** The shortest decimal that 32 bits hold as this value: 0.7, not 0.69999998807. */
function clean(value: number): number {
  const stored = Math.fround(value);
  for (let digits = 1; digits <= 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === stored) return short;
  }
  return value;
}
