/** Selects the best k of all items by score. */
import { OptionError } from '../core/errors';
import type { ItemId } from '../core/ids';
import type { TrainSummary } from './train-summary';

/** The length of a list, and the items that can be on it. */
export interface ListFilter {
  readonly k?: number;
  readonly among?: Iterable<ItemId>;
  readonly without?: Iterable<ItemId>;
}

/**
 * k, or 10 if it isn't given.
 * @param what the model or function that was called, for the error
 * @throws OptionError when it isn't a positive whole number
 */
export function listLength(what: string, { k = 10 }: ListFilter): number {
  if (Number.isSafeInteger(k) && k >= 1) return k;
  throw new OptionError(`${what}: k must be a positive whole number, got ${k}`);
}

/**
 * 1 for each item that can be listed, by inner index: those in `among` (default: all) except those in
 * `without`. Unknown ids are ignored, so if `among` contains no item of the train set, none are allowed.
 */
export function allowedItems(
  train: Pick<TrainSummary, 'items' | 'itemCount'>,
  { among, without = [] }: ListFilter,
): Uint8Array {
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
 * The inner indices of the k allowed items with the highest scores, best first; ties keep the order of the
 * train set. Items with a NaN score are left out. Cost: O(items), plus O(k) for each of the few items that
 * make it onto the list.
 *
 * @param scores the score of each item, by inner index
 * @param allowed 0 for each item that is left out; default: none
 */
export function topIndices(scores: ArrayLike<number>, k: number, allowed?: Uint8Array): number[] {
  // A heap would save little: this is one pass over a sorted list of at most k, and most items fail the first
  // test.
  const best: number[] = [];
  let worst = Number.NEGATIVE_INFINITY; // of a full list
  for (let item = 0; item < scores.length; item++) {
    const score = scores[item];
    if (best.length === k ? !(score > worst) : Number.isNaN(score)) continue;
    if (allowed?.[item] === 0) continue;
    if (best.length < k) best.push(item);
    let place = best.length - 1;
    for (; place > 0 && scores[best[place - 1]] < score; place--) best[place] = best[place - 1];
    best[place] = item;
    if (best.length === k) worst = scores[best[k - 1]];
  }
  return best;
}
