import type { ExerciseSpec } from '../exercise-spec';
import { judgeFunction } from '../written-function';

type DampedMean = (stars: readonly number[], damping: number, overall: number) => number;

const sumOf = (stars: readonly number[]) => stars.reduce((sum, one) => sum + one, 0);
const reference: DampedMean = (stars, damping, overall) =>
  stars.length + damping === 0 ? overall : (sumOf(stars) + damping * overall) / (stars.length + damping);

const judged = judgeFunction<Parameters<DampedMean>, number>(
  {
    reference,
    praise:
      'Few ratings stay near the mean of all, many speak for themselves. `MostPopular` and `MeanRating` use it.',
    probes: [
      { about: 'stars [5, 5], damping 0', args: () => [[5, 5], 0, 3.5] },
      { about: 'stars [5], damping 1, mean of all 3', args: () => [[5], 1, 3] },
      { about: 'stars [5, 4, 1], damping 10, mean of all 3.5', args: () => [[5, 4, 1], 10, 3.5] },
      { about: 'no stars, damping 5, mean of all 3.5', args: () => [[], 5, 3.5] },
      { about: 'no stars, damping 0, mean of all 3.5', args: () => [[], 0, 3.5] },
    ],
  },
  [
    {
      words:
        'That is the plain mean: a single five still wins. Add `damping` made-up ratings of the mean of all.',
      written: (stars) => sumOf(stars) / stars.length,
    },
    {
      words: 'You pull toward 0 stars. The made-up ratings have the value of the mean of all, not 0.',
      written: (stars, damping) => sumOf(stars) / (stars.length + damping),
    },
    {
      words:
        'The made-up ratings are missing below the fraction line: divide by the number of all, made-up ones included.',
      written: (stars, damping, overall) => (sumOf(stars) + damping * overall) / stars.length,
    },
    {
      words:
        'Right where there is something to divide by. No stars and no damping give 0/0: return the mean of all.',
      written: (stars, damping, overall) => (sumOf(stars) + damping * overall) / (stars.length + damping),
    },
  ],
);

export const dampedMean: ExerciseSpec<DampedMean> = {
  id: '01-4',
  title: 'A mean for few ratings',
  level: 'build',
  task: 'Write the damped mean: a function of a film’s stars, the damping, and the mean of all ratings. It is the mean that the film would have with `damping` more ratings of the mean of all; without any rating, the mean of all.',
  needs: [],
  answer: 'dampedMean',
  hints: [
    'One film has a single rating of 5, another a hundred with a mean of 4.8. Which would you trust more, and how can a mean show it?',
    'Sum and count both grow: the sum by damping times the mean of all, the count by damping.',
    '`(sum + damping * overall) / (stars.length + damping)`, and `overall` where that divides by 0.',
  ],
  ...judged,
};
