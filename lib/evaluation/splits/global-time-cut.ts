import { OptionError } from '../../core/errors';
import type { Interactions } from '../../data/table/interactions';
import { partSize, partsInWords } from './part-size';
import { type Split, splitRows } from './split';
import { byTime, timestampsOf } from './time-order';

/** Options of `globalTimeCut`. Give one of the two. */
export interface GlobalTimeCutOptions {
  /** The latest rows: a share between 0 and 1, or a number of rows. Default 0.2. */
  readonly testSize?: number;
  /** Instead: test what was rated at this time or later; seconds since 1970. */
  readonly at?: number;
}

/**
 * One moment for all users: what came before trains, what came after is tested, as in a running system.
 * Nothing of the future leaks, but users and items that arrive later are cold: in MovieLens 100K, where
 * people rated for one evening, 17,048 of the 20,000 rows after an 80/20 cut are of users without any
 * train rating. Look at `cold` before believing a number. Rows are in order of time, ties as in the table.
 *
 * @throws OptionError when the table has no timestamps, or a part would be empty
 */
export function globalTimeCut(ratings: Interactions, options: GlobalTimeCutOptions = {}): Split {
  const { testSize = 0.2, at } = options;
  if (at !== undefined && options.testSize !== undefined) {
    throw new OptionError('globalTimeCut: give testSize or at, not both');
  }
  const timestamps = timestampsOf('globalTimeCut', ratings);
  const rows = ratings.length;
  const order = byTime(
    timestamps,
    Int32Array.from({ length: rows }, (_, row) => row),
  );
  if (at === undefined) {
    const testRows = partSize('globalTimeCut', testSize, rows);
    return splitRows(ratings, {
      name: `time cut ${partsInWords(testRows, rows)}`,
      train: order.subarray(0, rows - testRows),
      test: order.subarray(rows - testRows),
    });
  }
  if (!Number.isFinite(at)) throw new OptionError(`globalTimeCut: at must be a number of seconds, got ${at}`);
  const first = order.findIndex((row) => timestamps[row] >= at);
  const cut = first === -1 ? rows : first;
  return splitRows(ratings, {
    name: `time cut at ${at}`,
    train: order.subarray(0, cut),
    test: order.subarray(cut),
  });
}
