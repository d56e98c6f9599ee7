import { type ExerciseSpec, right, wrong } from '../exercise-spec';

/** The notebook's example: 1/0.5² for the prior, and 1/1² for each rating. */
const PRECISION = 4 + 1000;
const WANTED = Math.sqrt(1 / PRECISION + 1);
const isNear = (one: number, other: number) => Math.abs(one - other) < 1e-5;

export const aThousandRatings: ExerciseSpec<number, void, 'near 0' | 'near 0.5' | 'near 1'> = {
  id: '08b-1',
  title: 'A thousand ratings',
  level: 'predict',
  task: 'Prior and noise are as on paper, but Ada has given a thousand ratings. What is the standard deviation of her next one? Guess first: near 0, near 0.5, or near 1?',
  needs: [],
  answer: 'deviation',
  hints: [
    'Which of the two doubts becomes smaller with every rating, and which doesn’t?',
    'The precision of her level is 4 + 1000. The variance of the next rating is that of her level plus that of the noise.',
    '`Math.sqrt(1 / (4 + 1000) + …)`',
  ],
  guessing: {
    from: ['near 0', 'near 0.5', 'near 1'],
    outcome: (deviation) => (deviation < 0.25 ? 'near 0' : deviation < 0.75 ? 'near 0.5' : 'near 1'),
    tempting: {
      'near 0': 'Her level is known very well by now. But she doesn’t give every film her level.',
      'near 0.5': 'That is the prior’s deviation: what was open before her first rating.',
    },
  },
  check(deviation) {
    if (!isNear(deviation, WANTED)) return wrong(`Expected another number, got ${deviation}.`);
    return right(
      `${WANTED.toFixed(4)}, after ${Math.sqrt(1 / 7 + 1).toFixed(4)} with three ratings. Her level is known to within ${(1 / Math.sqrt(PRECISION)).toFixed(2)} stars, but a single rating still has all of its noise.`,
    );
  },
  mistakes: [
    {
      words: 'That is the doubt about her level. Her next rating has the noise of a single rating as well.',
      is: (deviation) => isNear(deviation, 1 / Math.sqrt(PRECISION)),
    },
    {
      words: 'That is the variance. The standard deviation is its square root.',
      is: (deviation) => isNear(deviation, 1 / PRECISION + 1),
    },
    {
      words: 'Standard deviations don’t add up. Variances do: add them, then take the square root.',
      is: (deviation) => isNear(deviation, 1 / Math.sqrt(PRECISION) + 1),
    },
  ],
};
