/** Determines which items can be on a list. */
import type { UserIndex } from '../core/ids';
import type { Interactions } from '../data/table/interactions';
import type { Capabilities } from './capabilities';
import { allowedItems, type ListFilter } from './top-items';

/**
 * 1 for each item that can be listed, by inner index: those that the filter allows. If the model refuses
 * unknown items, items with features but without ratings are left out, because it knows nothing about them.
 */
export function candidates(
  { train, can }: { readonly train: Interactions; readonly can: Capabilities },
  filter: ListFilter,
): Uint8Array {
  const allowed = allowedItems(train, filter);
  if (can.unknownItems !== 'refused' || !train.itemFeatures) return allowed;
  const counts = train.itemCounts();
  return allowed.map((may, item) => (counts[item] > 0 ? may : 0));
}

/** Inner indices of the items that a user rated. */
export function seenItems(train: Interactions, user: UserIndex): Int32Array {
  const rows = train.rowsOfUser(user);
  const seen = new Int32Array(rows.length);
  for (let n = 0; n < seen.length; n++) seen[n] = train.itemColumn[rows[n]];
  return seen;
}

/** Removes these items from the allowed ones. */
export function without(allowed: Uint8Array, items: Int32Array): Uint8Array {
  for (let n = 0; n < items.length; n++) allowed[items[n]] = 0;
  return allowed;
}
