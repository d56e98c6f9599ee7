/** The best k of all items by score. */
import { OptionError } from '../core/errors';
import type { ItemId, ItemIndex } from '../core/ids';
import type { Interactions } from '../data/interactions';

/**
 * The k items with the highest scores, best first; among equal scores the one that comes first in the
 * train set. Items with a NaN score are left out. Cost: O(items log k).
 *
 * @param scores a score for each item, by inner index
 * @throws OptionError when k isn't a positive whole number
 */
export function topItems(
  train: Interactions,
  scores: ArrayLike<number>,
  options: { k?: number; among?: Iterable<ItemId>; without?: Iterable<ItemId> },
): { item: ItemId[]; score: number[] } {
  const { k = 10 } = options;
  if (!Number.isSafeInteger(k) || k < 1) {
    throw new OptionError(`k must be a positive whole number, got ${k}`);
  }
  const allowed = new Uint8Array(train.itemCount).fill(options.among ? 0 : 1);
  const mark = (ids: Iterable<ItemId>, value: number) => {
    for (const id of ids) {
      const index = train.items.indexOf(id);
      if (index !== undefined) allowed[index] = value;
    }
  };
  mark(options.among ?? [], 1);
  mark(options.without ?? [], 0);
  // A min-heap would save little: one pass with a sorted list of at most k, most items fail the first test.
  const best: number[] = [];
  for (let item = 0; item < scores.length; item++) {
    const score = scores[item];
    if (!allowed[item] || Number.isNaN(score)) continue;
    if (best.length === k && score <= scores[best[k - 1]]) continue;
    let place = best.length;
    while (place > 0 && scores[best[place - 1]] < score) place--;
    best.splice(place, 0, item);
    if (best.length > k) best.pop();
  }
  return {
    item: best.map((item) => train.items.idOf(item as ItemIndex)),
    score: best.map((item) => scores[item]),
  };
}
