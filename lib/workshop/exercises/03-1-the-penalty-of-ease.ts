import type { RankingEvaluation } from '../../evaluation/ranking/evaluate-ranking';
import { type ExerciseSpec, right, wrong } from '../exercise-spec';
import { isOf } from '../same-experiment';
import { sameProtocol } from './parts/same-protocol';

/** With a small penalty, and with a large one. */
type Pair = readonly [small: RankingEvaluation, large: RankingEvaluation];

const regOf = ({ row }: RankingEvaluation) => Number(row.options.reg);

export const thePenaltyOfEase: ExerciseSpec<
  Pair,
  { readonly ease: RankingEvaluation },
  'falls' | 'rises' | 'stays'
> = {
  id: '03-1',
  title: 'The penalty of EASE',
  level: 'predict',
  task: 'What happens to the coverage of EASE’s lists if its penalty `reg` goes from 10 to 5000? Guess, then measure both as `ranked` does.',
  needs: ['ease'],
  answer: '[small, large]',
  hints: [
    'A penalty makes all weights smaller. Which weights survive: those with much evidence behind them, or those with little?',
    'Call `ranked` twice, with another `reg` and another label each time.',
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
    if (!both.every((one) => sameProtocol(one, ease))) return wrong('Both must be measured as `ease` is.');
    if (regOf(small) >= regOf(large)) return wrong('The first must have the smaller penalty.');
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
        'One was measured in another way than `ease`: another split, length, threshold or set of candidates. Use `ranked`.',
      is: (both, { ease }) => both.some((one) => !sameProtocol(one, ease)),
    },
  ],
};
