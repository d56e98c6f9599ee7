import { ALL_UNSEEN, RATED_WELL, WITH_RELEVANT } from './card-words';
import { checkJudged } from './check-judged';
import { hitCount } from './precision';
import { type JudgedList, userMetric } from './ranking-metric';

/**
 * Capped precision@k = hits / min(k, relevant): 1 can be reached by everybody. NaN where nothing is relevant.
 *
 * @throws OptionError for what no list can be, such as more hits than relevant items
 */
export function cappedPrecision(list: JudgedList): number {
  checkJudged('cappedPrecision', list);
  return list.relevant === 0 ? Number.NaN : hitCount(list) / Math.min(list.k, list.relevant);
}

export const CAPPED_PRECISION = userMetric({
  name: 'cappedPrecision',
  title: 'capped precision@k',
  better: 'higher',
  of: cappedPrecision,
  card: {
    definition:
      'Hits over the most hits that a list of k places could have: the larger of precision and recall.',
    formula: 'hits / min(k, relevant)',
    denominator: 'the smaller of k and the number of relevant test items',
    candidates: ALL_UNSEEN,
    relevance: RATED_WELL,
    emptyUsers: WITH_RELEVANT,
    source: 'also "recall@k" of Liang et al., Variational Autoencoders for Collaborative Filtering (2018)',
    example: { words: '2 hits, and 3 of the 4 places could hit', arithmetic: '2 / 3', value: 0.666667 },
  },
});
