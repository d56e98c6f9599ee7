import { ALL_UNSEEN, RATED_WELL, WITH_RELEVANT } from './card-words';
import { checkJudged } from './check-judged';
import { hitCount } from './precision';
import { type JudgedList, userMetric } from './ranking-metric';

/**
 * recall@k = hits / relevant. NaN where nothing is relevant.
 *
 * @throws OptionError for what no list can be, such as more hits than relevant items
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
    definition: 'The share of a user’s relevant test items that are on the list.',
    formula: 'hits / relevant',
    denominator:
      'all relevant test items of the user, those without a train rating included; below 1 at best where they are more than k',
    candidates: ALL_UNSEEN,
    relevance: RATED_WELL,
    emptyUsers: WITH_RELEVANT,
    source: 'Herlocker et al., ACM TOIS 22 (2004), section 4.1.2',
    example: { words: 'of B, D and E the list holds B and D', arithmetic: '2 / 3', value: 0.666667 },
  },
});
