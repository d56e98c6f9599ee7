import { RandomState } from '../../math/random/random-state';
import type { ExerciseSpec } from '../exercise-spec';
import { judgeFunction } from '../written-function';

/** A normal distribution. */
interface Normal {
  readonly mean: number;
  readonly deviation: number;
}

type Posterior = (prior: Normal, noise: number, ratings: readonly number[]) => Normal;

const sumOf = (ratings: readonly number[]) => ratings.reduce((sum, rating) => sum + rating, 0);

/** The mean and the precision, where `weight` makes a precision of a deviation. */
function combined(
  { mean, deviation }: Normal,
  noise: number,
  ratings: readonly number[],
  weight: (deviation: number) => number,
) {
  const precision = weight(deviation) + ratings.length * weight(noise);
  return { mean: (weight(deviation) * mean + weight(noise) * sumOf(ratings)) / precision, precision };
}

const square = (deviation: number) => 1 / deviation ** 2;

const judged = judgeFunction<Parameters<Posterior>, Normal>(
  {
    reference: (prior, noise, ratings) => {
      const { mean, precision } = combined(prior, noise, ratings, square);
      return { mean, deviation: 1 / Math.sqrt(precision) };
    },
    praise:
      'Bayes’ rule for normal distributions. `BayesianMF` draws each user and each film from such a posterior, with vectors in place of numbers.',
    probes: [
      { about: 'Ada’s 5, 4, and 5', args: () => [{ mean: 3.5, deviation: 0.5 }, 1, [5, 4, 5]] },
      { about: 'no ratings: the prior', args: () => [{ mean: 3.5, deviation: 0.5 }, 1, []] },
      { about: 'noise 2: each rating counts a quarter', args: () => [{ mean: 3, deviation: 1 }, 2, [5, 5]] },
      {
        about: '20 random ratings',
        args: () => [{ mean: 3.6, deviation: 0.4 }, 0.9, [...new RandomState(2).normals(20, 3, 1)]],
      },
    ],
  },
  [
    {
      words: 'A precision is 1/deviation². You divide by the deviation itself.',
      written: (prior, noise, ratings) => {
        const { mean, precision } = combined(prior, noise, ratings, (deviation) => 1 / deviation);
        return { mean, deviation: 1 / precision };
      },
    },
    {
      words: 'The prior is missing: three ratings are not enough to forget what people are like in general.',
      written: (_, noise, ratings) => ({
        mean: sumOf(ratings) / ratings.length,
        deviation: noise / Math.sqrt(ratings.length),
      }),
    },
    {
      words: 'The mean is right. 1/precision is the variance: the deviation is its square root.',
      written: (prior, noise, ratings) => {
        const { mean, precision } = combined(prior, noise, ratings, square);
        return { mean, deviation: 1 / precision };
      },
    },
  ],
);

export const fromPriorToPosterior: ExerciseSpec<Posterior> = {
  id: '08b-3',
  title: 'From prior to posterior',
  level: 'build',
  task: 'Write what you did on paper as a function: from the prior `{ mean, deviation }` of a level, the standard deviation `noise` of a single rating, and any number of ratings to the posterior `{ mean, deviation }`.',
  needs: [],
  answer: 'posteriorOf',
  hints: [
    'What counts more: a prior with a large deviation, or one with a small deviation?',
    'The precision is 1/deviation² of the prior plus 1/noise² for each rating. The mean weights the prior’s mean and the ratings with these.',
    '`(prior.mean / prior.deviation ** 2 + sum / noise ** 2) / precision` is the mean.',
  ],
  ...judged,
};
