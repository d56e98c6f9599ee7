/** Context columns from what is known about the users, such as their region. */
import type { UserId } from '../../core/ids';
import type { ContextValue } from './context-column';

/** The part of a table of ratings that is needed here; `Interactions` has it. */
interface RowsOfUsers {
  /** Raw ids, in the order of the inner indices. */
  readonly users: Iterable<UserId>;
  /** Inner user index of each row. */
  readonly userColumn: ArrayLike<number>;
}

/**
 * Columns with the same value in all rows of a user. Text, booleans, and missing values (null, undefined) make a
 * column of categories, numbers a numeric one; see `Interactions.withContext`. Cost: O(users + rows) per column.
 *
 * @param columns by the name of the column: the value for a user
 * @example
 * const zipCodes = new Map(movielens.users.map(({ id, zipCode }) => [id, zipCode]));
 * const region = (user: UserId) => zipRegion(zipCodes.get(user));
 * const table = ratings.withContext(userContext(ratings, { region }));
 */
export function userContext(
  { users, userColumn }: RowsOfUsers,
  columns: Readonly<Record<string, (user: UserId) => ContextValue>>,
): Record<string, ContextValue[]> {
  const ids = [...users];
  const made = Object.entries(columns).map(([name, valueFor]) => {
    const ofUsers = ids.map(valueFor);
    return [name, Array.from(userColumn, (user) => ofUsers[user])] as const;
  });
  return Object.fromEntries(made);
}
