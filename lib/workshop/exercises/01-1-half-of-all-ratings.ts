import type { Interactions } from '../../data/table/interactions';
import { type ExerciseSpec, right, wrong } from '../exercise-spec';

/** How many of the largest counts make up half of the total. */
function forHalf(counts: ArrayLike<number>): number {
  const descending = Array.from(counts).sort((a, b) => b - a);
  const half = descending.reduce((sum, count) => sum + count, 0) / 2;
  let given = 0;
  const reached = (count: number) => {
    given += count;
    return given >= half;
  };
  return descending.findIndex(reached) + 1;
}

interface Given {
  readonly ratings: Interactions;
}

export const halfOfAllRatings: ExerciseSpec<number, Given, number> = {
  id: '01-1',
  title: 'Half of all ratings',
  level: 'predict',
  task: 'How few users can account for half of all ratings? Guess what percentage of the users, then count them.',
  needs: ['ratings'],
  answer: 'needed',
  hints: [
    'If you could choose the users, whom would you take first?',
    'Sort `ratings.userCounts()` from the largest down, and add up until you reach half of `ratings.length`.',
    '`while (given < ratings.length / 2) given += counts[needed++];`, with the counts in descending order.',
  ],
  guessing: {
    from: { low: 0, high: 100 },
    within: 4,
    outcome: (needed, { ratings }) => (100 * needed) / ratings.userCount,
  },
  check(needed, { ratings }) {
    const wanted = forHalf(ratings.userCounts());
    if (needed !== wanted)
      return wrong(`It takes ${needed > wanted ? 'fewer' : 'more'} than ${needed} users.`);
    return right(
      `${needed} of ${ratings.userCount} users (${((100 * needed) / ratings.userCount).toFixed(0)}%) give half of the ratings. A model that minimizes the error over ratings listens to them most.`,
    );
  },
  mistakes: [
    {
      words: 'You began with the least active users. To need as few as possible, begin at the other end.',
      is: (needed, { ratings }) => {
        const least = ratings.userCount - forHalf(ratings.userCounts());
        return Math.abs(needed - least) <= 1;
      },
    },
    {
      words: 'You counted films. The question is about users: `ratings.userCounts()`.',
      is: (needed, { ratings }) => needed === forHalf(ratings.itemCounts()),
    },
    {
      words: 'That looks like a share. The answer is a number of users.',
      is: (needed, { ratings }) => {
        const share = forHalf(ratings.userCounts()) / ratings.userCount;
        return Math.abs(needed - share) < 0.01 || Math.abs(needed - 100 * share) < 1;
      },
    },
  ],
};
