/** The best k of all items by score. */
import { OptionError } from '../core/errors';
import type { ItemId } from '../core/ids';
import type { Interactions } from '../data/table/interactions';

/** How long lists are, and which items may be on them. */
export interface ListFilter {
  readonly k?: number;
  readonly among?: Iterable<ItemId>;
  readonly without?: Iterable<ItemId>;
}

/**
 * k, 10 where none is given.
 * @param what who is asked, for the error
 * @throws OptionError when it isn't a positive whole number
 */
export function listLength(what: string, { k = 10 }: ListFilter): number {
  if (Number.isSafeInteger(k) && k >= 1) return k;
  throw new OptionError(`${what}: k must be a positive whole number, got ${k}`);
}

/**
 * 1 for each item that may be listed, by inner index: those of `among` (default: all) less those of
 * `without`. Unknown ids are passed over, so an `among` that names no item of the train set allows none.
 */
export function allowedItems(train: Interactions, { among, without = [] }: ListFilter): Uint8Array {
  const allowed = new Uint8Array(train.itemCount).fill(among ? 0 : 1);
  const mark = (ids: Iterable<ItemId>, value: number) => {
    for (const id of ids) {
      const index = train.items.indexOf(id);
      if (index !== undefined) allowed[index] = value;
    }
  };
  mark(among ?? [], 1);
  mark(without, 0);
  return allowed;
}

/**
 * The inner indices of the k allowed items with the highest scores, best first; among equal scores the one
 * that comes first in the train set. Items with a NaN score are left out. Cost: O(items), and O(k) for each
 * of the few items that make it onto the list.
 *
 * @param scores a score for each item, by inner index
 */
export function topIndices(scores: ArrayLike<number>, k: number, allowed: Uint8Array): number[] {
  // A min-heap would save little: one pass with a sorted list of at most k, most items fail the first test.
  const best: number[] = [];
  let worst = Number.NEGATIVE_INFINITY; // of a full list
  for (let item = 0; item < scores.length; item++) {
    const score = scores[item];
    if (best.length === k ? !(score > worst) : Number.isNaN(score)) continue;
    if (!allowed[item]) continue;
    let place = best.length;
    while (place > 0 && scores[best[place - 1]] < score) place--;
    best.splice(place, 0, item);
    if (best.length > k) best.pop();
    if (best.length === k) worst = scores[best[k - 1]];
  }
  return best;
}
