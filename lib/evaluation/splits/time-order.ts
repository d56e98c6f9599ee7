import { OptionError } from '../../core/errors';
import type { Interactions } from '../../data/table/interactions';

/** The timestamps, or an OptionError where the table has none. */
export function timestampsOf(split: string, ratings: Interactions): ArrayLike<number> {
  if (ratings.timestampColumn) return ratings.timestampColumn;
  throw new OptionError(`${split}: needs timestamps, and the table has none`);
}

/** Rows by time, earliest first; among equal times as in the table. A new array. */
export function byTime(timestamps: ArrayLike<number>, rows: ArrayLike<number>): Int32Array {
  return Int32Array.from(rows).sort((a, b) => timestamps[a] - timestamps[b] || a - b);
}
