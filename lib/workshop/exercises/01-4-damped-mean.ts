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
      'With few ratings, the result stays near the overall mean; many ratings speak for themselves. `MostPopular` and `MeanRating` use it.',
    probes: [
      { about: 'stars [5, 5], damping 0', args: () => [[5, 5], 0, 3.5] },
      { about: 'stars [5], damping 1, overall mean 3', args: () => [[5], 1, 3] },
      { about: 'stars [5, 4, 1], damping 10, overall mean 3.5', args: () => [[5, 4, 1], 10, 3.5] },
      { about: 'no stars, damping 5, overall mean 3.5', args: () => [[], 5, 3.5] },
      { about: 'no stars, damping 0, overall mean 3.5', args: () => [[], 0, 3.5] },
    ],
  },
  [
    {
      words:
        'That is the plain mean: a single five still wins. Add `damping` made-up ratings, each equal to the overall mean.',
      written: (stars) => sumOf(stars) / stars.length,
    },
    {
      words: 'You pull toward 0 stars. The made-up ratings equal the overall mean, not 0.',
      written: (stars, damping) => sumOf(stars) / (stars.length + damping),
    },
    {
      words:
        'The made-up ratings are missing from the denominator: divide by the number of all ratings, made-up ones included.',
      written: (stars, damping, overall) => (sumOf(stars) + damping * overall) / stars.length,
    },
    {
      words:
        'Right where there is something to divide by. No stars and no damping give 0/0: return the overall mean.',
      written: (stars, damping, overall) => (sumOf(stars) + damping * overall) / (stars.length + damping),
    },
  ],
);

export const dampedMean: ExerciseSpec<DampedMean> = {
  id: '01-4',
  title: 'A mean for few ratings',
  level: 'build',
  task: 'Write the damped mean: a function of a film’s stars, the damping, and the overall mean. It is the mean that the film would have with `damping` more ratings, each equal to the overall mean; for a film without ratings, it is the overall mean.',
  needs: [],
  answer: 'dampedMean',
  hints: [
    'One film has a single rating of 5, another has a hundred with a mean of 4.8. Which do you trust more, and how can a mean reflect that?',
    'Both the sum and the count grow: the sum by damping times the overall mean, the count by damping.',
    '`(sum + damping * overall) / (stars.length + damping)`, and `overall` where that divides by 0.',
  ],
  ...judged,
};
