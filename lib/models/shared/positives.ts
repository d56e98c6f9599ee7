/**
 * Ratings as implicit feedback: the items that a user likes (the positives), each with a weight w_ui. Models
 * for implicit feedback learn what users choose, not how many stars they give; w_ui = 0 means "not chosen".
 */

import { asWritten } from '../../core/as-written';
import { OptionError } from '../../core/errors';
import { likedFrom, reaches } from '../../core/liked-from';
import type { Option, OptionsOf } from '../../core/options';
import { describeScale, type RatingScale } from '../../core/rating-scale';
import type { Interactions } from '../../data/table/interactions';
import type { CompressedRows } from '../../math/sparse/compressed-rows';

/** The options shared by all models for implicit feedback. */
export const POSITIVE_OPTIONS = {
  /**
   * Ratings of at least this count as positive, all others are ignored; null takes all ratings. `auto` is
   * three quarters of the way up the scale: 4 for 1 to 5 stars, 8 for 0 to 10; on a scale without an upper
   * end, all ratings are positive. See `likedFrom`. With a list of `weights`, `auto` takes all ratings.
   */
  positiveFrom: {
    default: 'auto',
    allowed: 'a rating, "auto", or null for all ratings',
    allows: (value) => value === null || value === 'auto' || Number.isFinite(value),
  } as Option<number | 'auto' | null>,
  /**
   * `equal`: each positive has weight 1. `graded`: the rating's position on the scale, (r − min) / (max −
   * min), so that on a scale of 1 to 5, a 5 weighs 1 and a 3 weighs 0.5; the lowest rating then doesn't
   * count. On a scale without an upper end, such as play counts, the weight is the rating itself.
   *
   * A list of values, one for each step of the scale from the lowest rating to the highest: with [0, 0.1, 0.4, 1,
   * 1.5], 3 of 5 stars weigh 0.4. A scale with more steps takes values in between: 3.5 stars weigh 0.7, and so do
   * 6.25 on a scale of 0 to 10. On a scale without an upper end, the values are those of 1, 2, 4, 8, and so on; a
   * rating beyond the last has the last value. A choice without a rating has the last value.
   */
  weights: {
    default: 'equal',
    allowed: 'one of equal, graded, or a list of at least two values from 0 on that are not all 0',
    allows: (value) => value === 'equal' || value === 'graded' || isListOfValues(value),
  } as Option<'equal' | 'graded' | readonly number[]>,
};

function isListOfValues(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length >= 2 &&
    value.every((each) => Number.isFinite(each) && each >= 0) &&
    value.some((each) => each > 0)
  );
}

export interface PositiveOptions extends OptionsOf<typeof POSITIVE_OPTIONS> {}

/** A sparse matrix X [users, items] of weights, in compressed rows; inner indices of the train set. */
export interface Positives {
  readonly userCount: number;
  readonly itemCount: number;
  /** Those of user u are at `offsets[u]` to `offsets[u + 1] - 1`. Int32 [users + 1]. */
  readonly offsets: Int32Array;
  /** User of each entry, ascending. Int32. */
  readonly users: Int32Array;
  /** Item of each entry, in train order within a user. Int32. */
  readonly items: Int32Array;
  /** w_ui, above 0. Float32. */
  readonly weights: Float32Array;
}

/** Returns a function from a rating to its weight w; 0 if the rating isn't positive. */
export function positiveWeights(
  scale: RatingScale,
  { positiveFrom, weights }: PositiveOptions,
): (rating: number) => number {
  const { min, max } = scale;
  const from = thresholdOf(scale, { positiveFrom, weights });
  const graded = (rating: number) => {
    if (!Number.isFinite(max)) return Math.max(0, rating);
    const share = (rating - min) / (max - min);
    return share > 2 ** -22 ? share : 0; // as a 32-bit float, a lowest rating of 0.1 is slightly above 0.1
  };
  return (rating) => {
    if (!reaches(rating, from)) return 0;
    if (weights === 'equal') return 1;
    return weights === 'graded' ? graded(rating) : listedValue(weights, scale, rating);
  };
}

/** The rating from which ratings are positive. */
function thresholdOf(scale: RatingScale, { positiveFrom, weights }: PositiveOptions): number {
  if (positiveFrom === 'auto') return Array.isArray(weights) ? Number.NEGATIVE_INFINITY : likedFrom(scale);
  return positiveFrom ?? Number.NEGATIVE_INFINITY;
}

/** The value at the rating's place in a list of `weights`, between two values if the place is between them. */
function listedValue(values: readonly number[], { min, max }: RatingScale, rating: number): number {
  const last = values.length - 1;
  if (!Number.isFinite(max) && rating < 1) return Math.max(0, rating) * values[0];
  const place = Number.isFinite(max) ? ((rating - min) / (max - min)) * last : Math.log2(rating);
  const step = Math.round(place);
  // As a 32-bit float, a rating of 0.1 is slightly above 0.1.
  const at = Math.abs(place - step) < last * 2 ** -22 ? step : place;
  if (at >= last) return values[last];
  const below = Math.max(0, Math.floor(at));
  return values[below] + (at - below) * (values[below + 1] - values[below]);
}

/**
 * The positives of a train set. Cost: O(ratings).
 * @throws OptionError when no rating is positive
 */
export function positivesOf(model: string, train: Interactions, options: PositiveOptions): Positives {
  const { userCount, itemCount, userColumn, itemColumn, ratingColumn } = train;
  const weightOf = positiveWeights(train.scale, options);
  const offsets = new Int32Array(userCount + 1);
  for (let row = 0; row < train.length; row++) {
    if (weightOf(ratingColumn[row]) !== 0) offsets[userColumn[row] + 1]++;
  }
  for (let user = 0; user < userCount; user++) offsets[user + 1] += offsets[user];
  const size = offsets[userCount];
  if (size === 0) throw nothingPositive(model, train, options);
  const [users, items] = [new Int32Array(size), new Int32Array(size)];
  const weights = new Float32Array(size);
  for (let user = 0; user < userCount; user++) users.fill(user, offsets[user], offsets[user + 1]);
  // The rows are read in order and each positive is put to its user: with ten million rows, reading user by user
  // would take three times as long, as nearly every row would have to be fetched from memory.
  const next = offsets.slice(0, userCount);
  for (let row = 0; row < train.length; row++) {
    const weight = weightOf(ratingColumn[row]);
    if (weight === 0) continue;
    const to = next[userColumn[row]]++;
    items[to] = itemColumn[row];
    weights[to] = weight;
  }
  return { userCount, itemCount, offsets, users, items, weights };
}

/** X in the form that `lib/math` expects, with users as rows. */
export function asMatrix({ itemCount, offsets, items, weights }: Positives): CompressedRows {
  return { columnCount: itemCount, offsets, columns: items, values: weights };
}

/** How often each user (or item) index from 0 to size − 1 occurs among the positives. Int32 [size]. */
export function countsBy(keys: Int32Array, size: number): Int32Array {
  const counts = new Int32Array(size);
  for (let n = 0; n < keys.length; n++) counts[keys[n]]++;
  return counts;
}

function nothingPositive(model: string, train: Interactions, options: PositiveOptions) {
  const { positiveFrom, weights } = options;
  const ratings = Float32Array.from(train.ratingColumn.slice()).sort().reverse();
  const from = thresholdOf(train.scale, options);
  if (reaches(ratings[0], from)) {
    const [is, why] = Array.isArray(weights)
      ? [`[${weights.join(', ')}]`, 'all ratings']
      : [weights, 'all ratings are the lowest of the scale and'];
    return new OptionError(
      `${model}: weights is ${is}, but ${why} would weigh 0, so there is ` +
        `nothing to learn from; \`new ${model}({ weights: 'equal' })\` counts each rating as 1`,
    );
  }
  const why = whyNoneReaches({ scale: train.scale, positiveFrom, from, highest: ratings[0] });
  // The rating that the top quarter reaches.
  const instead = asWritten(ratings[Math.floor(ratings.length / 4)]);
  return new OptionError(
    `${model}: ${why}, so there is nothing to learn from. ` +
      `\`new ${model}({ positiveFrom: ${instead} })\` takes the highest of them, \`positiveFrom: null\` takes all`,
  );
}

/** Why no rating is positive. */
export function whyNoneReaches({
  scale,
  positiveFrom,
  from,
  highest,
}: {
  readonly scale: RatingScale;
  readonly positiveFrom: PositiveOptions['positiveFrom'];
  /** What `positiveFrom` stands for. */
  readonly from: number;
  readonly highest: number;
}): string {
  const of = positiveFrom === 'auto' ? `, the default on a scale of ${describeScale(scale)}` : '';
  return `no rating in the train set reaches positiveFrom ${from}${of}; the highest is ${asWritten(highest)}`;
}
