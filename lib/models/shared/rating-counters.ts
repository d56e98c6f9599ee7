/**
 * What sums over ratings are made of, kept up to date rating by rating: by user or by item the sum of a value of each
 * rating (the rating itself, or its weight as a like) and the number of ratings. A rating that changes takes its old
 * value with it, so that the counters equal those of a new count as long as the sums are exact: sums of 32-bit numbers
 * in 64 bits are, unless the largest is some 2^29 / n times the smallest or more.
 */

/** By inner index. */
export interface RatingCounters {
  /** Float64 [count]. */
  readonly sums: Float64Array;
  /** Int32 [count]. */
  readonly counts: Int32Array;
}

/** The value of a rating in 32 bits. */
export type ValueFor = (rating: number) => number;

const ITSELF: ValueFor = (rating) => rating;

/** Counters of all ratings. @param keys the user, or item, of each. Cost: O(ratings) */
export function countRatings(
  keys: ArrayLike<number>,
  ratings: ArrayLike<number>,
  count: number,
  valueFor: ValueFor = ITSELF,
): RatingCounters {
  const sums = new Float64Array(count);
  const counts = new Int32Array(count);
  for (let row = 0; row < keys.length; row++) {
    sums[keys[row]] += valueFor(ratings[row]);
    counts[keys[row]]++;
  }
  return { sums, counts };
}

/** What is counted of a model's state, which never changes once it is learned. */
const counted = new WeakMap<object, RatingCounters>();

/**
 * Counters that go with a state: those of the update that made it, or else a new count.
 * @param count counts all ratings: only the first update after a fit does
 */
export function countersOf(state: object, count: () => RatingCounters): RatingCounters {
  return counted.get(state) ?? count();
}

/** The state, whose counters are kept for the next update. */
export function withCounters<State extends object>(state: State, counters: RatingCounters): State {
  counted.set(state, counters);
  return state;
}

/** Ratings that differ: NaN before is a new one, NaN after one that is gone. */
export interface RatingChanges {
  readonly before: ArrayLike<number>;
  readonly after: ArrayLike<number>;
}

/**
 * The counters after some ratings changed; the given ones stay.
 * @param keys the user, or item, of each changed rating. Cost: O(count + changes)
 */
export function recountRatings(
  counters: RatingCounters,
  keys: ArrayLike<number>,
  { before, after }: RatingChanges,
  count: number,
  valueFor: ValueFor = ITSELF,
): RatingCounters {
  const sums = new Float64Array(count);
  const counts = new Int32Array(count);
  sums.set(counters.sums);
  counts.set(counters.counts);
  for (let n = 0; n < keys.length; n++) {
    if (!Number.isNaN(before[n])) {
      sums[keys[n]] -= valueFor(before[n]);
      counts[keys[n]]--;
    }
    if (!Number.isNaN(after[n])) {
      sums[keys[n]] += valueFor(after[n]);
      counts[keys[n]]++;
    }
  }
  return { sums, counts };
}
