import { checkArgument } from '../core/arguments';
import type { ItemId, ItemIndex } from '../core/ids';
import type { Interactions } from '../data/table/interactions';
import { TABLE } from '../data/table/table-kind';
import { contentRows, contentSimilarities } from '../models/shared/content-rows';
import type { Onboarding } from './ask-in-order';

/**
 * Asks about items whose features represent many others, in an order that needs no ratings: for a system that has none
 * yet. With s_ij the cosine of the features of two items (at least 0), the next item asked about adds most to
 *
 *     Σ_j max_{i asked} s_ij,
 *
 * the sum over all items of the similarity to the most similar item asked about (facility location). When no item adds
 * anything, it starts over with the remaining items. The order doesn't depend on the answers; ties go by the order of
 * items.
 *
 * Sources: G. Nemhauser, L. Wolsey, M. Fisher, "An analysis of approximations for maximizing submodular set functions",
 * 1978: taking the best item each time reaches at least 1 − 1/e of the best set's value; M. Minoux, "Accelerated greedy
 * algorithms", 1978: an item's gain can only shrink, so few need to be evaluated again. Cost: O(items · entries) at
 * first, then a few times O(entries) per question.
 *
 * @param train only its item features are used, not its ratings; for a new system, any table with features
 * @throws DataError if it has no item features
 */
export function askRepresentative(train: Interactions): Onboarding {
  checkArgument('askRepresentative', 'train', train, TABLE);
  const rows = contentRows('askRepresentative', train);
  const order = facilityOrder(train.itemCount, (item) => contentSimilarities(rows, item as ItemIndex));
  const known: ItemId[] = []; // the order, as far as it has been needed
  return {
    name: 'representative',
    next: (asked) => {
      // Usually the items asked about are the start of the order.
      let same = 0;
      while (same < asked.length && asked[same].item === known[same]) same++;
      if (same === asked.length && same < known.length) return known[same];
      const gone = new Set(asked.map(({ item }) => item));
      const found = known.find((item) => !gone.has(item));
      if (found !== undefined) return found;
      for (let next = order.next(); !next.done; next = order.next()) {
        const item = train.items.idOf(next.value as ItemIndex);
        known.push(item);
        if (!gone.has(item)) return item;
      }
      return undefined;
    },
  };
}

function* facilityOrder(
  items: number,
  similaritiesTo: (item: number) => Float64Array,
): Generator<number, undefined> {
  const covered = new Float64Array(items);
  const taken = new Uint8Array(items);
  const gainOf = (item: number) => {
    let gain = 0;
    const similarities = similaritiesTo(item);
    for (let j = 0; j < items; j++) {
      const more = similarities[j] - covered[j]; // NaN if an item has no features
      if (more > 0) gain += more;
    }
    return gain;
  };
  const fresh = Float64Array.from({ length: items }, (_, item) => gainOf(item));
  const most = fresh.slice(); // an item's gain, or an earlier, larger one
  const pick = (): { best: number; gain: number } => {
    for (;;) {
      const best = largest(most, taken);
      const gain = gainOf(best);
      if (gain === most[best]) return { best, gain };
      most[best] = gain;
    }
  };
  for (let left = items; left > 0; left--) {
    const first = pick();
    let { best } = first;
    if (first.gain < EQUAL && covered.some((value) => value > 0)) {
      covered.fill(0);
      most.set(fresh);
      best = pick().best;
    }
    taken[best] = 1;
    const similarities = similaritiesTo(best);
    for (let j = 0; j < items; j++) if (similarities[j] > covered[j]) covered[j] = similarities[j];
    yield best;
  }
  return undefined;
}

/** Gains up to this are rounding errors. */
const EQUAL = 1e-9;

/** The first of the largest that haven't been taken. */
function largest(values: Float64Array, taken: Uint8Array): number {
  let best = -1;
  for (let n = 0; n < values.length; n++) {
    if (!taken[n] && (best === -1 || values[n] > values[best])) best = n;
  }
  return best;
}
