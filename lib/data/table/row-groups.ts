/**
 * The rows of a table sorted by user or by item, as offsets into one list ("compressed sparse rows").
 */
import type { Int32Vector } from '../../core/readonly-vector';

/**
 * Rows by key: those of key `k` are `rows[offsets[k]]` to `rows[offsets[k + 1] - 1]`, in table order.
 */
export interface RowGroups {
  /** Int32 [keys + 1]. */
  readonly offsets: Int32Vector;
  /** Row numbers. Int32 [rows]. */
  readonly rows: Int32Vector;
}

/** Groups rows by key with a stable counting sort. Cost: O(rows + keys), without an object per row. */
export function groupRows(keys: ArrayLike<number>, keyCount: number): RowGroups {
  const offsets = new Int32Array(keyCount + 1);
  for (let row = 0; row < keys.length; row++) offsets[keys[row] + 1]++;
  for (let key = 0; key < keyCount; key++) offsets[key + 1] += offsets[key];
  const next = offsets.slice(0, keyCount);
  const rows = new Int32Array(keys.length);
  for (let row = 0; row < keys.length; row++) rows[next[keys[row]]++] = row;
  return { offsets, rows };
}

/** The number of rows of each key. A new array. */
export function countsOf({ offsets }: RowGroups): Int32Array {
  return Int32Array.from({ length: offsets.length - 1 }, (_, key) => offsets[key + 1] - offsets[key]);
}
