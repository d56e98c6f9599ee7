/**
 * The mean rating of each user, or of each item. It lies between the lowest and the highest: rounding can put the mean
 * of ratings that are all 0.1 beside 0.1, and who divides by such a deviation gets garbage.
 */

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
