import type { Interactions } from '../../data/table/interactions';
import { type ExerciseSpec, right, wrong } from '../exercise-spec';

/** Films with a mean of exactly 5. */
interface Perfect {
  readonly films: number;
  /** Of the one of them that has most. */
  readonly mostRatings: number;
}

interface Given {
  readonly ratings: Interactions;
}

/** The number of means for which something holds, and the largest count behind one. */
function counted(
  ids: ArrayLike<number>,
  size: number,
  { ratingColumn }: Interactions,
  holds: (mean: number) => boolean,
) {
  const [sums, counts] = [new Float64Array(size), new Float64Array(size)];
  for (let row = 0; row < ratingColumn.length; row++) {
    sums[ids[row]] += ratingColumn[row];
    counts[ids[row]]++;
  }
  const found = Array.from(sums, (_, n) => n).filter((n) => counts[n] > 0 && holds(sums[n] / counts[n]));
  return { films: found.length, mostRatings: Math.max(0, ...found.map((n) => counts[n])) };
}

const ofFilms = (ratings: Interactions, holds: (mean: number) => boolean) =>
  counted(ratings.itemColumn, ratings.itemCount, ratings, holds);

export const perfectFilms: ExerciseSpec<Perfect, Given> = {
  id: '01-2',
  title: 'Perfect films',
  level: 'change',
  task: 'How many films have a mean of exactly 5, and how many ratings does the most-rated of them have?',
  needs: ['ratings'],
  answer: '{ films: 0, mostRatings: 0 }',
  hints: [
    'Which films can most easily have a perfect mean?',
    'Group the ratings by film, and compute two aggregates per group.',
    "`df.groupby(['item']).agg({ rating: ['mean', 'count'] })`, then the rows whose `rating_mean` is 5.",
  ],
  check(answer, { ratings }) {
    const wanted = ofFilms(ratings, (mean) => mean === 5);
    if (answer.films !== wanted.films) return wrong(`Not ${answer.films} films.`);
    if (wanted.films > 0 && answer.mostRatings !== wanted.mostRatings) {
      return wrong(
        `${answer.films} films is right, but ${answer.mostRatings} is not the number of ratings of the most-rated one.`,
      );
    }
    return right(
      wanted.films === 0
        ? 'No film is perfect here.'
        : `${wanted.films} films, none with more than ${wanted.mostRatings} ratings. A perfect mean is a sign that few people were asked.`,
    );
  },
  mistakes: [
    {
      words: 'You rounded: a mean of 4.5 or more isn’t 5.',
      is: ({ films }, { ratings }) => films === ofFilms(ratings, (mean) => mean >= 4.5).films,
    },
    {
      words: 'You counted users with a mean of 5. Group by `item`.',
      is: ({ films }, { ratings }) =>
        films === counted(ratings.userColumn, ratings.userCount, ratings, (mean) => mean === 5).films,
    },
    {
      words: 'You counted films with at least one rating of 5. Take each film’s mean first.',
      is: ({ films }, { ratings }) => {
        const loved = new Set(
          Array.from(ratings.itemColumn).filter((_, row) => ratings.ratingColumn[row] === 5),
        );
        return films === loved.size;
      },
    },
  ],
};
