/** Bisection: finds positions in a sorted list in O(log n). Named as in Python's `bisect`. */

/** Values that can be sorted. */
type Ordered = number | string;

/**
 * The first index of `sorted`, at or after `from`, whose value is at least `value`; `to` if there is none.
 */
export function bisectLeft<T extends Ordered>(
  sorted: ArrayLike<T>,
  value: T,
  from = 0,
  to = sorted.length,
): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first index of `sorted`, at or after `from`, whose value is above `value`; `to` if there is none. */
export function bisectRight<T extends Ordered>(
  sorted: ArrayLike<T>,
  value: T,
  from = 0,
  to = sorted.length,
): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
