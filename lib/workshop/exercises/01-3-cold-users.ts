import type { Interactions } from '../../data/table/interactions';
import { type ExerciseSpec, right, wrong } from '../exercise-spec';

interface Given {
  readonly ratings: Interactions;
}

const below = (counts: ArrayLike<number>, limit: number) =>
  Array.from(counts).filter((count) => count < limit).length;

export const coldUsers: ExerciseSpec<number, Given, 'none' | 'a few' | 'more than a tenth'> = {
  id: '01-3',
  title: 'Cold users',
  level: 'predict',
  task: 'Call a user cold if they have fewer than 20 ratings. How many users are cold? Guess, then count, or set `coldBelow` to 20 in the parameters cell.',
  needs: ['ratings'],
  answer: 'coldCount',
  hints: [
    'In the summary table, how many ratings does the least active user have?',
    'The users’ counts are in `userCounts`, a column of a data frame, and in `ratings.userCounts()`.',
    '`userCounts.lt(20).sum()`',
  ],
  guessing: {
    from: ['none', 'a few', 'more than a tenth'],
    outcome: (count, { ratings }) => {
      if (count === 0) return 'none';
      return count > ratings.userCount / 10 ? 'more than a tenth' : 'a few';
    },
    tempting: {
      'a few':
        'On a real site, there would be many more. Look at the smallest count: who put this data together?',
      'more than a tenth': 'On a real site, yes. Look at the smallest count: who put this data together?',
    },
  },
  check(count, { ratings }) {
    const wanted = below(ratings.userCounts(), 20);
    if (count !== wanted) return wrong(`Not ${count}.`);
    return right(
      wanted === 0
        ? 'None: only users with at least 20 ratings were published, so "fewer than 20" is empty by construction. To study new users, you have to hide ratings on purpose, as notebook 04b does.'
        : `${wanted} of ${ratings.userCount}. MovieLens 100K itself has none: only users with 20 ratings or more were published.`,
    );
  },
  mistakes: [
    {
      words: 'You counted films. The question is about users.',
      is: (count, { ratings }) => count === below(ratings.itemCounts(), 20),
    },
    {
      words: 'You included users with exactly 20 ratings. Count only those with fewer.',
      is: (count, { ratings }) => count === below(ratings.userCounts(), 21),
    },
    {
      words: 'That is the number of users who are not cold.',
      is: (count, { ratings }) => count === ratings.userCount - below(ratings.userCounts(), 20),
    },
  ],
};
