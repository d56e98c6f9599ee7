import { ALL_UNSEEN, NO_RELEVANCE, WITH_RELEVANT_AND_LIST } from './card-words';
import type { ItemFacts } from './item-facts';
import { type RankedUser, userMetric } from './ranking-metric';

/** How much more popular the list is than the user's items: the ratio of mean popularities, minus 1. */
export function popularityLift(
  { list, history }: Pick<RankedUser, 'list' | 'history'>,
  { counts }: Pick<ItemFacts, 'counts'>,
): number {
  const mean = (items: ArrayLike<number>) => {
    let sum = 0;
    for (let n = 0; n < items.length; n++) sum += counts[items[n]];
    return items.length === 0 ? Number.NaN : sum / items.length;
  };
  return mean(list) / mean(history) - 1;
}

export const POPULARITY_LIFT = userMetric({
  name: 'popularityLift',
  title: 'popularity lift@k',
  better: 'neither',
  of: popularityLift,
  card: {
    definition:
      'How much more popular the recommended items are than those the user rated: 0 means equally popular, 1 twice as popular.',
    formula: 'mean train ratings of the listed items / mean train ratings of the user’s items − 1',
    denominator: 'mean popularity of the user’s train items; the lift is averaged over users, not groups',
    candidates: ALL_UNSEEN,
    relevance: NO_RELEVANCE,
    emptyUsers: WITH_RELEVANT_AND_LIST,
    source: 'H. Abdollahpouri et al., The Unfairness of Popularity Bias in Recommendation (2019)',
    example: {
      words: 'A, B, C, D have 8, 4, 2, and 1 ratings; the user’s P and Q have 4 and 1',
      arithmetic: '((8 + 4 + 2 + 1) / 4) / ((4 + 1) / 2) - 1',
      value: 0.5,
    },
  },
});
