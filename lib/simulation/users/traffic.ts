import { called, checkArgument, checkOptions, FUNCTION, objectWith } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { withRequired } from '../../core/with-required';
import type { ReturnVisits } from './return-visits';
import { type SimulatedUsers, USERS } from './simulated-users';
import { stream } from './stream';

/** One list that was shown, and what was clicked: a line of the log. */
export interface View<Item extends string = string> {
  readonly user: string;
  /** From 0. */
  readonly day: number;
  readonly arm: string;
  readonly items: readonly Item[];
  readonly clicks: readonly Item[];
}

export interface TrafficOptions<Item extends string> {
  readonly users: SimulatedUsers;
  readonly visits: ReturnVisits;
  readonly days: number;
  /** The user's arm on a day; undefined for users who aren't in the experiment. */
  readonly armOf: (user: string, day: number) => string | undefined;
  readonly listOf: (user: string, arm: string) => readonly Item[];
  /** Seed of who comes when. Default 0. */
  readonly seed?: number;
}

const VISITS = called('visits, such as returnVisits(users.ids)', objectWith('visits', 'rateOf'));

/**
 * Some days of traffic: every day, users come as they do, get the list of their arm, and click. Who comes on a day is
 * drawn from a generator of its own, so without loyalty two worlds with other lists have the same visits. Cost:
 * O(users · days + views · places).
 *
 * @returns the views in the order in which they happened
 * @throws OptionError for a number of days that isn't whole and positive
 * @example
 * const users = new SimulatedUsers({ taste: plantedTaste(), clicks: positionBased() });
 * const arms = [{ name: 'A', weight: 1 }, { name: 'B', weight: 1 }];
 * const assignment = new Assignment({ salt: 'mint', arms });
 * simulateTraffic({
 *   ...{ users, visits: returnVisits(users.ids), days: 14 },
 *   armOf: (user) => assignment.of(user).arm,
 *   listOf: (user, arm) => (arm === 'A' ? ['i1', 'i2', 'i3'] : ['i3', 'i2', 'i1']),
 * }); // [{ user, day: 0, arm, items, clicks }, …]
 */
export function simulateTraffic<Item extends string>(options: TrafficOptions<Item>): View<Item>[] {
  const owner = 'simulateTraffic';
  withRequired(owner, options, 'users', 'visits', 'days', 'armOf', 'listOf');
  checkOptions(owner, options, { users: {}, visits: {}, days: 14, armOf: 1, listOf: 1, seed: 0 });
  const { users, visits, days, armOf, listOf, seed = 0 } = options;
  checkArgument(owner, 'users', users, USERS);
  checkArgument(owner, 'visits', visits, VISITS);
  checkArgument(owner, 'armOf', armOf, FUNCTION);
  checkArgument(owner, 'listOf', listOf, FUNCTION);
  if (!Number.isSafeInteger(days) || days < 1) {
    throw new OptionError(`simulateTraffic: days must be a positive whole number, got ${days}`);
  }
  const random = stream(seed, 'visits');
  const clicked = new Set<string>();
  const log: View<Item>[] = [];
  for (let day = 0; day < days; day++) {
    for (const user of users.ids) {
      const times = users.bots?.has(user) ? users.bots.times : 1;
      let count = 0;
      for (let n = 0; n < times; n++) count += visits.visits(user, { clicked: clicked.has(user) }, random);
      const arm = count > 0 ? armOf(user, day) : undefined;
      if (arm === undefined) continue;
      const items = listOf(user, arm);
      for (let n = 0; n < count; n++) {
        const clicks = users.visit(user, items, { arm });
        if (clicks.length > 0) clicked.add(user);
        else clicked.delete(user);
        log.push({ user, day, arm, items, clicks });
      }
    }
  }
  return log;
}

/**
 * The click-through rate of an arm in truth: if everybody got its lists, expected clicks / items shown, each user weighted
 * by the rate of visits. Exact for users without changes and loyalty. Cost: O(users · places).
 *
 * @example
 * const users = new SimulatedUsers({ taste: plantedTaste(), clicks: positionBased() });
 * trueCtr({ users, visits: returnVisits(users.ids), listOf: () => ['i1', 'i2', 'i3'] });
 */
export function trueCtr(options: {
  readonly users: SimulatedUsers;
  readonly visits: ReturnVisits;
  readonly listOf: (user: string) => readonly string[];
}): number {
  // The options of simulateTraffic are accepted, too, so unknown names aren't refused.
  const { users, visits, listOf } = withRequired('trueCtr', options, 'users', 'visits', 'listOf');
  checkArgument('trueCtr', 'users', users, USERS);
  checkArgument('trueCtr', 'visits', visits, VISITS);
  checkArgument('trueCtr', 'listOf', listOf, FUNCTION);
  let [clicks, shown] = [0, 0];
  for (const user of users.ids) {
    const list = listOf(user);
    const rate = visits.rateOf(user) * (users.bots?.has(user) ? users.bots.times : 1);
    clicks += rate * users.expectedClicks(user, list);
    shown += rate * list.length;
  }
  return clicks / shown;
}
