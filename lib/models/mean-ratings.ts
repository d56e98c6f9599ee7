/** The mean rating of each user, or of each item. */

/**
 * @param keys the inner index of each rating's user (or item)
 * @param count how many users (items) there are
 * @returns Float64 of length `count`; NaN without a rating. O(ratings)
 */
export function meanRatings(
  keys: ArrayLike<number>,
  ratings: ArrayLike<number>,
  count: number,
): Float64Array {
  const sums = new Float64Array(count);
  const counts = new Int32Array(count);
  for (let row = 0; row < ratings.length; row++) {
    sums[keys[row]] += ratings[row];
    counts[keys[row]]++;
  }
  return sums.map((sum, key) => sum / counts[key]);
}
