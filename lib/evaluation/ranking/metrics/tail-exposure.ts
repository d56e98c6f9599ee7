import { ALL_TRAIN_USERS, ALL_UNSEEN, NO_RELEVANCE } from './card-words';
import type { ItemFacts } from './item-facts';
import { catalogMetric } from './ranking-metric';

/** Share of all places taken by items outside the most-rated fifth. NaN if nothing is shown. */
export function tailExposure(exposure: ArrayLike<number>, { inTail }: Pick<ItemFacts, 'inTail'>): number {
  let [tail, total] = [0, 0];
  for (let item = 0; item < exposure.length; item++) {
    total += exposure[item];
    if (inTail[item]) tail += exposure[item];
  }
  return total === 0 ? Number.NaN : tail / total;
}

export const TAIL_EXPOSURE = catalogMetric({
  name: 'tailExposure',
  title: 'tail exposure@k',
  better: 'neither',
  of: tailExposure,
  card: {
    definition:
      'The share of all places taken by the long tail, the four fifths of the items with the fewest train ratings.',
    formula: 'places with a tail item / filled places',
    denominator: 'all filled places of all lists',
    candidates: ALL_UNSEEN,
    relevance: NO_RELEVANCE,
    emptyUsers: ALL_TRAIN_USERS,
    source: 'after H. Abdollahpouri et al., Managing Popularity Bias in Recommender Systems (2019)',
    example: {
      words: 'the head, a fifth of five items, is A; of four places, B and C take one each',
      arithmetic: '2 / 4',
      value: 0.5,
    },
  },
});
