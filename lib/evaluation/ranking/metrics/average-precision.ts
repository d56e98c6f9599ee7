import { ALL_UNSEEN, RATED_WELL, WITH_RELEVANT } from './card-words';
import { checkJudged } from './check-judged';
import { type JudgedList, userMetric } from './ranking-metric';

/**
 * Average precision at k: AP@k = Σ_{hits} precision at the hit's place / min(k, relevant); its mean over
 * users is MAP@k. NaN if nothing is relevant. trec_eval and ranx divide by `relevant` instead, so a user with more than
 * k relevant items can't reach 1 and their numbers are lower.
 *
 * @throws OptionError for an impossible list, such as one with more hits than relevant items
 */
export function averagePrecision(list: JudgedList): number {
  checkJudged('averagePrecision', list);
  const { hits, relevant, k } = list;
  if (relevant === 0) return Number.NaN;
  let [found, sum] = [0, 0];
  for (let place = 1; place <= hits.length; place++) {
    if (!hits[place - 1]) continue;
    found++;
    sum += found / place;
  }
  return sum / Math.min(k, relevant);
}

export const MAP = userMetric({
  name: 'map',
  title: 'MAP@k',
  column: { head: 'MAP@k', wide: true },
  better: 'higher',
  of: averagePrecision,
  card: {
    definition: 'The precision of the list up to each hit, averaged over the possible hits.',
    formula: 'Σ hits (hits up to this place / place) / min(k, relevant)',
    denominator: 'the smaller of k and the number of relevant test items (trec_eval: the latter)',
    candidates: ALL_UNSEEN,
    relevance: RATED_WELL,
    emptyUsers: WITH_RELEVANT,
    source: 'C. Buckley, E. Voorhees, SIGIR 2000; the denominator as in Kaggle’s competitions',
    example: {
      words: 'B at place 2 is the first hit, D at place 4 the second',
      arithmetic: '(1/2 + 2/4) / 3',
      value: 0.333333,
    },
  },
});
