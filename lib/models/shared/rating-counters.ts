/**
 * Sums and counts of ratings by user or by item, updated rating by rating: the sum of a value of each rating
 * (the rating itself, or its weight as a like), and the number of ratings. The old value of a changed rating
 * is subtracted, so the counters equal those of a full count as long as the sums are exact. Sums of 32-bit
 * numbers in 64 bits are exact unless the largest is at least about 2^29 / n times the smallest.
 */

/** Sums and counts by inner index. */
export interface RatingCounters {
  /** Float64 [count]. */
  readonly sums: Float64Array;
  /** Int32 [count]. */
  readonly counts: Int32Array;
}

/** The value of a rating, in 32 bits. */
export type ValueFor = (rating: number) => number;

const ITSELF: ValueFor = (rating) => rating;

/** Counts all ratings. @param keys the user, or item, of each. Cost: O(ratings) */
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

/** The counters of a model's state, which never changes once learned. */
const counted = new WeakMap<object, RatingCounters>();

/**
 * The counters of a state: those of the update that made it, or a new count.
 * @param count counts all ratings; needed only in the first update after a fit
 */
export function countersOf(state: object, count: () => RatingCounters): RatingCounters {
  return counted.get(state) ?? count();
}

/** Returns the state, and keeps its counters for the next update. */
export function withCounters<State extends object>(state: State, counters: RatingCounters): State {
  counted.set(state, counters);
  return state;
}

/** Ratings that differ: NaN before is a new rating, NaN after is a withdrawn one. */
export interface RatingChanges {
  readonly before: ArrayLike<number>;
  readonly after: ArrayLike<number>;
}

/**
 * The counters after some ratings have changed; the given counters aren't modified.
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
