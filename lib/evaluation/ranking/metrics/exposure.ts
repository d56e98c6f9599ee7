/** On how many lists each item is. */

/** Lists in the form of `TopLists`: k places per user, −1 after the end of a shorter list. */
export interface ListTable {
  /** Inner item indices, [users, k] in row-major order. */
  readonly items: ArrayLike<number>;
  readonly k: number;
}

/**
 * How often each item is shown: the number of lists that contain it, by inner index. The sum over items is the number
 * of filled places. Cost: O(users · k + items).
 *
 * @param itemCount number of items in the train set
 * @param weights how often each user's list counts; default: once
 */
export function exposure(lists: ListTable, itemCount: number, weights?: ArrayLike<number>): Int32Array {
  const { items, k } = lists;
  const counts = new Int32Array(itemCount);
  for (let user = 0; user * k < items.length; user++) {
    const weight = weights ? weights[user] : 1;
    if (weight === 0) continue;
    for (let at = user * k; at < (user + 1) * k; at++) if (items[at] >= 0) counts[items[at]] += weight;
  }
  return counts;
}
