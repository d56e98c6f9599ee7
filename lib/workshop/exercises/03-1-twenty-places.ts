import type { RankingEvaluation } from '../../evaluation/ranking/evaluate-ranking';
import { type ExerciseSpec, right, wrong } from '../exercise-spec';
import { changedOptions, isOf } from '../same-experiment';
import { sameProtocol } from './parts/same-protocol';

interface Given {
  readonly ease: RankingEvaluation;
}

/** Whether nothing but the length of the lists is different. */
const sameButLength = (longer: RankingEvaluation, { ease }: Given) =>
  sameProtocol(longer, { ...ease, row: { ...ease.row, k: longer.row.k } });
const isTwice = (longer: RankingEvaluation, { ease }: Given) => longer.row.k === 2 * ease.row.k;

export const twentyPlaces: ExerciseSpec<RankingEvaluation, Given, 'rises' | 'falls' | 'stays'> = {
  id: '03-1',
  title: 'Twice as many places',
  level: 'predict',
  task: 'What happens to the precision of EASE’s lists when they have twice as many places? Guess, then measure the same model with `2 * k`.',
  needs: ['ease'],
  answer: 'longer',
  hints: [
    'A longer list has more hits. It is also divided by more.',
    '`protocol` has the length. Spread it, and put another `k` behind it.',
    '`await evaluateRanking(new EASE({ reg }), { ...protocol, k: 2 * k })`',
  ],
  guessing: {
    from: ['rises', 'falls', 'stays'],
    outcome: (longer, { ease }) => {
      const difference = longer.row.precision - ease.row.precision;
      if (Math.abs(difference) < 0.002) return 'stays';
      return difference < 0 ? 'falls' : 'rises';
    },
    tempting: {
      rises:
        'There are more hits, but the places added at the end are those the model is least sure of, and every one of them is counted in the denominator.',
      stays:
        'It would if the later places were as good as the first ones. The list is sorted so that they are not.',
    },
  },
  check(longer, given) {
    const { ease } = given;
    if (!isOf(longer, 'EASE') || changedOptions(longer, ease).length > 0)
      return wrong('Expected EASE with the same penalty.');
    if (!sameButLength(longer, given))
      return wrong(
        'Only the length may be different: the split, the threshold, or the candidates differ from those of `ease`. Spread `protocol`.',
      );
    if (!isTwice(longer, given))
      return wrong(`Expected lists of ${2 * ease.row.k} places, got ${longer.row.k}.`);
    const [a, b] = [ease.row, longer.row];
    return right(
      `Precision goes from ${a.precision.toFixed(3)} to ${b.precision.toFixed(3)}, and recall from ${a.recall.toFixed(3)} to ${b.recall.toFixed(3)}. Recall can only rise: its denominator doesn't change.`,
    );
  },
  mistakes: [
    {
      words: 'These lists are as long as those of `ease`. A `k` before `...protocol` is overwritten by it.',
      is: (longer, { ease }) => longer.row.k === ease.row.k,
    },
    {
      words: 'That is a different model. The question is about EASE.',
      is: (longer) => !isOf(longer, 'EASE'),
    },
    {
      words: 'The penalty is different, too. Change one thing at a time: pass `{ reg }`.',
      is: (longer, { ease }) => isOf(longer, 'EASE') && changedOptions(longer, ease).length > 0,
    },
  ],
};
