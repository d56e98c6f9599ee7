/**
 * What to do with a user's second rating of the same item.
 */
import { gather } from './gather';
import type { RowGroups } from './row-groups';

/**
 * - `error`: reject the table (default).
 * - `last`: keep only the last row, in its place.
 * - `mean`: one row with the mean rating, in the first one's place, with the latest timestamp.
 * - `keep`: leave all rows as they are, for logs of events. The table counts each of them; a model learns, and a split
 *   holds, each pair once, with its last rating: see `Interactions.onePerPair`.
 */
export type DuplicatePolicy = 'error' | 'last' | 'mean' | 'keep';

/** The choices, for error messages. */
export const DUPLICATE_POLICIES: readonly DuplicatePolicy[] = ['error', 'last', 'mean', 'keep'];

/**
 * For each row the first row of the same user and item (itself, where it is the first), or undefined
 * when no pair occurs twice. One mark an item, rewritten for each user: O(rows + users + items).
 */
export function firstRowOfPair(
  items: Int32Array,
  itemCount: number,
  byUser: RowGroups,
): Int32Array | undefined {
  const seenBy = new Int32Array(itemCount).fill(-1);
  const seenIn = new Int32Array(itemCount);
  let first: Int32Array | undefined;
  const { offsets, rows } = byUser;
  for (let user = 0; user + 1 < offsets.length; user++) {
    for (let p = offsets[user]; p < offsets[user + 1]; p++) {
      const row = rows[p];
      const item = items[row];
      if (seenBy[item] === user) {
        first ??= Int32Array.from(items, (_, n) => n);
        first[row] = seenIn[item];
      } else {
        seenBy[item] = user;
        seenIn[item] = row;
      }
    }
  }
  return first;
}

/** The columns that merging works on. */
export interface MergeColumns {
  readonly ratings: Float32Array;
  readonly timestamps: Float64Array | undefined;
}

/**
 * Merges rows of the same pair: gives the rows to keep, ascending, and their new ratings and
 * timestamps (`columns` stays as it is).
 */
export function mergeDuplicates(
  policy: 'last' | 'mean',
  first: Int32Array,
  columns: MergeColumns,
): { rows: Int32Array; ratings: Float32Array; timestamps: Float64Array | undefined } {
  const { ratings, timestamps } = columns;
  const count = new Int32Array(first.length);
  const sum = new Float64Array(first.length);
  const last = new Int32Array(first.length);
  const latest = timestamps?.slice();
  for (let row = 0; row < first.length; row++) {
    const pair = first[row];
    count[pair]++;
    sum[pair] += ratings[row];
    last[pair] = row;
    if (latest) latest[pair] = Math.max(latest[pair], latest[row]);
  }
  const keeps = (row: number) => (policy === 'mean' ? first[row] === row : last[first[row]] === row);
  const rows = Int32Array.from(first.keys()).filter(keeps);
  if (policy === 'last') {
    return { rows, ratings: gather(ratings, rows), timestamps: timestamps && gather(timestamps, rows) };
  }
  const means = Float32Array.from(rows, (row) => sum[row] / count[row]);
  return { rows, ratings: means, timestamps: latest && gather(latest, rows) };
}
