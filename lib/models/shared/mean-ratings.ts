/**
 * The mean rating of each user, or of each item, clamped to lie between the lowest and the highest of them.
 * Rounding could otherwise put the mean of ratings that are all 0.1 slightly off 0.1, leaving a deviation of
 * nearly 0 to divide by.
 */

/**
 * @param keys the inner user (or item) index of each rating
 * @param count the number of users (or items)
 * @returns Float64 of length `count`; NaN without a rating. Cost: O(ratings)
 */
export function meanRatings(
  keys: ArrayLike<number>,
  ratings: ArrayLike<number>,
  count: number,
): Float64Array {
  const sums = new Float64Array(count);
  const counts = new Int32Array(count);
  const lowest = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const highest = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
  for (let row = 0; row < ratings.length; row++) {
    const key = keys[row];
    const rating = ratings[row];
    sums[key] += rating;
    counts[key]++;
    if (rating < lowest[key]) lowest[key] = rating;
    if (rating > highest[key]) highest[key] = rating;
  }
  return sums.map((sum, key) => Math.min(highest[key], Math.max(lowest[key], sum / counts[key])));
}
