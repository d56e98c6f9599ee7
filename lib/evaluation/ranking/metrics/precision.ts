import { ALL_UNSEEN, RATED_WELL, WITH_RELEVANT } from './card-words';
import { checkJudged } from './check-judged';
import { type JudgedList, userMetric } from './ranking-metric';

/** Number of hits on the list. */
export function hitCount({ hits }: Pick<JudgedList, 'hits'>): number {
  let count = 0;
  for (let place = 0; place < hits.length; place++) count += hits[place];
  return count;
}

/**
 * precision@k = hits / k. Not the same as `cappedPrecision` (over possible hits) or `faqPrecision`.
 *
 * @throws OptionError for an impossible list, such as one with more hits than places
 */
export function precision(list: JudgedList): number {
  checkJudged('precision', list);
  return hitCount(list) / list.k;
}

export const PRECISION = userMetric({
  name: 'precision',
  title: 'precision@k',
  column: { head: 'P@k' },
  better: 'higher',
  of: precision,
  card: {
    definition: 'The share of a list’s k places that have a relevant item.',
    formula: 'hits / k',
    denominator: 'k, even if fewer than k items are relevant or the list is shorter',
    candidates: ALL_UNSEEN,
    relevance: RATED_WELL,
    emptyUsers: WITH_RELEVANT,
    source: 'Herlocker et al., ACM TOIS 22 (2004), section 4.1.2',
    example: { words: 'A B C D contains B and D: 2 hits in 4 places', arithmetic: '2 / 4', value: 0.5 },
  },
});
