import { ALL_UNSEEN, RATED_WELL, WITH_RELEVANT } from './card-words';
import { checkJudged } from './check-judged';
import { hitCount } from './precision';
import { type JudgedList, userMetric } from './ranking-metric';

/**
 * Capped precision@k = hits / min(k, relevant): every user can reach 1. NaN if nothing is relevant.
 *
 * @throws OptionError for an impossible list, such as one with more hits than relevant items
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
      'The number of hits over the maximum that a list of k places could have: the larger of precision and recall.',
    formula: 'hits / min(k, relevant)',
    denominator: 'the smaller of k and the number of relevant test items',
    candidates: ALL_UNSEEN,
    relevance: RATED_WELL,
    emptyUsers: WITH_RELEVANT,
    source: 'also "recall@k" of Liang et al., Variational Autoencoders for Collaborative Filtering (2018)',
    example: {
      words: '2 hits; at most 3 of the 4 places could be hits',
      arithmetic: '2 / 3',
      value: 0.666667,
    },
  },
});
