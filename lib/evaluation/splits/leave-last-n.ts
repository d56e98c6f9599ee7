import { checkArgument, checkOptions } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import type { UserIndex } from '../../core/ids';
import type { Interactions } from '../../data/table/interactions';
import { TABLE } from '../../data/table/table-kind';
import { type Split, splitRows } from './split';
import { byTime, timestampsOf } from './time-order';

/** Options of `leaveLastN`. */
export interface LeaveLastNOptions {
  /** Number of each user's latest ratings to test; a positive whole number. Default 1. */
  readonly n?: number;
  /** A user who would have fewer train ratings than this is in the train set only. Default 1. */
  readonly minTrain?: number;
}

/**
 * Leave-last-n-out: tests each user's last n ratings by time and trains on the earlier ones. No user is cold.
 * Other users' future ratings leak into the train set; `globalTimeCut` prevents that, at the price of cold
 * users. If timestamps are equal, the later row of the table counts as the later rating.
 *
 * @throws OptionError when the table has no timestamps, or no user has enough ratings
 */
export function leaveLastN(ratings: Interactions, options: LeaveLastNOptions = {}): Split {
  checkArgument('leaveLastN', 'ratings', ratings, TABLE);
  checkOptions('leaveLastN', options, { n: 1, minTrain: 1 });
  const { n = 1, minTrain = 1 } = options;
  for (const [name, value] of Object.entries({ n, minTrain })) {
    if (Number.isSafeInteger(value) && value >= 1) continue;
    throw new OptionError(`leaveLastN: ${name} must be a positive whole number, got ${value}`);
  }
  const timestamps = timestampsOf('leaveLastN', ratings);
  const isTest = new Uint8Array(ratings.length);
  let whole = 0;
  for (let user = 0; user < ratings.userCount; user++) {
    const rows = ratings.rowsOfUser(user as UserIndex);
    if (rows.length < n + minTrain) {
      if (rows.length > 0) whole++;
      continue;
    }
    const ordered = byTime(timestamps, rows.slice());
    for (let last = 1; last <= n; last++) isTest[ordered[ordered.length - last]] = 1;
  }
  const rows = Array.from({ length: ratings.length }, (_, row) => row);
  return splitRows(ratings, {
    name: `last ${n} of each user`,
    train: rows.filter((row) => !isTest[row]),
    test: rows.filter((row) => isTest[row]),
    notes:
      whole === 0
        ? []
        : [`${whole} users with fewer than ${n + minTrain} ratings are in the train set only.`],
  });
}
