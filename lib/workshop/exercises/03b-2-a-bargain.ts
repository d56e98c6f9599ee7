import type { RankingEvaluation } from '../../evaluation/ranking/evaluate-ranking';
import { type ExerciseSpec, right, wrong } from '../exercise-spec';
import { isOf } from '../same-experiment';
import { sameProtocol } from './parts/same-protocol';

interface Given {
  readonly ease: RankingEvaluation;
}

/** The least gain in genre diversity, and the least share of the nDCG that is left. */
const GAIN = 0.03;
const KEPT = 0.97;

const gainOf = ({ row }: RankingEvaluation, { ease }: Given) => row.genreDiversity - ease.row.genreDiversity;
const keptOf = ({ row }: RankingEvaluation, { ease }: Given) => row.ndcg / ease.row.ndcg;

export const aBargain: ExerciseSpec<RankingEvaluation, Given> = {
  id: '03b-2',
  title: 'A bargain',
  level: 'change',
  task: 'Buy variety cheaply: find a weight λ for which the genre diversity of EASE’s lists is at least 0.03 higher than without reranking, and at least 97% of the nDCG is left.',
  needs: ['ease'],
  answer: 'bargain',
  hints: [
    'Which way must λ go to buy more variety, and where on the curve is it cheap?',
    'At λ = 0.85 there is too little variety, and at λ = 0.7 it is too expensive.',
    '`await mmr(0.8)`',
  ],
  check(bargain, given) {
    if (!sameProtocol(bargain, given.ease)) return wrong('Measure it the way `ease` was: use `mmr`.');
    if (!isOf(bargain, 'EASE')) return wrong('These are not the lists of EASE. Use `mmr`.');
    const [gain, kept] = [gainOf(bargain, given), keptOf(bargain, given)];
    const words = `genre diversity ${gain < 0 ? '−' : '+'}${Math.abs(gain).toFixed(3)}, with ${(100 * kept).toFixed(1)}% of the nDCG`;
    if (!(gain >= GAIN && kept >= KEPT)) return wrong(`Not yet: ${words}.`);
    return right(
      `A bargain: ${words}. But this is test data: to choose a weight in earnest, use a validation part.`,
    );
  },
  mistakes: [
    {
      words:
        'It was not measured the way `ease` was: the split, the length, or the threshold differs. Use `mmr`.',
      is: (bargain, { ease }) => !sameProtocol(bargain, ease),
    },
    {
      words: 'Too little variety: λ is the weight of the score, so lower it.',
      is: (bargain, given) => gainOf(bargain, given) < GAIN && keptOf(bargain, given) >= KEPT,
    },
    {
      words: 'Too expensive: enough variety, but too much of the nDCG is gone. Raise λ a little.',
      is: (bargain, given) => gainOf(bargain, given) >= GAIN && keptOf(bargain, given) < KEPT,
    },
  ],
};
