import { type ExerciseSpec, right, wrong } from '../exercise-spec';

/** What the exercise needs from the notebook. */
export interface Stars {
  readonly stars: Readonly<Record<string, number>>;
}

const sorted = ({ stars }: Stars) => Object.values(stars).sort((a, b) => a - b);
const same = (a: readonly number[], b: readonly number[]) => a.join() === b.join();

export const sortedStars: ExerciseSpec<readonly number[], Stars, '1 2 10' | '1 10 2' | '10 2 1'> = {
  id: 'python-1',
  title: 'Sorted stars',
  level: 'predict',
  task: 'What is `[10, 2, 1].sort()`? Guess. Then answer with the values of `stars`, lowest first, without changing `stars`.',
  needs: ['stars'],
  answer: 'lowestFirst',
  hints: [
    'How does `sort` compare values if you don’t say how?',
    'Pass a function of two values that is negative where the first comes first.',
    '`Object.values(stars).sort((a, b) => a - b)`',
  ],
  guessing: {
    from: ['1 2 10', '1 10 2', '10 2 1'],
    outcome: () => '1 10 2',
    tempting: { '1 2 10': 'In Python, yes. Here they are compared as text, and "10" comes before "2".' },
  },
  check(answer, given) {
    if (!same(answer, sorted(given)))
      return wrong(`Not from the lowest to the highest: ${answer.join(', ')}.`);
    return right('`a - b` is negative where a is lower: that is the whole convention.');
  },
  mistakes: [
    {
      words: 'From the highest to the lowest: swap a and b.',
      is: (answer, given) => same(answer, sorted(given).reverse()),
    },
    {
      words: 'These are the stars in the order of the record. `sort` is missing.',
      is: (answer, { stars }) => same(answer, Object.values(stars)),
    },
    {
      words: 'A value occurs more or less often than in `stars`.',
      is: (answer, { stars }) => answer.length !== Object.keys(stars).length,
    },
  ],
};
