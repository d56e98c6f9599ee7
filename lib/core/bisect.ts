/** Bisection: finds positions in a sorted list in O(log n). Named as in Python's `bisect`. */

import type { Int32Vector } from './readonly-vector';

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

/**
 * Whether `sorted`, whole numbers from 0 on, has `value` at one of the places `from` to `to` - 1. Half the time of
 * `bisectLeft` for hundreds of places: no branch depends on what is compared, which a processor would guess wrong every
 * other time.
 */
export function includesSorted(sorted: Int32Vector, value: number, from: number, to: number): boolean {
  if (from >= to) return false;
  let at = from;
  for (let left = to - from; left > 1; ) {
    const half = left >>> 1;
    // All ones if the middle is at most `value`, else all zeros.
    at += half & ((sorted[at + half] - value - 1) >> 31);
    left -= half;
  }
  return sorted[at] === value;
}
