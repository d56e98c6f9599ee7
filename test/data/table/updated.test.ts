import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ItemIndex, itemId, type UserIndex, userId } from '../../../lib/core/ids';
import { itemFeatures } from '../../../lib/data/features/feature-rows';
import { Interactions } from '../../../lib/data/table/interactions';
import type { RatingUpdate } from '../../../lib/data/table/rating-updates';
import { RandomState } from '../../../lib/math/random/random-state';

const base = () =>
  Interactions.fromRows([
    ['ann', 'up', 5, 100],
    ['bob', 'up', 3, 110],
    ['ann', 'heat', 4, 120],
    ['cai', 'alien', 1, 130],
  ]);

/** Everything that a table answers. */
const allOf = (table: Interactions) => ({
  rows: [...table],
  users: [...table.users],
  items: [...table.items],
  mean: table.mean,
  hash: table.hash(),
  byUser: table.byUser,
  byItem: table.byItem,
  userCounts: table.userCounts(),
  itemCounts: table.itemCounts(),
  ofUsers: Array.from(table.users, (_, user) => [...table.rowsOfUser(user as UserIndex)]),
  ofItems: Array.from(table.items, (_, item) => [...table.rowsOfItem(item as ItemIndex)]),
});

/** The same table made of its rows, as if nothing had been updated. */
const remade = (table: Interactions) => Interactions.fromColumns(table.toColumns(), { scale: table.scale });

test('new ratings, users and items come last; a changed rating keeps its row; the table before stays', () => {
  const table = base();
  const before = allOf(table);
  const { table: next, changed } = table.updated([
    ['dee', 'up', 2, 200],
    { user: 'bob', item: 'up', rating: 1, timestamp: 210 },
    ['ann', 'brazil', 5, 220],
  ]);
  assert.deepEqual(
    [...next].map(({ user, item, rating, timestamp }) => [user, item, rating, timestamp]),
    [
      ['ann', 'up', 5, 100],
      ['bob', 'up', 1, 210],
      ['ann', 'heat', 4, 120],
      ['cai', 'alien', 1, 130],
      ['dee', 'up', 2, 200],
      ['ann', 'brazil', 5, 220],
    ],
  );
  assert.deepEqual([...next.users], ['ann', 'bob', 'cai', 'dee']);
  assert.equal(next.items.indexOf(itemId('brazil')), 3);
  assert.equal(next.mean, 3);
  assert.deepEqual(changed, {
    users: Int32Array.of(3, 1, 0),
    items: Int32Array.of(0, 0, 3),
    before: Float32Array.of(Number.NaN, 3, Number.NaN),
    after: Float32Array.of(2, 1, 5),
  });
  assert.deepEqual(allOf(table), before);
  assert.equal(table.users.has(userId('dee')), false);
  assert.equal(table.users.indexOf(userId('dee')), undefined);
  assert.throws(() => table.users.idOf(3 as UserIndex), /from 0 to 2, got 3/);
  assert.notEqual(next.hash(), table.hash());
});

test('a rating of null withdraws one; what is not there is not withdrawn', () => {
  const { table: next, changed } = base().updated([
    ['ann', 'up', null],
    ['ann', 'alien', null],
    ['nobody', 'nothing', null],
  ]);
  assert.deepEqual(next.ratingsOf(userId('ann')), [{ user: 'ann', item: 'heat', rating: 4, timestamp: 120 }]);
  assert.equal(next.length, 3);
  assert.deepEqual([next.userCount, next.itemCount], [3, 3]);
  assert.deepEqual([...changed.before, ...changed.after], [5, Number.NaN]);
  assert.throws(
    () => base().updated(Array.from(base(), ({ user, item }) => ({ user, item, rating: null }))),
    /the updates withdraw all ratings; at least one must be left/,
  );
});

test('an update without effect gives an equal table, and no pair differs', () => {
  const table = base();
  for (const updates of [[], [['ann', 'up', 5, 100]], [['eve', 'up', null]]] as RatingUpdate[][]) {
    const { table: next, changed } = table.updated(updates);
    assert.deepEqual(allOf(next), allOf(table));
    assert.equal(changed.users.length, 0);
  }
  const later = table.updated([['ann', 'up', 5, 300]]);
  assert.equal(later.changed.users.length, 0, 'a new time alone changes no rating');
  assert.equal(later.table.row(0).timestamp, 300);
});

test('the later of two updates of a pair counts, and one batch is the same as one after another', () => {
  const random = new RandomState(7);
  for (let round = 0; round < 40; round++) {
    const updates = Array.from({ length: 30 }, (_, n): RatingUpdate => {
      const [user, item] = [`u${random.interval(5)}`, `i${random.interval(4)}`];
      return [user, item, random.random() < 0.3 ? null : 1 + random.interval(4), n];
    });
    const first = Interactions.fromRows([
      ['u0', 'i0', 3, 0],
      ['anchor', 'anchor', 3, 0],
    ]);
    const batch = first.updated(updates).table;
    let single = first;
    for (const update of updates) {
      const { table } = single.updated([update]);
      assert.deepEqual(allOf(table), allOf(remade(table)));
      single = table;
    }
    assert.deepEqual(allOf(batch), allOf(single));
    assert.deepEqual([...first].length, 2);
  }
});

test('two tables that grow from the same one keep their own rows', () => {
  const table = base();
  const grown = table.updated([['ann', 'fargo', 1, 1]]).table;
  const one = grown.updated([['one', 'jaws', 2, 2]]).table;
  const two = grown.updated([['two', 'big', 5, 3]]).table;
  assert.deepEqual([...one].at(-1), { user: 'one', item: 'jaws', rating: 2, timestamp: 2 });
  assert.deepEqual([...two].at(-1), { user: 'two', item: 'big', rating: 5, timestamp: 3 });
  assert.deepEqual(
    [one.users.indexOf(userId('two')), two.users.indexOf(userId('one'))],
    [undefined, undefined],
  );
  assert.deepEqual(allOf(one), allOf(remade(one)));
  assert.deepEqual(allOf(two), allOf(remade(two)));
  assert.deepEqual([...grown].length, 5);
});

test('more updates than an index looks through one by one are grouped again', () => {
  let table = base();
  void table.byUser;
  for (let n = 0; n < 60; n++) {
    const batch = Array.from({ length: 100 }, (_, k): RatingUpdate => [`u${k}`, `i${n}`, 1 + (k % 5), n]);
    table = table.updated(batch).table;
    assert.equal(table.rowsOfUser(table.users.require(userId('u7'))).length, n + 1);
  }
  assert.deepEqual(allOf(table), allOf(remade(table)));
});

test('a bad rating, time or id is refused with its place, and changes nothing', () => {
  const table = base();
  const before = allOf(table);
  const good: RatingUpdate = ['new', 'new', 3, 1];
  const bad: [RatingUpdate, RegExp][] = [
    [
      ['ann', 'up', 6, 1],
      /update 2, rating: expected a rating from 1 to 5 in steps of 1, or null to withdraw it, got 6/,
    ],
    [['ann', 'up', Number.NaN, 1], /update 2, rating: .*got NaN/],
    [['ann', 'up', undefined, 1], /update 2, rating: .*got undefined/],
    [['ann', 'up', '5' as unknown as number, 1], /update 2, rating: .*got "5"/],
    [['ann', 'up', 5], /update 2, timestamp: expected seconds since 1970.*got undefined/],
    [['ann', 'up', 5, 1.5e12], /update 2, timestamp: .*got 1500000000000 \(milliseconds\? divide by 1000\)/],
  ];
  for (const [update, message] of bad) {
    assert.throws(() => table.updated([good, update]), { name: 'DataError', message });
  }
  assert.throws(() => table.updated([['', 'up', 5, 1]]), { name: 'OptionError' });
  assert.deepEqual(allOf(table), before);
});

test('half stars, tenths, play counts and choices; ids of any script', () => {
  const tenths = Interactions.fromRows([['अ', '🎬', 0.1]], { scale: { min: 0, max: 1, step: 0.1 } });
  assert.equal(tenths.updated([['अ', '🎬', 0.7]]).table.row(0).rating, 0.7);
  const plays = Interactions.fromRows([['a', 'x', 12]], { scale: { min: 0, max: Number.POSITIVE_INFINITY } });
  assert.equal(plays.updated([['b', 'x', 1e6]]).table.mean, 500_006);
  const choices = Interactions.fromRows([['a', 'x']]);
  const next = choices.updated([['b', 'x'], { user: 'b', item: 'y' }, ['a', 'x', null]]).table;
  assert.deepEqual([next.length, next.hasRatings], [2, false]);
  assert.throws(
    () => choices.updated([['a', 'y', 0]]),
    /each row of the table is a choice, so expected 1, or null/,
  );
});

test('an update of a log that keeps repeated pairs holds each pair once', () => {
  const log = Interactions.fromRows(
    [
      ['a', 'x', 1],
      ['a', 'x', 4],
      ['b', 'x', 2],
    ],
    { duplicates: 'keep' },
  );
  const { table } = log.updated([['a', 'x', 5]]);
  assert.deepEqual(
    [...table].map(({ rating }) => rating),
    [5, 2],
  );
  assert.equal(table.onePerPair(), table);
});

test('item features stay; a new item has none, and a known one keeps its own', () => {
  const features = itemFeatures([
    { item: 'up', words: ['sky'] },
    { item: 'unrated', words: ['sea'] },
  ]);
  const table = base().withItemFeatures(features);
  const next = table.updated([
    ['ann', 'unrated', 5, 1],
    ['ann', 'unheard of', 4, 2],
  ]).table;
  assert.equal(next.items.indexOf(itemId('unrated')), table.items.indexOf(itemId('unrated')));
  assert.equal(next.itemFeatures?.ids.size, next.itemCount);
  assert.equal(table.itemFeatures?.ids.size, table.itemCount);
});

test('context and propensities go with their rows; a new category is one more', () => {
  const row = (
    user: string,
    item: string,
    rating: number,
    device: string | undefined,
    hour: number,
    propensity: number,
  ) => ({
    user,
    item,
    rating,
    context: { device, hour },
    propensity,
  });
  const table = Interactions.fromRows([
    row('ann', 'up', 5, 'tv', 20, 0.5),
    row('bob', 'up', 3, 'phone', 7, 0.1),
  ]);
  const before = JSON.stringify([...table]);
  const next = table.updated([
    row('cai', 'up', 1, 'watch', 12, 0.2),
    row('ann', 'up', 4, 'phone', 21, 1),
    row('dee', 'heat', 2, undefined, 3, 0.9),
  ]).table;
  assert.deepEqual(
    [...next],
    [
      row('ann', 'up', 4, 'phone', 21, 1),
      row('bob', 'up', 3, 'phone', 7, 0.1),
      row('cai', 'up', 1, 'watch', 12, 0.2),
      row('dee', 'heat', 2, '', 3, 0.9),
    ],
  );
  assert.equal(JSON.stringify([...table]), before);
  assert.equal(next.updated([row('cai', 'up', 1, 'watch', 12, 0.2)]).table, next);
  assert.equal(next.updated([row('cai', 'up', 1, 'tv', 12, 0.2)]).table.row(2).context?.device, 'tv');
  const last = next.updated([['bob', 'up', null]]).table;
  assert.deepEqual(
    [...last],
    [...next].filter(({ user }) => user !== 'bob'),
  );
  assert.equal(last.context?.hash(), remade(last).context?.hash());
  const bad: [RatingUpdate, RegExp][] = [
    [
      { user: 'a', item: 'b', rating: 3, propensity: 1, context: { device: 'tv' } },
      /update 1, hour: expected a finite number, got undefined/,
    ],
    [
      { user: 'a', item: 'b', rating: 3, context: { hour: 1 } },
      /update 1, propensity: expected a probability above 0.*got undefined/,
    ],
  ];
  for (const [update, message] of bad)
    assert.throws(() => table.updated([update]), { name: 'DataError', message });
});
