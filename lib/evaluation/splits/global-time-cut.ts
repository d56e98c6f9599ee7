import { checkArgument, checkOptions } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import type { Interactions } from '../../data/table/interactions';
import { TABLE } from '../../data/table/table-kind';
import { partSize, partsInWords } from './part-size';
import { type Split, splitRows } from './split';
import { byTime, timestampsOf } from './time-order';

/** Options of `globalTimeCut`. Pass one of the two. */
export interface GlobalTimeCutOptions {
  /** Size of the test set, the latest rows: a share between 0 and 1, or a number of rows. Default 0.2. */
  readonly testSize?: number;
  /** Alternatively, the start of the test set, in seconds since 1970. */
  readonly at?: number;
}

/**
 * Global temporal split: trains on all ratings before a point in time and tests on the later ones, as in
 * production. No future data leaks into training, but users and items that arrive later are cold: in
 * MovieLens 100K, where most users rated in a single session, 17,048 of the 20,000 test rows of an 80/20
 * split belong to users without any train rating. Look at `cold` before you trust a result. Rows are ordered
 * by time; ties keep the order of the table.
 *
 * @throws OptionError when the table has no timestamps, or a part would be empty
 */
export function globalTimeCut(ratings: Interactions, options: GlobalTimeCutOptions = {}): Split {
  checkArgument('globalTimeCut', 'ratings', ratings, TABLE);
  checkOptions('globalTimeCut', options, { testSize: 0.2, at: 890_000_000 });
  const { testSize = 0.2, at } = options;
  if (at !== undefined && options.testSize !== undefined) {
    throw new OptionError('globalTimeCut: pass testSize or at, not both');
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
  if (!Number.isFinite(at))
    throw new OptionError(`globalTimeCut: at must be a time in seconds since 1970, got ${at}`);
  const first = order.findIndex((row) => timestamps[row] >= at);
  const cut = first === -1 ? rows : first;
  return splitRows(ratings, {
    name: `time cut at ${at}`,
    train: order.subarray(0, cut),
    test: order.subarray(cut),
  });
}
