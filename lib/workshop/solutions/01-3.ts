import type { SolutionOf } from '../exercise-spec';
import type { coldUsers } from '../exercises/01-3-cold-users';

export const guess = 'none';

/**
 * None: GroupLens published only users with at least 20 ratings. The cold start of users can't be studied on this
 * data as it is; you have to hide ratings on purpose, as notebook 04b does.
 */
export const answer: SolutionOf<typeof coldUsers> = ({ ratings }) => {
  const coldCount = [...ratings.userCounts()].filter((count) => count < 20).length;
  return coldCount;
};
