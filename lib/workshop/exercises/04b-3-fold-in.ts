import { RandomState } from '../../math/random/random-state';
import type { ExerciseSpec } from '../exercise-spec';
import { judgeFunction } from '../written-function';

/** One answer: the film's factor, and the stars beyond what everybody would have been predicted. */
interface Answer {
  readonly q: number;
  readonly left: number;
}

type FoldIn = (answers: readonly Answer[], reg: number) => number;

const sum = (answers: readonly Answer[], value: (answer: Answer) => number) =>
  answers.reduce((total, answer) => total + value(answer), 0);
const agreement = (answers: readonly Answer[]) => sum(answers, ({ q, left }) => q * left);
const squares = (answers: readonly Answer[]) => sum(answers, ({ q }) => q * q);

function drawn(): [Answer[], number] {
  const random = new RandomState(5);
  const answer = () => ({ q: 2 * random.random() - 1, left: 4 * random.random() - 2 });
  return [Array.from({ length: 8 }, answer), 0.7];
}

const judged = judgeFunction<Parameters<FoldIn>, number>(
  {
    reference: (answers, reg) => (answers.length === 0 ? 0 : agreement(answers) / (squares(answers) + reg)),
    praise:
      'Folded in: no other user’s vector has changed, and nothing was trained again. `ALS` does the same with twenty factors.',
    probes: [
      { about: 'one answer, q = 0.8 and 1.4 stars left, reg = 1', args: () => [[{ q: 0.8, left: 1.4 }], 1] },
      { about: 'the same answer without a penalty, reg = 0', args: () => [[{ q: 0.8, left: 1.4 }], 0] },
      {
        about: 'two answers that agree: (q 1, left 1) and (q −1, left −1), reg = 1',
        args: () => [
          [
            { q: 1, left: 1 },
            { q: -1, left: -1 },
          ],
          1,
        ],
      },
      { about: 'no answers: nothing is known, so 0', args: () => [[], 1] },
      { about: '8 answers, reg = 0.7', args: drawn },
    ],
  },
  [
    {
      words: 'The penalty is missing in the denominator: after one answer, you believe every word of it.',
      written: (answers) => (answers.length === 0 ? 0 : agreement(answers) / squares(answers)),
    },
    {
      words:
        'You divide by the number of answers. Divide by the sum of the squared factors, plus the penalty.',
      written: (answers, reg) => agreement(answers) / (answers.length + reg),
    },
    {
      words: 'The sum of q is not the sum of q². Films with a negative factor would cancel the others out.',
      written: (answers, reg) => {
        const factors = sum(answers, ({ q }) => q);
        return answers.length === 0 ? 0 : agreement(answers) / (factors + reg);
      },
    },
  ],
);

export const foldInByHand: ExerciseSpec<FoldIn> = {
  id: '04b-3',
  title: 'Fold in a visitor',
  level: 'build',
  task: 'Write the ridge regression of *One answer on paper*: a function of any number of answers `{ q, left }` and `reg` that returns the p with the smallest Σ (left − p q)² + reg p². Without answers, it returns 0.',
  needs: [],
  answer: 'tasteOf',
  hints: [
    'At the smallest value the slope is 0. What is the slope of (left − p q)² in p?',
    'Σ q · left = p (Σ q² + reg): solve for p.',
    '`answers.reduce((sum, { q, left }) => sum + q * left, 0)` is the numerator.',
  ],
  ...judged,
};
