import type { ExerciseSpec } from '../exercise-spec';
import { judgeFunction } from '../written-function';

/** What the user has rated, and how alike the wanted film is to it. */
interface Rated {
  readonly rating: number;
  readonly similarity: number;
}

type Terms = (mean: number, rated: readonly Rated[]) => readonly number[];

const total = (rated: readonly Rated[]) => rated.reduce((sum, { similarity }) => sum + similarity, 0);

const judged = judgeFunction<Parameters<Terms>, readonly number[]>(
  {
    reference: (mean, rated) => [
      mean,
      ...rated.map(({ rating, similarity }) => (similarity * (rating - mean)) / total(rated)),
    ],
    praise: 'They add up to the weighted mean of the ratings, whatever the similarities are.',
    probes: [
      {
        about: 'mean 3, one film rated 5',
        args: () => [3, [{ rating: 5, similarity: 0.5 }]],
      },
      {
        about: 'mean 3.5, ratings 5 and 4 with similarities 0.25 and 0.5',
        args: () => [
          3.5,
          [
            { rating: 5, similarity: 0.25 },
            { rating: 4, similarity: 0.5 },
          ],
        ],
      },
      {
        about: 'mean 3, ratings 1, 5 and 2 with similarities 0.9, 0.2 and 0.4',
        args: () => [
          3,
          [
            { rating: 1, similarity: 0.9 },
            { rating: 5, similarity: 0.2 },
            { rating: 2, similarity: 0.4 },
          ],
        ],
      },
      { about: 'no film rated', args: () => [3.2, []] },
    ],
  },
  [
    {
      words:
        'Your terms are parts of the weighted mean, not pulls away from the overall mean: subtract the mean from each rating.',
      written: (mean, rated) => [
        mean,
        ...rated.map(({ rating, similarity }) => (similarity * rating) / total(rated)),
      ],
    },
    {
      words: 'You divided by the number of ratings. Divide by the sum of the similarities.',
      written: (mean, rated) => [
        mean,
        ...rated.map(({ rating, similarity }) => (similarity * (rating - mean)) / rated.length),
      ],
    },
    {
      words: 'The first term is missing: the mean that everybody starts from.',
      written: (mean, rated) =>
        rated.map(({ rating, similarity }) => (similarity * (rating - mean)) / total(rated)),
    },
  ],
);

export const termsThatAddUp: ExerciseSpec<Terms> = {
  id: '05-4',
  title: 'Terms that add up',
  level: 'build',
  task: 'Write the explanation on paper as a function: of the overall mean and of what the user rated (`{ rating, similarity }`), to the list of terms. First the mean, then one for each rating; together they are the prediction.',
  needs: [],
  answer: 'termsOf',
  hints: [
    'What must the terms add up to, and what is the first of them?',
    'On the right side of the formula at the top: s · (r − μ), divided by the sum of all s.',
    '`[mean, ...rated.map(({ rating, similarity }) => (similarity * (rating - mean)) / sum)]`',
  ],
  ...judged,
};
