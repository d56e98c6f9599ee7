/** The best items for a vector without the model's scores of all: about, by an index, or exactly, by a scan of rounded vectors. */
import type { ItemIndex } from '../../core/ids';
import { bestItems } from './best-items';
import type { FactorState } from './factor-state';
import { indexedItems, indexesOf } from './item-index';

/** Undefined if all items have to be scored. @param size as for `bestItems` */
export function nearItems(
  state: FactorState,
  vector: ArrayLike<number>,
  size: number,
  wanted: number,
  without: ReadonlySet<number>,
): ItemIndex[] | undefined {
  if (Number.isNaN(vector[0])) return undefined; // nothing is known about the user
  if (indexesOf(state)) return indexedItems(state, vector, wanted, without.size);
  return bestItems(state, vector, size, wanted, without);
}
