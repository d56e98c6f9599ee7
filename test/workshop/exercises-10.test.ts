import { usersForMeansNormal } from '../../lib/experiments/planning/power';
import { examine, examinedAllOf } from './examine';

/** A world in which EASE gains less, the more stars count. */
const tasteFor = (weight: number) => ({ appeal: () => weight });
const truthOf = (taste: { appeal(user: string, item: string): number }, arm: string) =>
  arm === 'EASE' ? 0.1 - 0.05 * taste.appeal('', '') : 0.08;
const inWorld = (weight: number, arm: string) => truthOf(tasteFor(weight), arm);
examine('10-1', {
  given: () => ({ tasteFor, truthOf: truthOf as (taste: never, arm: string) => number }),
  wrong: (_, gain) => [inWorld(0, 'EASE') - inWorld(0, 'SVD'), -gain, inWorld(1, 'EASE')],
});

examine('10-2', {
  given: () => ({ effect: 0.1 }),
  alsoRight: (_, perArm) => [Math.ceil(perArm), Math.round(perArm)],
  wrong: (_, perArm) => [2 * usersForMeansNormal(0.1), 2 * perArm, usersForMeansNormal(0.1)],
});

type Arm = { readonly clicked: number; readonly users: number };
const difference = (one: Arm, zero: Arm) => one.clicked / one.users - zero.clicked / zero.users;
const spread = (share: number) => share * (1 - share);
const common = (one: Arm, zero: Arm) => (one.clicked + zero.clicked) / (one.users + zero.users);
examine('10-3', {
  given: () => undefined,
  alsoRight: () => [
    (one: Arm, zero: Arm) =>
      difference(one, zero) /
      Math.sqrt((spread(common(one, zero)) * (one.users + zero.users)) / one.users / zero.users),
  ],
  wrong: () => [
    (one: Arm, zero: Arm) =>
      difference(one, zero) /
      Math.sqrt(spread(one.clicked / one.users) / one.users + spread(zero.clicked / zero.users) / zero.users),
    (one: Arm, zero: Arm) =>
      difference(one, zero) /
      Math.sqrt(
        spread((one.clicked / one.users + zero.clicked / zero.users) / 2) * (1 / one.users + 1 / zero.users),
      ),
    (one: Arm, zero: Arm) =>
      difference(one, zero) / Math.sqrt(spread(common(one, zero)) / (one.users + zero.users)),
    (one: Arm, zero: Arm) =>
      difference(one, zero) / (spread(common(one, zero)) * (1 / one.users + 1 / zero.users)),
  ],
});

examine('10-4', {
  given: () => undefined,
  wrong: () => [
    (first: number, _: number, traffic: number) =>
      first >= traffic ? 'out' : first < traffic / 2 ? 'control' : 'treatment',
    (first: number, _: number, traffic: number) =>
      first >= traffic ? 'out' : first < 0.5 ? 'control' : 'treatment',
    (first: number, second: number, traffic: number) =>
      second >= traffic ? 'out' : first < 0.5 ? 'control' : 'treatment',
    (first: number, second: number, traffic: number) =>
      first >= traffic ? 'out' : second < 0.5 ? 'treatment' : 'control',
  ],
});

examinedAllOf('10');
