import { ALL_UNSEEN, RATED_WELL, WITH_RELEVANT } from './card-words';
import { hitCount } from './precision';
import { type JudgedList, userMetric } from './ranking-metric';

/** 1 if the list has a hit, otherwise 0; its mean is the share of users with a hit. */
export function hitRate(list: Pick<JudgedList, 'hits'>): number {
  return hitCount(list) > 0 ? 1 : 0;
}

export const HIT_RATE = userMetric({
  name: 'hitRate',
  title: 'hit rate@k',
  column: { head: 'hit rate', digits: 3 },
  better: 'higher',
  of: hitRate,
  card: {
    definition:
      'The share of users whose list contains a relevant item. With one test item per user, it equals recall.',
    formula: '1 if hits > 0, else 0',
    denominator: 'the users averaged',
    candidates: ALL_UNSEEN,
    relevance: RATED_WELL,
    emptyUsers: WITH_RELEVANT,
    source: 'M. Deshpande, G. Karypis, ACM TOIS 22 (2004), section 5.1',
    example: { words: 'the list contains B', arithmetic: '1', value: 1 },
  },
});
