/** Groups of users, to see which users a model serves well. */

import { called, checkArgument, checkOptions, LIST, objectWith } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import type { UserId, UserIndex } from '../../core/ids';
import type { User } from '../../data/movielens/user';
import type { Interactions } from '../../data/table/interactions';
import { TABLE } from '../../data/table/table-kind';

/** The group of each user; users without an entry are in no group. Groups are in the order of a table. */
export interface UserGroups {
  readonly name: string;
  readonly groups: readonly string[];
  readonly groupOf: ReadonlyMap<UserId, string>;
}

/** Groups as an argument. */
export const GROUPS = called(
  'groups of users, as activityGroups returns them',
  objectWith('name', 'groups', 'groupOf'),
);

/**
 * Groups by number of train ratings, of equal size as far as possible while users with the same number stay
 * together. A group is named after its range: `20 to 44 ratings`.
 *
 * @param options.parts number of groups; default 3
 */
export function activityGroups(train: Interactions, options: { readonly parts?: number } = {}): UserGroups {
  checkArgument('activityGroups', 'train', train, TABLE);
  checkOptions('activityGroups', options, { parts: 3 });
  const { parts = 3 } = options;
  if (!Number.isSafeInteger(parts) || parts < 2 || parts > train.userCount) {
    throw new OptionError(
      `activityGroups: parts must be a whole number from 2 to ${train.userCount}, got ${parts}`,
    );
  }
  const counts = train.userCounts();
  const sorted = counts.slice().sort();
  const bounds = Array.from(
    { length: parts - 1 },
    (_, n) => sorted[Math.floor(((n + 1) * sorted.length) / parts)],
  );
  const partOf = (count: number) => bounds.filter((bound) => count >= bound).length;
  const names = Array.from({ length: parts }, (_, part) => {
    const own = sorted.filter((count) => partOf(count) === part);
    return own.length === 0 ? undefined : `${own[0]} to ${own[own.length - 1]} ratings`;
  });
  const groupOf = Array.from(counts, (count, user): [UserId, string] => [
    train.users.idOf(user as UserIndex),
    names[partOf(count)] ?? '',
  ]);
  return {
    name: 'activity',
    groups: names.filter((name): name is string => name !== undefined),
    groupOf: new Map(groupOf),
  };
}

/** Groups by gender, as given in the data set. */
export function genderGroups(users: readonly User[]): UserGroups {
  checkArgument('genderGroups', 'users', users, LIST);
  const groups = [...new Set(users.map(({ gender }) => gender))].sort();
  return { name: 'gender', groups, groupOf: new Map(users.map(({ id, gender }) => [id, gender])) };
}

/**
 * Groups by age, in the bands of MovieLens: under 18, 18 to 24, 25 to 34, 35 to 44, 45 to 49, 50 to 55, 56
 * and over.
 *
 * @param options.from other lower bounds, ascending
 */
export function ageGroups(
  users: readonly User[],
  options: { readonly from?: readonly number[] } = {},
): UserGroups {
  checkArgument('ageGroups', 'users', users, LIST);
  checkOptions('ageGroups', options, { from: [18, 35] });
  const { from = [18, 25, 35, 45, 50, 56] } = options;
  checkArgument('ageGroups', 'from', from, LIST);
  if (from.length === 0 || from.some((age, n) => !Number.isFinite(age) || (n > 0 && age <= from[n - 1]))) {
    throw new OptionError(`ageGroups: from must be ascending ages, got ${from.join(', ')}`);
  }
  const names = [
    `under ${from[0]}`,
    ...from.map((age, n) => (n + 1 < from.length ? `${age} to ${from[n + 1] - 1}` : `${age} and over`)),
  ];
  const known = users.filter(({ age }) => Number.isFinite(age));
  const groupOf = known.map(({ id, age }): [UserId, string] => [
    id,
    names[from.filter((lowest) => age >= lowest).length],
  ]);
  return { name: 'age', groups: names, groupOf: new Map(groupOf) };
}
