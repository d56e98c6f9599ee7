import { type ExerciseSpec, right, wrong } from '../exercise-spec';
import { type Descent, lastError } from './parts/walk-down';

interface Given {
  readonly descent: Descent;
}

/** Both end well above the best rate, one because it is too careful, one because it nearly goes too far. */
const [CAREFUL, DARING] = [0.1, 0.147];
const best = ({ descent }: Given) => Math.min(lastError(descent, CAREFUL), lastError(descent, DARING));

export const theBestRate: ExerciseSpec<number, Given> = {
  id: 'kernel-2',
  title: 'The best rate',
  level: 'change',
  task: 'Somewhere between 0.1 and 0.147 there is a learning rate that ends lower than both of them. Find one with the slider, and give it as a number.',
  needs: ['descent'],
  answer: 'rate',
  hints: [
    'What does the curve look like just before it begins to rise?',
    'Move the slider up from 0.1, and watch where the curve ends.',
    'Try 0.135.',
  ],
  check(rate, given) {
    const [error, least] = [lastError(given.descent, rate), best(given)];
    if (!(error < least))
      return wrong(
        `At ${rate}, the last error is ${error.toPrecision(3)}; it must be below ${least.toPrecision(3)}.`,
      );
    return right(
      `At ${rate}, the last error is ${error.toPrecision(3)}. At the best rate, the errors in the flat and in the steep direction die out equally fast.`,
    );
  },
  mistakes: [
    {
      words: 'Beyond about 0.149, each step overshoots by more than the one before, and the error grows.',
      is: (rate) => rate >= 0.149,
    },
    {
      words: 'Nearly too far: the line swings back and forth, and each swing takes many steps to die out.',
      is: (rate) => rate > CAREFUL && rate < 0.149,
    },
    {
      words: 'Too careful: with shorter steps, it gets less far.',
      is: (rate) => rate > 0 && rate <= CAREFUL,
    },
    {
      words: 'A rate of 0 stays where it is, and one below 0 goes uphill.',
      is: (rate) => rate <= 0,
    },
  ],
};
