import type { RankingEvaluation } from '../../evaluation/ranking/evaluate-ranking';
import { type ExerciseSpec, right, wrong } from '../exercise-spec';
import { isOf } from '../same-experiment';
import { sameProtocol } from './parts/same-protocol';

/** With a small penalty, and with a large one. */
type Pair = readonly [small: RankingEvaluation, large: RankingEvaluation];

/** The penalties that are compared. */
const [SMALL, LARGE] = [10, 5000];
const regOf = ({ row }: RankingEvaluation) => Number(row.options.reg);

export const thePenaltyOfEase: ExerciseSpec<
  Pair,
  { readonly ease: RankingEvaluation },
  'falls' | 'rises' | 'stays'
> = {
  id: '03b-1',
  title: 'The penalty of EASE',
  level: 'predict',
  task: 'What happens to the coverage of EASE’s lists when its penalty `reg` goes from 10 to 5000? Guess, then measure both with `ranked`.',
  needs: ['ease'],
  answer: '[small, large]',
  hints: [
    'A penalty makes all weights smaller. Which weights survive: those with a lot of evidence behind them, or those with little?',
    'Call `ranked` twice, each time with a different `reg` and label.',
    '`await ranked(new EASE({ reg: 10 }), "EASE 10")`, the same with 5000, and both in a list.',
  ],
  guessing: {
    from: ['falls', 'rises', 'stays'],
    outcome: ([small, large]) => {
      const difference = large.row.coverage - small.row.coverage;
      if (Math.abs(difference) < 0.005) return 'stays';
      return difference < 0 ? 'falls' : 'rises';
    },
    tempting: {
      rises:
        'A strong penalty leaves only weights between films that many people like, so popular films win.',
      stays: 'The penalty decides how much evidence a weight needs, and films with few likes have little.',
    },
  },
  check([small, large], { ease }) {
    const both = [small, large];
    if (!both.every((one) => isOf(one, 'EASE'))) return wrong('Both must be evaluations of EASE.');
    if (!both.every((one) => sameProtocol(one, ease)))
      return wrong('Both must be measured the way `ease` was.');
    if (regOf(small) !== SMALL || regOf(large) !== LARGE)
      return wrong(
        `Expected a penalty of ${SMALL}, then ${LARGE}; got ${regOf(small)}, then ${regOf(large)}.`,
      );
    const [of, to] = both.map(({ row }) => row);
    return right(
      `From reg ${regOf(small)} to ${regOf(large)}, coverage goes from ${of.coverage.toFixed(3)} to ${to.coverage.toFixed(3)}, and nDCG from ${of.ndcg.toFixed(3)} to ${to.ndcg.toFixed(3)}.`,
    );
  },
  mistakes: [
    {
      words: 'The two are in the wrong order: the smaller penalty comes first.',
      is: ([small, large]) => regOf(small) > regOf(large),
    },
    {
      words: 'Both have the same penalty. Was it passed as `new EASE({ reg: … })`?',
      is: ([small, large]) => regOf(small) === regOf(large),
    },
    {
      words:
        'One was not measured the way `ease` was: the split, the length, the threshold, or the candidates differ. Use `ranked`.',
      is: (both, { ease }) => both.some((one) => !sameProtocol(one, ease)),
    },
  ],
};
