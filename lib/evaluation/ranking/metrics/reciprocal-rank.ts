import { ALL_UNSEEN, RATED_WELL, WITH_RELEVANT } from './card-words';
import { type JudgedList, userMetric } from './ranking-metric';

/** 1 / place of the first hit, 0 without one; its mean over users is MRR@k. */
export function reciprocalRank({ hits }: Pick<JudgedList, 'hits'>): number {
  for (let place = 1; place <= hits.length; place++) if (hits[place - 1]) return 1 / place;
  return 0;
}

export const MRR = userMetric({
  name: 'mrr',
  title: 'MRR@k',
  column: { head: 'MRR' },
  better: 'higher',
  of: reciprocalRank,
  card: {
    definition: 'One over the place of the first hit: how far you have to read to find something good.',
    formula: '1 / place of the first hit; 0 without a hit on the list',
    denominator: 'the place of the first hit; the list ends at k, so a later first hit counts as 0',
    candidates: ALL_UNSEEN,
    relevance: RATED_WELL,
    emptyUsers: WITH_RELEVANT,
    source: 'E. Voorhees, The TREC-8 Question Answering Track Report (1999)',
    example: { words: 'the first hit, B, is at place 2', arithmetic: '1 / 2', value: 0.5 },
  },
});
