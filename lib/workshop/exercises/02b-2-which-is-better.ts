import type { PairedBootstrap } from '../../evaluation/intervals/bootstrap';
import type { Evaluation } from '../../evaluation/ratings/evaluate';
import { type ExerciseSpec, right, wrong } from '../exercise-spec';
import { isClose } from '../written-function';

/** The five models of "Better models"; the last two are the tuned SVD and the tuned ALS. */
interface Given {
  readonly beyond: readonly Evaluation[];
}

const tuned = ({ beyond }: Given) => [beyond[3], beyond[4]] as const;
const isResultOf = ({ value }: { value: number }, { row }: Evaluation) => isClose(value, row.rmse, 1e-12);
const involves = ({ a, b }: PairedBootstrap, one: Evaluation) => isResultOf(a, one) || isResultOf(b, one);

export const whichIsBetter: ExerciseSpec<PairedBootstrap, Given, 'ALS' | 'SVD' | 'nobody can say'> = {
  id: '02b-2',
  title: 'Better, or only lower?',
  level: 'predict',
  task: 'Is "ALS, tuned" better than "SVD, tuned", or can nobody say? Guess, then ask the paired bootstrap.',
  needs: ['beyond'],
  answer: 'verdict',
  hints: [
    'Both were tested on the same users. Which figure or function makes use of that?',
    '`pairedBootstrap` takes two evaluations, `a` and `b`. The two you need are the last of `beyond`.',
    '`pairedBootstrap({ a: beyond[4], b: beyond[3] })`, the whole result and not only its words.',
  ],
  guessing: {
    from: ['ALS', 'SVD', 'nobody can say'],
    outcome: (result, given) => {
      if (result.verdict === 'not distinguishable') return 'nobody can say';
      const winner = result.verdict === 'A beats B' ? result.a : result.b;
      return isResultOf(winner, tuned(given)[1]) ? 'ALS' : 'SVD';
    },
    tempting: {
      ALS: 'The lower number alone doesn’t decide: look at the interval of the difference.',
      SVD: 'The lower number alone doesn’t decide: look at the interval of the difference.',
      'nobody can say': 'The difference is small, but on the same users it hardly varies.',
    },
  },
  check(result, given) {
    const [svd, als] = tuned(given);
    const isPair = involves(result, svd) && involves(result, als) && result.metric === 'rmse';
    if (isPair && result.samples >= 500 && result.a.label !== result.b.label) return right(result.words);
    return wrong('Compare the RMSE of `beyond[3]` and `beyond[4]`.');
  },
  mistakes: [
    {
      words: 'You compared a model with itself.',
      is: ({ a, b }) => a.label === b.label && isClose(a.value, b.value, 1e-12),
    },
    {
      words: 'One of the two is the wrong model: the tuned ones are `beyond[3]` and `beyond[4]`.',
      is: (result, given) => tuned(given).some((one) => !involves(result, one)) && result.metric === 'rmse',
    },
    {
      words: 'You drew fewer than 500 samples, so the ends of the interval depend on luck.',
      is: ({ samples }) => samples < 500,
    },
  ],
};
