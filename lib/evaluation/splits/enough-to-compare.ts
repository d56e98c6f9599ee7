/** Whether a table is large enough to choose a model by. */
import { checkArgument, objectWith } from '../../core/arguments';
import { DataError } from '../../core/errors';
import type { Interactions } from '../../data/table/interactions';

/** With fewer, the parts of a split have too little to learn from, or nothing to rank. */
const LEAST = { users: 5, items: 5, rows: 25 };

/**
 * To choose a model on one part of a table and measure it on another takes a few users, items and rows. These are the
 * fewest with which anything can be computed; a choice that isn't left to chance needs thousands of rows.
 *
 * @example
 * enoughToCompare(ratings); // or: DataError: … has 2 users, 3 items and 4 rows, …
 * @throws DataError that says what is too small
 */
export function enoughToCompare(ratings: Pick<Interactions, 'userCount' | 'itemCount' | 'length'>): void {
  checkArgument('enoughToCompare', 'ratings', ratings, objectWith('userCount', 'itemCount', 'length'));
  const { userCount, itemCount, length } = ratings;
  if (userCount >= LEAST.users && itemCount >= LEAST.items && length >= LEAST.rows) return;
  const inWords = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;
  throw new DataError(
    `too little data to compare models: the table has ${inWords(userCount, 'user')}, ${inWords(itemCount, 'item')} and ` +
      `${inWords(length, 'row')}, but needs at least ${LEAST.users} users, ${LEAST.items} items and ${LEAST.rows} rows`,
  );
}
