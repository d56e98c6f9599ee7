/** Determines which items can be on a list. */
import type { Capabilities } from './capabilities';
import { allowedItems, type ListFilter } from './top-items';
import type { TrainSummary } from './train-summary';

/**
 * 1 for each item that can be listed, by inner index: those that the filter allows. If the model refuses
 * unknown items, items with features but without ratings are left out, because it knows nothing about them.
 */
export function candidates(
  { summary, can }: { readonly summary: TrainSummary; readonly can: Capabilities },
  filter: ListFilter,
): Uint8Array {
  const allowed = allowedItems(summary, filter);
  if (can.unknownItems !== 'refused' || !summary.itemFeatures) return allowed;
  const counts = summary.itemCounts();
  return allowed.map((may, item) => (counts[item] > 0 ? may : 0));
}

/** Removes these items from the allowed ones. */
export function without(allowed: Uint8Array, items: Int32Array): Uint8Array {
  for (let n = 0; n < items.length; n++) allowed[items[n]] = 0;
  return allowed;
}
