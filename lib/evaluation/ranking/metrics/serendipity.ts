import { ALL_UNSEEN, RATED_WELL, WITH_RELEVANT } from './card-words';
import { type RankedUser, userMetric } from './ranking-metric';

/** Share of the k places with a relevant item that isn't one of the k most popular. */
export function serendipity(user: Pick<RankedUser, 'list' | 'hits' | 'popular' | 'k'>): number {
  const expected = new Set(Array.from(user.popular));
  let surprising = 0;
  for (let place = 0; place < user.list.length; place++) {
    if (user.hits[place] && !expected.has(user.list[place])) surprising++;
  }
  return surprising / user.k;
}

export const SERENDIPITY = userMetric({
  name: 'serendipity',
  title: 'serendipity@k',
  better: 'higher',
  of: serendipity,
  card: {
    definition:
      'The share of places with an unexpected hit: relevant, and not among the k most-rated items new to the user. Never more than precision@k.',
    formula: 'unexpected hits / k',
    denominator: 'k',
    candidates: ALL_UNSEEN,
    relevance: RATED_WELL,
    emptyUsers: WITH_RELEVANT,
    source: 'M. Ge et al., RecSys 2010, with MostPopular as the primitive model and k as the divisor',
    example: {
      words: 'A, B, E, and C are expected; of the hits B and D, only D is unexpected',
      arithmetic: '1 / 4',
      value: 0.25,
    },
  },
});
