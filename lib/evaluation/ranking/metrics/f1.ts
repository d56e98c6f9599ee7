import { ALL_UNSEEN, RATED_WELL, WITH_RELEVANT } from './card-words';
import { checkJudged } from './check-judged';
import { hitCount } from './precision';
import { type JudgedList, userMetric } from './ranking-metric';

/**
 * F1@k = 2PR / (P + R) = 2 · hits / (k + relevant), 0 without a hit. NaN if nothing is relevant.
 *
 * @throws OptionError for an impossible list, such as one with more hits than relevant items
 */
export function f1(list: JudgedList): number {
  checkJudged('f1', list);
  return list.relevant === 0 ? Number.NaN : (2 * hitCount(list)) / (list.k + list.relevant);
}

export const F1 = userMetric({
  name: 'f1',
  title: 'F1@k',
  better: 'higher',
  of: f1,
  card: {
    definition:
      'The harmonic mean of a user’s precision and recall. Its mean over users is not the harmonic mean of mean precision and mean recall.',
    formula: '2 · precision · recall / (precision + recall) = 2 · hits / (k + relevant)',
    denominator: 'k plus the number of relevant test items',
    candidates: ALL_UNSEEN,
    relevance: RATED_WELL,
    emptyUsers: WITH_RELEVANT,
    source: 'C. J. van Rijsbergen, Information Retrieval (1979), chapter 7',
    example: {
      words: 'precision 2/4, recall 2/3',
      arithmetic: '2 * (2/4) * (2/3) / (2/4 + 2/3)',
      value: 0.571429,
    },
  },
});
