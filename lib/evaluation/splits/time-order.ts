import { OptionError } from '../../core/errors';
import type { Interactions } from '../../data/table/interactions';

/** The timestamps. @throws OptionError when the table has none */
export function timestampsOf(split: string, ratings: Interactions): ArrayLike<number> {
  if (ratings.timestampColumn) return ratings.timestampColumn;
  throw new OptionError(`${split}: the table must have timestamps, but it has none`);
}

/** The rows sorted by time, earliest first; ties keep the order of the table. Returns a new array. */
export function byTime(timestamps: ArrayLike<number>, rows: ArrayLike<number>): Int32Array {
  return Int32Array.from(rows).sort((a, b) => timestamps[a] - timestamps[b] || a - b);
}
