/**
 * What to do with a user's second rating of the same item.
 */
import { gather } from './gather';
import { groupRows } from './row-groups';

/**
 * - `error`: reject the table (default).
 * - `last`: keep only the last row, in its position.
 * - `mean`: one row with the mean rating and the latest timestamp, with the context and propensity of that
 *   row, in the position of the first.
 * - `keep`: leave all rows as they are, for event logs. The table counts each of them; models and splits use
 *   each pair once, with its last rating; see `Interactions.onePerPair`.
 */
export type DuplicatePolicy = 'error' | 'last' | 'mean' | 'keep';

/** The choices, for error messages. */
export const DUPLICATE_POLICIES: readonly DuplicatePolicy[] = ['error', 'last', 'mean', 'keep'];

/** The columns in which repeats are looked for. */
export interface PairColumns {
  readonly users: Int32Array;
  readonly items: Int32Array;
  readonly userCount: number;
  readonly itemCount: number;
}

/**
 * For each row, the first row of the same user and item (possibly itself), or undefined if no pair occurs
 * twice. Uses one mark per item, rewritten for each user: O(rows + users + items).
 */
export function firstRowOfPair(columns: PairColumns): Int32Array | undefined {
  if (!repeats(columns)) return undefined;
  const { users, items, userCount, itemCount } = columns;
  const seenBy = new Int32Array(itemCount).fill(-1);
  const seenIn = new Int32Array(itemCount);
  const first = Int32Array.from(items.keys());
  const { offsets, rows } = groupRows(users, userCount);
  for (let user = 0; user < userCount; user++) {
    for (let p = offsets[user]; p < offsets[user + 1]; p++) {
      const row = rows[p];
      const item = items[row];
      if (seenBy[item] === user) {
        first[row] = seenIn[item];
      } else {
        seenBy[item] = user;
        seenIn[item] = row;
      }
    }
  }
  return first;
}

/**
 * Whether any pair occurs twice. A quarter of the time of finding the rows in a large table, because items are written to
 * their users' places, not read from all over the table.
 */
function repeats({ users, items, userCount, itemCount }: PairColumns): boolean {
  const next = new Int32Array(userCount + 1);
  for (let row = 0; row < users.length; row++) next[users[row] + 1]++;
  for (let user = 0; user < userCount; user++) next[user + 1] += next[user];
  const byUser = new Int32Array(items.length);
  for (let row = 0; row < items.length; row++) byUser[next[users[row]]++] = items[row];
  const seenBy = new Int32Array(itemCount).fill(-1);
  for (let user = 0, at = 0; user < userCount; user++) {
    for (; at < next[user]; at++) {
      if (seenBy[byUser[at]] === user) return true;
      seenBy[byUser[at]] = user;
    }
  }
  return false;
}

/** The columns that merging works on. */
export interface MergeColumns {
  readonly ratings: Float32Array;
  readonly timestamps: Float64Array | undefined;
}

/**
 * Merges rows of the same pair: returns, for each remaining row, the row whose values it keeps, and its
 * rating (`columns` isn't changed). `last`: the last row, in its position. `mean`: the latest row (the last
 * one if there are no timestamps or several are equal) with the mean rating, in the position of the first.
 */
export function mergeDuplicates(
  policy: 'last' | 'mean',
  first: Int32Array,
  { ratings, timestamps }: MergeColumns,
): { rows: Int32Array; ratings: Float32Array } {
  const count = new Int32Array(first.length);
  const sum = new Float64Array(first.length);
  const last = new Int32Array(first.length);
  const latest = new Int32Array(first.length);
  for (let row = 0; row < first.length; row++) {
    const pair = first[row];
    const isLater = timestamps === undefined || timestamps[row] >= timestamps[latest[pair]];
    if (count[pair] === 0 || isLater) latest[pair] = row;
    count[pair]++;
    sum[pair] += ratings[row];
    last[pair] = row;
  }
  const all = Int32Array.from(first.keys());
  if (policy === 'last') {
    const rows = all.filter((row) => last[first[row]] === row);
    return { rows, ratings: gather(ratings, rows) };
  }
  const pairs = all.filter((row) => first[row] === row);
  const means = Float32Array.from(pairs, (pair) => sum[pair] / count[pair]);
  return { rows: gather(latest, pairs), ratings: means };
}
