import { ALL_UNSEEN, RATED_WELL, WITH_RELEVANT } from './card-words';
import { checkJudged } from './check-judged';
import { type JudgedList, userMetric } from './ranking-metric';

/**
 * Normalized discounted cumulative gain with binary gain: nDCG@k = DCG / IDCG, where
 * DCG = Σ_{hits} 1 / log2(place + 1), places counted from 1, and IDCG is that of a list that starts with min(k,
 * relevant) hits. NaN if nothing is relevant.
 *
 * @throws OptionError for an impossible list, such as one with more hits than relevant items
 */
export function ndcg(list: JudgedList): number {
  checkJudged('ndcg', list);
  const { hits, relevant, k } = list;
  if (relevant === 0) return Number.NaN;
  let gain = 0;
  for (let place = 1; place <= hits.length; place++) gain += hits[place - 1] * discount(place);
  let ideal = 0;
  for (let place = 1; place <= Math.min(k, relevant); place++) ideal += discount(place);
  return gain / ideal;
}

/** The gain of a hit at a place, counted from 1. */
function discount(place: number): number {
  return 1 / Math.log2(place + 1);
}

export const NDCG = userMetric({
  name: 'ndcg',
  title: 'nDCG@k',
  column: { head: 'nDCG@k', interval: true },
  better: 'higher',
  of: ndcg,
  card: {
    definition:
      'The gain of the hits, which is larger near the top, over the gain of the best possible list.',
    formula: 'Σ hits 1/log2(place + 1) / the same sum for the ideal list',
    denominator: 'the ideal list of min(k, relevant) hits; an item is relevant or not (binary gain)',
    candidates: ALL_UNSEEN,
    relevance: RATED_WELL,
    emptyUsers: WITH_RELEVANT,
    source: 'K. Järvelin, J. Kekäläinen, ACM TOIS 20 (2002), with the discount at every place',
    example: {
      words: 'hits at places 2 and 4; ideally at 1, 2, and 3',
      arithmetic: '(1/log2(3) + 1/log2(5)) / (1/log2(2) + 1/log2(3) + 1/log2(4))',
      value: 0.49819,
    },
  },
});
