/** Features of MovieLens users: age group, gender, occupation, region. */
import { userFeatures } from '../features/feature-rows';
import type { UserFeatures } from '../features/feature-table';
import type { User } from './user';

/** The first year of each age group but the youngest: those of MovieLens 1M. */
const AGE_GROUPS = [18, 25, 35, 45, 50, 56];

/**
 * One feature each for the user's age group (`age: from 25`), gender, occupation, and region, which is the first
 * character of the zip code: a digit in the US, a letter in Canada. Each has the weight 1. Cost: O(users).
 *
 * @example
 * const ratings = movielens.ratings.withUserFeatures(demographics(movielens.users));
 */
export function demographics(users: Iterable<User>): UserFeatures {
  const rows = Array.from(users, ({ id, age, gender, occupation, zipCode }) => {
    const from = AGE_GROUPS.findLast((first) => age >= first) ?? 0;
    const region = [...zipCode.trim()].slice(0, 1).map((first) => `region: ${first}`);
    return {
      user: id,
      words: [`age: from ${from}`, `gender: ${gender}`, `occupation: ${occupation}`, ...region],
    };
  });
  return userFeatures(rows, { weighting: 'amount' });
}
