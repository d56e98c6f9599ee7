import { type ExerciseSpec, right, wrong } from '../exercise-spec';
import { isClose } from '../written-function';
import { type Descent, lastError } from './parts/walk-down';

interface Given {
  readonly descent: Descent;
  readonly errors: readonly number[];
  readonly learningRate: number;
}

const whole = ({ errors }: Given) => errors[errors.length - 1];
const near = (a: number, b: number) => a === b || Math.abs(a - b) <= 0.01 * Math.abs(b);

export const halfTheRate: ExerciseSpec<
  number,
  Given,
  'half as large' | 'twice as large' | 'many times as large'
> = {
  id: 'kernel-1',
  title: 'Half the rate',
  level: 'predict',
  task: 'With half the learning rate, is the error after all steps half as large, twice as large, or many times as large? Guess, then compute that error.',
  needs: ['descent', 'errors', 'learningRate'],
  answer: 'slow',
  hints: [
    'Each step keeps a fraction of the error. What happens to a fraction that is a little larger, sixty times over?',
    '`descent` takes the rate and yields every step; spread it into an array and take the last.',
    '`const slow = [...descent(learningRate / 2)].at(-1)!.error;`',
  ],
  guessing: {
    from: ['half as large', 'twice as large', 'many times as large'],
    outcome: (slow, given) => {
      const ratio = slow / whole(given);
      if (ratio < 1) return 'half as large';
      return ratio <= 4 ? 'twice as large' : 'many times as large';
    },
    tempting: {
      'half as large': 'Shorter steps get less far in the same number of steps.',
      'twice as large':
        'It would be if the steps added up. They multiply: each keeps a fraction of the error.',
    },
  },
  check(slow, given) {
    const wanted = lastError(given.descent, given.learningRate / 2);
    if (!near(slow, wanted)) return wrong(`Expected the last error with half the rate, got ${slow}.`);
    return right(
      `${wanted.toPrecision(3)} instead of ${whole(given).toPrecision(3)}: ${(wanted / whole(given)).toPrecision(2)} times as large. Each step shrinks what is left by a constant factor, and that factor is what changes.`,
    );
  },
  mistakes: [
    {
      words: 'That is the error with the whole rate. Call `descent` again, with half of it.',
      is: (slow, given) => isClose(slow, whole(given), 1e-12),
    },
    {
      words: 'That is the first error, before any step. Take the last one.',
      is: (slow, { errors }) => slow === errors[0],
    },
    {
      words: 'That is how many times as large it is. The answer is the error itself.',
      is: (slow, given) => near(slow, lastError(given.descent, given.learningRate / 2) / whole(given)),
    },
  ],
};
