import { ALL_UNSEEN, NO_RELEVANCE, WITH_RELEVANT_AND_LIST } from './card-words';
import type { ItemFacts } from './item-facts';
import { type RankedUser, userMetric } from './ranking-metric';

/**
 * Mean self-information of the listed items: −log2(share of users who rated it), in bits. NaN for an empty list. An
 * item that nobody has rated, which content models can list, counts as having one rating, as its self-information would
 * be infinite.
 */
export function novelty(
  { list }: Pick<RankedUser, 'list'>,
  { counts, users }: Pick<ItemFacts, 'counts' | 'users'>,
): number {
  let bits = 0;
  for (let place = 0; place < list.length; place++)
    bits -= Math.log2(Math.max(1, counts[list[place]]) / users);
  return list.length === 0 ? Number.NaN : bits / list.length;
}

export const NOVELTY = userMetric({
  name: 'novelty',
  title: 'novelty@k, bits',
  column: { head: 'novelty, bits', digits: 2 },
  better: 'neither',
  of: novelty,
  card: {
    definition:
      'How little known the listed items are: 0 bits for an item that every user has rated, 1 bit for half of the users, 2 for a quarter.',
    formula: 'mean over the list of −log2(train users who rated i, at least 1 / train users)',
    denominator: 'items on the list',
    candidates: ALL_UNSEEN,
    relevance: NO_RELEVANCE,
    emptyUsers: WITH_RELEVANT_AND_LIST,
    source: 'T. Zhou et al., PNAS 107 (2010)',
    example: {
      words: 'of 8 users, 8 rated A, 4 B, 2 C, and 1 D',
      arithmetic: '(log2(8/8) + log2(8/4) + log2(8/2) + log2(8/1)) / 4',
      value: 1.5,
    },
  },
});
