import { checkArgument, checkOptions, LIST } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { RandomState } from '../../math/random/random-state';
import type { AppealChange } from '../../simulation/users/appeal-change';
import { bots } from '../../simulation/users/bots';
import { carryOver } from '../../simulation/users/carry-over';
import { novelty } from '../../simulation/users/novelty';
import { plantedTaste } from '../../simulation/users/planted-taste';
import { positionBased } from '../../simulation/users/position-based';
import { returnVisits } from '../../simulation/users/return-visits';
import { SimulatedUsers } from '../../simulation/users/simulated-users';
import type { Taste } from '../../simulation/users/taste';
import { simulateTraffic, trueCtr } from '../../simulation/users/traffic';
import { Assignment } from '../assignment/assignment';
import type { CreditedView, Evidence } from './evidence';

/** The switches of the simulator. */
export const FAULT_NAMES = [
  'peeking',
  'lost users',
  'impressions as units',
  'a used salt',
  'carry-over',
  'a banner above',
  'novelty',
  'bots',
  'too few users',
  'many metrics',
  'shadow credit',
  'reshuffled ramp-up',
] as const;
export type FaultName = (typeof FAULT_NAMES)[number];

export interface FaultyExperimentOptions {
  /** The faults that are switched on. Default none. */
  readonly on?: readonly FaultName[];
  /** Whether both arms are equally good: the same lists, so that the true difference is 0. Default true. */
  readonly same?: boolean;
  /** Default 2000, of whom about 1,700 come. */
  readonly users?: number;
  /** Default 0. */
  readonly seed?: number;
}

const DAYS = 14;
const PLACES = 5;
const ITEMS = 60;
const BANNER = ['banner 1', 'banner 2'];

/**
 * A two-week A/B test on simulated users with any of twelve faults switched on, in the running of the test or in its
 * analysis. Another experiment, which makes its treatment's users click more, runs at the same time. Cost: O(views).
 *
 * @throws OptionError for an unknown fault
 * @example
 * reading(faultyExperiment({ on: ['lost users'] })); // a difference where there is none
 */
export function faultyExperiment(options: FaultyExperimentOptions = {}): Evidence {
  checkOptions('faultyExperiment', options, { on: ['bots'], same: true, users: 2000, seed: 0 });
  const { on = [], same = true, users = 2000, seed = 0 } = options;
  checkArgument('faultyExperiment', 'on', on, LIST);
  const unknown = on.find((name) => !FAULT_NAMES.includes(name));
  if (unknown !== undefined) {
    throw new OptionError(`faultyExperiment: on must be of ${FAULT_NAMES.join(', ')}, got ${unknown}`);
  }
  const has = (name: FaultName) => on.includes(name);
  const random = new RandomState(seed);
  const taste = withBanner(
    plantedTaste({
      users: has('too few users') ? Math.ceil(users / 50) : users,
      items: ITEMS,
      seed: random.uint32(),
    }),
  );
  // In the shadow, another model is tried; else an A/A test has the same lists in both arms.
  const lists = listsOf(taste, same, has('shadow credit'), random);
  const salt = `ours-${seed}`;
  const ours = halves(salt);
  const other = halves(has('a used salt') ? salt : `other-${seed}`);
  const changes = changesOf(has, ours, other);
  const simulated = new SimulatedUsers({
    taste,
    clicks: positionBased(),
    changes,
    seed: random.uint32(),
    ...(has('bots') && { bots: bots({ users: taste.users.filter((_, n) => n % 50 === 7), times: 50 }) }),
  });
  const visits = returnVisits(taste.users, { perDay: 0.3, seed: random.uint32() });
  const run = (days: number, armOf: (user: string, day: number) => string, wasShown: string[]) =>
    simulateTraffic({
      users: simulated,
      visits,
      days,
      armOf,
      seed: random.uint32(),
      listOf: (user, arm) => {
        const list = lists(user, wasShown.includes(arm) ? arm : 'control');
        return has('a banner above') && arm === 'treatment' ? [...BANNER, ...list] : list;
      },
    });
  const before = run(7, () => 'before', []);
  const reshuffled = halves(`${salt} again`);
  const armOf = (user: string, day: number) =>
    (has('reshuffled ramp-up') && day >= DAYS / 2 ? reshuffled : ours).of(user).arm!;
  const shown = run(DAYS, armOf, has('shadow credit') ? [] : ['treatment']);
  const log = shown.map(({ items, ...view }): CreditedView => {
    const credited = has('shadow credit')
      ? lists(view.user, view.arm)
      : items.filter((item) => !BANNER.includes(item));
    return { ...view, page: items, credited };
  });
  const people = new SimulatedUsers({ taste, clicks: positionBased() });
  const ctr = (arm: string) => trueCtr({ users: people, visits, listOf: (user) => lists(user, arm) });
  return {
    log: has('lost users') ? withoutLost(log, random) : log,
    before: before.map(({ items, ...view }) => ({ ...view, page: items, credited: items })),
    other: new Map(taste.users.map((user) => [user, other.of(user).arm!])),
    days: DAYS,
    looks: has('peeking') ? DAYS : 1,
    unit: has('impressions as units') ? 'impression' : 'user',
    metrics: has('many metrics') ? 20 : 1,
    truth: ctr('treatment') - ctr('control'),
  };
}

const halves = (salt: string) =>
  new Assignment({ salt, arms: ['control', 'treatment'].map((name) => ({ name, weight: 1 })) });

/** Banners are on the page, and nobody clicks on them. */
function withBanner(taste: Taste): Taste {
  const appeal = (user: string, item: string) => (BANNER.includes(item) ? 0 : taste.appeal(user, item));
  return { ...taste, users: taste.users, items: taste.items, appeal };
}

/** Each user's lists: the best items as two models with different errors see them. */
function listsOf(taste: Taste, same: boolean, isShadow: boolean, random: RandomState) {
  const list = (user: string, noise: number) =>
    taste.items
      .map((item) => ({ item, score: taste.appeal(user, item) + random.normal(0, noise) }))
      .sort((a, b) => b.score - a.score)
      .slice(0, PLACES)
      .map(({ item }) => item);
  const lists = new Map(
    taste.users.map((user) => {
      const control = list(user, 0.2);
      return [
        user,
        { control, treatment: same && !isShadow ? control : list(user, same ? 0.2 : 0.1) },
      ] as const;
    }),
  );
  return (user: string, arm: string) => lists.get(user)![arm === 'treatment' ? 'treatment' : 'control'];
}

function changesOf(has: (name: FaultName) => boolean, ours: Assignment, other: Assignment): AppealChange[] {
  const isIn = new Map<string, boolean>();
  const isTreatedElsewhere = (user: string) => {
    if (!isIn.has(user)) isIn.set(user, other.of(user).arm === 'treatment');
    return isIn.get(user)!;
  };
  // The other experiment starts with ours: lists have the arm `before` until then.
  const elsewhere: AppealChange = (appeal, { user, arm }) =>
    arm !== 'before' && isTreatedElsewhere(user) ? 1.3 * appeal : appeal;
  return [
    elsewhere,
    ...(has('novelty') ? [novelty({ arm: 'treatment', lift: 0.8, halfLife: 2 })] : []),
    ...(has('carry-over')
      ? [carryOver({ harmed: (user) => ours.of(user).arm === 'treatment', loss: 0.6, halfLife: 20 })]
      : []),
  ];
}

/** The treatment's page crashes for most of the users who don't click on the first list, before anything is logged. */
function withoutLost(log: readonly CreditedView[], random: RandomState): CreditedView[] {
  const isLost = new Map<string, boolean>();
  for (const { user, arm, clicks } of log) {
    if (isLost.has(user)) continue;
    isLost.set(user, arm === 'treatment' && clicks.length === 0 && random.random() < 0.8);
  }
  return log.filter(({ user }) => !isLost.get(user));
}
