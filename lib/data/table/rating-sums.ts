/** Sum, minimum and maximum of a column of ratings. */
export interface RatingSums {
  /** Number of ratings. */
  readonly count: number;
  readonly sum: number;
  readonly lowest: number;
  readonly highest: number;
}

const NONE: RatingSums = Object.freeze({
  count: 0,
  sum: 0,
  lowest: Number.POSITIVE_INFINITY,
  highest: Number.NEGATIVE_INFINITY,
});

/** @param first the sums of the first ratings, if known. Cost: O(the other ratings) */
export function sumsOfRatings(ratings: Float32Array, first: RatingSums = NONE): RatingSums {
  let { sum, lowest, highest } = first;
  for (let row = first.count; row < ratings.length; row++) {
    const rating = ratings[row];
    sum += rating;
    if (rating < lowest) lowest = rating;
    if (rating > highest) highest = rating;
  }
  return { count: ratings.length, sum, lowest, highest };
}
