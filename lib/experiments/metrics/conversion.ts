import { checkArgument, checkOptions, ITERABLE } from '../../core/arguments';
import type { Count } from '../proportions/proportion';

/** A list that was shown, with its time. */
export interface TimedList {
  readonly user: string;
  readonly items: readonly string[];
  /** In any unit, the same as the ratings'. */
  readonly time: number;
}

export interface TimedRating {
  readonly user: string;
  readonly item: string;
  readonly rating: number;
  readonly time: number;
}

/**
 * Conversion to a good rating: the users who rated something that had been on one of their lists with `from` or more,
 * of all users who saw a list. A click says that a title was interesting, this says that the film was good. Each user
 * counts once, and a rating counts from the time the item was first shown. The last rating of an item counts: a
 * retracted like isn't one. Cost: O(lists · places + ratings).
 *
 * @param given `from`: the lowest good rating, default 4; `within`: how long after the item was first shown a rating may
 * come, default Infinity. Wait that long before the end, or late users count as not converted.
 * @returns counts for `wilsonInterval`, `newcombeInterval`, and the z tests
 * @example
 * conversion(
 *   [{ user: 'ann', items: ['a', 'b'], time: 1 }, { user: 'ben', items: ['a'], time: 2 }],
 *   [{ user: 'ann', item: 'b', rating: 5, time: 3 }],
 * ); // { successes: 1, trials: 2 }
 */
export function conversion(
  lists: Iterable<TimedList>,
  ratings: Iterable<TimedRating>,
  options: { readonly from?: number; readonly within?: number } = {},
): Count {
  checkArgument('conversion', 'lists', lists, ITERABLE);
  checkArgument('conversion', 'ratings', ratings, ITERABLE);
  checkOptions('conversion', options, { from: 4, within: 86400 });
  const { from = 4, within = Infinity } = options;
  const firstShown = new Map<string, Map<string, number>>();
  for (const { user, items, time } of lists) {
    const shown = firstShown.get(user) ?? new Map<string, number>();
    for (const item of items) shown.set(item, Math.min(time, shown.get(item) ?? Infinity));
    firstShown.set(user, shown);
  }
  const last = new Map<string, Map<string, TimedRating>>();
  for (const rated of ratings) {
    const shown = firstShown.get(rated.user)?.get(rated.item);
    if (shown === undefined || rated.time < shown || rated.time > shown + within) continue;
    const ofUser = last.get(rated.user) ?? new Map<string, TimedRating>();
    const before = ofUser.get(rated.item);
    if (!before || before.time <= rated.time) ofUser.set(rated.item, rated);
    last.set(rated.user, ofUser);
  }
  let successes = 0;
  for (const ofUser of last.values()) {
    if ([...ofUser.values()].some(({ rating }) => rating >= from)) successes++;
  }
  return { successes, trials: firstShown.size };
}
