import { checkArgument } from '../core/arguments';
import type { ItemIndex } from '../core/ids';
import type { Interactions } from '../data/table/interactions';
import { TABLE } from '../data/table/table-kind';
import { askInOrder, type Onboarding } from './ask-in-order';

/**
 * Asks about items that many people know and disagree on: log(popularity) × entropy,
 *
 *     score_i = ln(n_i) H_i,   H_i = −Σ_v p_iv log2(p_iv) bits,
 *
 * where n_i is the item's number of ratings and p_iv the share of them with value v. Entropy alone asks about items
 * that nobody knows. Source: A. Rashid et al., "Getting to Know You", IUI 2002, "Log Pop*Ent". Cost: O(ratings).
 */
export function askEntropy(train: Interactions): Onboarding {
  checkArgument('askEntropy', 'train', train, TABLE);
  const scores = Float64Array.from({ length: train.itemCount }, (_, item) => {
    const values = Array.from(train.rowsOfItem(item as ItemIndex), (row) => train.ratingColumn[row]);
    return values.length === 0 ? 0 : Math.log(values.length) * entropy(values);
  });
  return askInOrder('log(popularity) × entropy', train, scores);
}

/** Entropy of the values' shares, in bits; 0 if all values are equal, 1 for two equally frequent values. */
export function entropy(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / values.length) * Math.log2(count / values.length);
  return bits;
}
