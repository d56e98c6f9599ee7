import { ALL_TRAIN_USERS, ALL_UNSEEN, NO_RELEVANCE } from './card-words';
import type { ItemFacts } from './item-facts';
import { catalogMetric } from './ranking-metric';

/**
 * Gini index of the exposure: G = Σ_i (2i − n − 1) x_i / (n Σ x), x ascending, over all n items of the
 * catalog. 0: all items are shown equally often; near 1: a few items take all places. NaN if nothing is shown. Cost:
 * O(items + highest exposure), by counting instead of sorting.
 */
export function gini(exposure: ArrayLike<number>, { catalog }: Pick<ItemFacts, 'catalog'>): number {
  let [highest, total] = [0, 0];
  for (let item = 0; item < exposure.length; item++) {
    total += exposure[item];
    if (exposure[item] > highest) highest = exposure[item];
  }
  const having = new Int32Array(highest + 1);
  for (let item = 0; item < exposure.length; item++) having[exposure[item]]++;
  having[0] += catalog - exposure.length;
  let [before, sum] = [0, 0];
  for (let value = 0; value <= highest; value++) {
    const n = having[value];
    // Σ (2i − n − 1) over the places i = before + 1 … before + n of this value.
    sum += value * n * (2 * before + n - catalog);
    before += n;
  }
  return total === 0 ? Number.NaN : sum / (catalog * total);
}

export const GINI = catalogMetric({
  name: 'gini',
  title: 'Gini@k',
  column: { head: 'Gini', digits: 3 },
  better: 'lower',
  of: gini,
  card: {
    definition: 'How unequally items are shown: 0 means equally often; near 1, a few items take all places.',
    formula: 'Σ (2i − n − 1) x_i / (n Σ x), x the exposures in ascending order',
    denominator:
      'n times the number of filled places, where n counts all items in the table, even those never shown',
    candidates: ALL_UNSEEN,
    relevance: NO_RELEVANCE,
    emptyUsers: ALL_TRAIN_USERS,
    source:
      'G. Shani, A. Gunawardana, Recommender Systems Handbook (2011), section 8.3.3.2, there over n − 1',
    example: {
      words: 'A is on two lists, B and C on one each, D and E on none: 0 0 1 1 2',
      arithmetic: '(-4*0 - 2*0 + 0*1 + 2*1 + 4*2) / (5 * 4)',
      value: 0.5,
    },
  },
});
