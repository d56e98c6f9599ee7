import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { itemId, userId, userIndex } from '../../../lib/core/ids';
import { HALF_STARS } from '../../../lib/core/rating-scale';
import { Interactions } from '../../../lib/data/table/interactions';

// Four people, five films, nine ratings: small enough to check every number by hand.
const rows = [
  ['ann', 'up', 5, 100],
  ['bob', 'up', 3, 110],
  ['ann', 'heat', 4, 120],
  ['cai', 'alien', 1, 130],
  ['bob', 'alien', 2, 140],
  ['ann', 'alien', 3, 150],
  ['dee', 'big', 5, 160],
  ['cai', 'fargo', 4, 170],
  ['bob', 'fargo', 4, 180],
] as const;
const table = Interactions.fromRows(rows);

test('numbers users and items by first appearance', () => {
  assert.deepEqual([...table.users], ['ann', 'bob', 'cai', 'dee']);
  assert.deepEqual([...table.items], ['up', 'heat', 'alien', 'big', 'fargo']);
  assert.deepEqual([...table.userColumn], [0, 1, 0, 2, 1, 0, 3, 2, 1]);
  assert.deepEqual([...table.itemColumn], [0, 0, 1, 2, 2, 2, 3, 4, 4]);
});

test('counts, mean and density by hand', () => {
  assert.equal(table.length, 9);
  assert.equal(table.userCount, 4);
  assert.equal(table.itemCount, 5);
  assert.equal(table.mean, 31 / 9);
  assert.equal(table.density, 9 / 20);
  assert.deepEqual([...table.userCounts()], [3, 3, 2, 1]);
  assert.deepEqual([...table.itemCounts()], [2, 1, 3, 1, 2]);
  assert.deepEqual(
    [...table.ratingCounts()],
    [
      [1, 1],
      [2, 1],
      [3, 2],
      [4, 3],
      [5, 2],
    ],
  );
});

test('rows by user and by item keep the table order', () => {
  assert.deepEqual([...table.byUser.offsets], [0, 3, 6, 8, 9]);
  assert.deepEqual([...table.byUser.rows], [0, 2, 5, 1, 4, 8, 3, 7, 6]);
  assert.deepEqual([...table.rowsOfItem(table.items.require(itemId('alien')))], [3, 4, 5]);
  assert.equal(table.byUser, table.byUser, 'made once');
});

test('the ratings of a user and of an item, with raw ids', () => {
  assert.deepEqual(table.ratingsOf(userId('cai')), [
    { user: 'cai', item: 'alien', rating: 1, timestamp: 130 },
    { user: 'cai', item: 'fargo', rating: 4, timestamp: 170 },
  ]);
  assert.deepEqual(
    table.ratingsFor(itemId('fargo')).map(({ user }) => user),
    ['cai', 'bob'],
  );
  assert.throws(() => table.ratingsOf(userId('eve')), /user "eve" is unknown/);
  assert.throws(() => table.rowsOfUser(userIndex(4)), /user index must be a whole number from 0 to 3, got 4/);
});

test('iterates over its rows; without timestamps there is none in the row', () => {
  assert.deepEqual(
    [...table].map(({ user, item, rating, timestamp }) => [user, item, rating, timestamp]),
    rows,
  );
  const plain = Interactions.fromRows([{ user: 1, item: 2, rating: 3 }]);
  assert.deepEqual([...plain], [{ user: '1', item: '2', rating: 3 }]);
  assert.equal(plain.timestampColumn, undefined);
  assert.throws(() => table.row(9), /row must be a whole number from 0 to 8, got 9/);
});

test('select keeps the vocabulary, or makes it anew as Surprise does for a train set', () => {
  const kept = table.select([8, 0, 4]);
  assert.deepEqual([...kept.userColumn], [1, 0, 1]);
  assert.equal(kept.userCount, 4);
  assert.deepEqual([...kept.ratingColumn], [4, 5, 2]);
  assert.deepEqual([...(kept.timestampColumn ?? [])], [180, 100, 140]);

  const remade = table.select([8, 0, 4], { vocabulary: 'remake' });
  assert.deepEqual([...remade.users], ['bob', 'ann']);
  assert.deepEqual([...remade.items], ['fargo', 'up', 'alien']);
  assert.deepEqual([...remade.userColumn], [0, 1, 0]);
  assert.deepEqual([...remade], [...kept]);
  assert.deepEqual([...remade.byItem.offsets], [0, 1, 2, 3]);
  assert.throws(() => table.select([]), /at least one row/);
  assert.throws(() => table.select([9]), /row must be a whole number from 0 to 8, got 9/);
});

test('goes to a worker and back as columns, users without a row included', () => {
  const part = table.select([8, 0]);
  const columns = structuredClone(part.toColumns());
  const back = Interactions.fromColumns(columns, {
    scale: part.scale,
    duplicates: 'keep',
    ownership: 'take',
  });
  assert.deepEqual([...back.userColumn], [1, 0]);
  assert.equal(back.userCount, 4);
  assert.equal(back.hash(), part.hash());
});

test('prints as counts and first rows', () => {
  assert.equal(
    inspect(table.select([0, 1])),
    'Interactions: 2 ratings (1 to 5 in steps of 1) by 4 users of 5 items, 10.0 % of the pairs\n' +
      'user  item  rating  timestamp\n' +
      'ann   up    5       100\n' +
      'bob   up    3       110',
  );
  assert.match(inspect(table), /\nbob {3}alien {2}2 {7}140\n…$/);
  assert.equal(inspect(table.users), 'IdMap: 4 user ids ("ann", "bob", "cai", …)');
});

test('memory: four bytes a cell when dense, twenty a row here', () => {
  assert.deepEqual(table.memory(), { dense: 4 * 4 * 5, sparse: 9 * 20 });
});

test('the hash is of the content: not of the numbering, but of every value, order and scale', () => {
  const hash = table.hash();
  assert.match(hash, /^[0-9a-f]{64}$/);
  assert.equal(Interactions.fromRows(rows).hash(), hash);
  const all = rows.map((_, n) => n);
  const part = all.slice(3);
  assert.equal(table.select(part).hash(), table.select(part, { vocabulary: 'remake' }).hash());
  const others = [
    table.select([...all].reverse()),
    table.select(part),
    Interactions.fromRows(rows, { scale: HALF_STARS }),
    Interactions.fromRows(rows.map(([user, item, rating]) => [user, item, rating])),
    Interactions.fromRows(rows.map(([u, i, r, t]) => [u === 'dee' ? 'eve' : u, i, r, t])),
    Interactions.fromRows(rows.map(([u, i, r, t]) => [u, i, t === 130 ? 2 : r, t])),
    Interactions.fromRows(rows.map(([u, i, r, t]) => [u, i, r, t === 180 ? 181 : t])),
  ].map((other) => other.hash());
  assert.equal(new Set([hash, ...others]).size, 1 + others.length);
});

test("the caller's arrays are copied unless they are given away", () => {
  const make = () => ({
    user: { ids: ['a', 'b'], indices: Int32Array.of(0, 1) },
    item: { ids: ['x'], indices: Int32Array.of(0, 0) },
    rating: Float32Array.of(1, 2),
    timestamp: Float64Array.of(3, 4),
  });
  const mine = make();
  const copied = Interactions.fromColumns(mine);
  mine.rating[0] = 5;
  mine.user.indices[0] = 1;
  mine.timestamp[0] = 9;
  mine.user.ids[0] = 'z';
  assert.deepEqual([...copied][0], { user: 'a', item: 'x', rating: 1, timestamp: 3 });
  const given = make();
  const taken = Interactions.fromColumns(given, { ownership: 'take' });
  assert.equal(taken.ratingColumn, given.rating, 'no copy');
});

test('a table and its vocabularies are frozen', () => {
  assert.throws(() => Object.assign(table, { mean: 1 }), TypeError);
  assert.throws(() => Object.assign(table.users, { kind: 'item' }), TypeError);
  assert.equal(table.byItem, table.byItem, 'what is made late is still kept');
});

test('copies that a table gives out are copies', () => {
  const before = table.hash();
  table.ratingColumn.slice().fill(1);
  table.userCounts().fill(0);
  table.ratingsOf(userId('ann')).length = 0;
  assert.equal(Interactions.fromRows(table).hash(), before);
  assert.deepEqual([...table.userCounts()], [3, 3, 2, 1]);
});

// Checked by `tsc`: nobody writes to a table.
export function tablesAreReadOnly(): void {
  // @ts-expect-error no writing to a column
  table.ratingColumn[0] = 1;
  // @ts-expect-error nor through a method of typed arrays
  table.ratingColumn.fill(1);
  // @ts-expect-error nor through a part of it
  table.userColumn.subarray(1)[0] = 1;
  // @ts-expect-error nor by handing it to what wants a real array
  const array: Float32Array = table.ratingColumn;
  // @ts-expect-error nor by putting another in its place
  table.users = table.select([1]).users;
  // @ts-expect-error the two columns of indices don't mix
  table.users.idOf(table.itemColumn[0]);
  void array;
}

test('ratings come out as they went in, though the column has 32 bits', () => {
  const given = [0.7, 4.2, 99.99, 0.1, 3.5];
  const table = Interactions.fromRows(
    given.map((rating, n) => ['u', `i${n}`, rating] as const),
    { scale: { min: 0, max: 100 } },
  );
  assert.deepEqual(
    table.ratingsOf(userId('u')).map(({ rating }) => rating),
    given,
  );
  assert.deepEqual([...table.ratingCounts().keys()], [0.1, 0.7, 3.5, 4.2, 99.99]);
  assert.equal(table.row(1).rating, 4.2);
  assert.equal(table.ratingColumn[1], Math.fround(4.2));
});
