import { averagePrecision } from './average-precision';
import { ALL_UNSEEN, RATED_WELL, WITH_RELEVANT } from './card-words';
import { type JudgedList, userMetric } from './ranking-metric';

/**
 * Average precision at k as in trec_eval and Microsoft's Recommenders: Σ_{hits} precision at the hit's place /
 * relevant. `averagePrecision` divides by min(k, relevant) instead. NaN if nothing is relevant.
 *
 * @throws OptionError for an impossible list, such as one with more hits than relevant items
 */
export function trecAveragePrecision(list: JudgedList): number {
  return (averagePrecision(list) * Math.min(list.k, list.relevant)) / list.relevant;
}

export const TREC_MAP = userMetric({
  name: 'trecMap',
  title: 'MAP@k over all relevant',
  better: 'higher',
  of: trecAveragePrecision,
  card: {
    definition: 'The precision of the list up to each hit, averaged over all relevant items.',
    formula: 'Σ hits (hits up to this place / place) / relevant',
    denominator: 'all relevant test items of the user; with more than k of them, 1 is out of reach',
    candidates: ALL_UNSEEN,
    relevance: RATED_WELL,
    emptyUsers: WITH_RELEVANT,
    source: 'trec_eval’s map_cut; `map` of Microsoft’s Recommenders, whose `map_at_k` is `averagePrecision`',
    example: {
      words: 'B at place 2 is the first hit, D at place 4 the second, E is missing',
      arithmetic: '(1/2 + 2/4) / 3',
      value: 0.333333,
    },
  },
});
