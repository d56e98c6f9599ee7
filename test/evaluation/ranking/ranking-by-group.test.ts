import assert from 'node:assert/strict';
import { test } from 'node:test';
import { userId } from '../../../lib/core/ids';
import type { User } from '../../../lib/data/movielens/user';
import { evaluateRanking } from '../../../lib/evaluation/ranking/evaluate-ranking';
import { rankingByGroup } from '../../../lib/evaluation/ranking/ranking-by-group';
import { activityGroups, ageGroups, genderGroups } from '../../../lib/evaluation/ranking/user-groups';
import { BaselineOnly } from '../../../lib/models/simple/baseline-only';
import { close } from './close';
import { madeUpSplit } from './made-up';

const split = madeUpSplit();
const people: readonly User[] = Array.from({ length: 120 }, (_, n) => ({
  id: userId(`u${n}`),
  age: 10 + (n % 60),
  gender: n % 3 === 0 ? 'F' : 'M',
  occupation: 'other',
  zipCode: '',
}));

test('groups by gender: the means of the groups, and together the mean of all', async () => {
  const of = await evaluateRanking(new BaselineOnly(), { split });
  const { rows, by, metric, gap } = rankingByGroup(of, { groups: genderGroups(people) });
  assert.deepEqual([by, metric, rows.map(({ group }) => group)], ['gender', 'ndcg', ['F', 'M']]);
  const mean = (gender: string) => {
    const own = [...of.perUser.ndcg].filter(
      (value, n) => !Number.isNaN(value) && people[Number(of.users[n].slice(1))].gender === gender,
    );
    return own.reduce((sum, value) => sum + value, 0) / own.length;
  };
  for (const { group, value } of rows) {
    close(value.value, mean(group), 1e-12);
    assert.ok(value.low < value.value && value.value < value.high);
  }
  const users = rows.reduce((sum, row) => sum + row.users, 0);
  assert.equal(users, of.row.users);
  close(rows.reduce((sum, row) => sum + row.users * row.value.value, 0) / users, of.row.ndcg, 1e-12);
  assert.ok(gap);
  close(gap.value.value, Math.abs(mean('F') - mean('M')), 1e-9);
  assert.ok(gap.value.low < 0 && gap.value.high > 0, 'made-up users are alike whatever their gender');
});

test('activity: parts of about equal size, named by their range, that hold every train user once', () => {
  const { groups, groupOf } = activityGroups(split.train, { parts: 4 });
  assert.equal(groups.length, 4);
  assert.equal(groupOf.size, split.train.userCount);
  for (const group of groups) {
    const [least, most] = group.match(/\d+/g)?.map(Number) ?? [];
    const own = [...groupOf].filter(([, name]) => name === group);
    assert.ok(own.length > 15 && own.length < 45, `${group}: ${own.length}`);
    const counts = own.map(([user]) => split.train.ratingsOf(user).length);
    assert.deepEqual([Math.min(...counts), Math.max(...counts)], [least, most]);
  }
});

test('age: bands with both ends, and an empty band is there without a value', async () => {
  const { groups, groupOf } = ageGroups(people);
  assert.deepEqual(groups, [
    'under 18',
    '18 to 24',
    '25 to 34',
    '35 to 44',
    '45 to 49',
    '50 to 55',
    '56 and over',
  ]);
  const band = (age: number) => groupOf.get(people.find((user) => user.age === age)?.id ?? userId('none'));
  assert.deepEqual([17, 18, 24, 25, 55, 56].map(band), [
    'under 18',
    '18 to 24',
    '18 to 24',
    '25 to 34',
    '50 to 55',
    '56 and over',
  ]);
  const of = await evaluateRanking(new BaselineOnly(), { split });
  const { rows } = rankingByGroup(of, { groups: ageGroups(people, { from: [40, 90] }), metric: 'recall' });
  assert.deepEqual(
    rows.map(({ users, value }) => [users > 0, Number.isNaN(value.value)]),
    [
      [true, false],
      [true, false],
      [false, true],
    ],
  );
});

test('bad options are refused', async () => {
  const of = await evaluateRanking(new BaselineOnly(), { split });
  const refuse = (call: () => unknown, message: RegExp) =>
    assert.throws(call, { name: 'OptionError', message });
  refuse(
    () => activityGroups(split.train, { parts: 1 }),
    /parts must be a whole number from 2 to 120, got 1/,
  );
  refuse(() => ageGroups(people, { from: [30, 20] }), /from must be ascending ages, got 30, 20/);
  const groups = genderGroups(people);
  refuse(
    () => rankingByGroup(of, { groups, metric: 'coverage' as 'ndcg' }),
    /metric must be one of precision/,
  );
  refuse(() => rankingByGroup([], { groups }), /at least one result/);
});
