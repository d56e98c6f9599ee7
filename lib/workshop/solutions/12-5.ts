import type { SolutionOf } from '../exercise-spec';
import type { theDriver } from '../exercises/12-5-the-driver';

/** The limit divided by the bytes of one user. */
export const answer: SolutionOf<typeof theDriver> = () => {
  const users = Math.floor(2 ** 30 / (4 + 4 * 64));
  return users;
};
