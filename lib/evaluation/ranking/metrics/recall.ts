import { ALL_UNSEEN, RATED_WELL, WITH_RELEVANT } from './card-words';
import { checkJudged } from './check-judged';
import { hitCount } from './precision';
import { type JudgedList, userMetric } from './ranking-metric';

/**
 * recall@k = hits / relevant. NaN if nothing is relevant.
 *
 * @throws OptionError for an impossible list, such as one with more hits than relevant items
 */
export function recall(list: JudgedList): number {
  checkJudged('recall', list);
  return list.relevant === 0 ? Number.NaN : hitCount(list) / list.relevant;
}

export const RECALL = userMetric({
  name: 'recall',
  title: 'recall@k',
  column: { head: 'R@k' },
  better: 'higher',
  of: recall,
  card: {
    definition: 'The share of the user’s relevant test items that are on the list.',
    formula: 'hits / relevant',
    denominator:
      'all relevant test items of the user, including those without a train rating; with more than k of them, 1 is out of reach',
    candidates: ALL_UNSEEN,
    relevance: RATED_WELL,
    emptyUsers: WITH_RELEVANT,
    source: 'Herlocker et al., ACM TOIS 22 (2004), section 4.1.2',
    example: { words: 'of B, D, and E, the list contains B and D', arithmetic: '2 / 3', value: 0.666667 },
  },
});
