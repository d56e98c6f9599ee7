import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadMovieLens100K } from '../../lib/data/movielens/movielens-100k';
import { Interactions } from '../../lib/data/table/interactions';
import { canonicalFold, canonicalFolds } from '../../lib/evaluation/splits/canonical-folds';
import { globalTimeCut } from '../../lib/evaluation/splits/global-time-cut';
import { kFold } from '../../lib/evaluation/splits/k-fold';
import { leaveLastN } from '../../lib/evaluation/splits/leave-last-n';
import { shuffleSplit } from '../../lib/evaluation/splits/shuffle-split';
import { type Split, splitRows } from '../../lib/evaluation/splits/split';
import { stratifiedSplit } from '../../lib/evaluation/splits/stratified-split';
import { trainTestSplit } from '../../lib/evaluation/splits/train-test-split';
import { RandomState } from '../../lib/math/random/random-state';
import { golden } from '../fixtures/golden';
import { withoutMovieLens } from '../fixtures/movielens';

/** Row n is of item `i<n>`, so that a row can be told by its item. */
const numbered = Interactions.fromRows(
  Array.from({ length: 1000 }, (_, n) => [`u${n % 7}`, `i${n}`, 1 + (n % 5)] as const),
);
const rowsOf = (table: Interactions) => Array.from(table, ({ item }) => Number(item.slice(1)));

/** 60 users with 3 to 22 ratings of 40 items in a random order of time. */
const timed = (() => {
  const random = new RandomState(1);
  const rows: (readonly [string, string, number, number])[] = [];
  for (let user = 0; user < 60; user++) {
    const items = random.permutation(40).subarray(0, 3 + random.interval(19));
    for (const item of items)
      rows.push([`u${user}`, `i${item}`, 1 + random.interval(4), random.interval(500)]);
  }
  random.shuffle(rows);
  return Interactions.fromRows(rows);
})();

test("trainTestSplit is Surprise's train_test_split(test_size=0.2, random_state=42)", () => {
  const { train, test: part, name } = trainTestSplit(numbered, { testSize: 0.2, seed: 42 });
  assert.deepEqual(rowsOf(part), golden()['split_1000_test_0.2_seed_42']);
  assert.equal(train.length, 800);
  const order = Array.from(new RandomState(42).permutation(1000));
  assert.deepEqual(rowsOf(train), order.slice(0, 800));
  assert.equal(name, 'random 80/20, seed 42');
});

test("kFold is Surprise's KFold(n_splits=5, random_state=0), the train parts in its order too", () => {
  const folds = [...kFold(numbered, { folds: 5, seed: 0 })];
  const expected = golden().kfold_1000_5_seed_0;
  assert.deepEqual(
    folds.map((fold) => rowsOf(fold.test)),
    expected,
  );
  assert.deepEqual(
    rowsOf(folds[2].train),
    [0, 1, 3, 4].flatMap((fold) => expected[fold]),
  );
});

test('the first folds are one longer where rows are left over, and without shuffling in table order', () => {
  const ten = numbered.select([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const folds = [...kFold(ten, { folds: 4, shuffle: false })].map((fold) => rowsOf(fold.test));
  assert.deepEqual(folds, [
    [0, 1, 2],
    [3, 4, 5],
    [6, 7],
    [8, 9],
  ]);
});

test('shuffleSplit draws one permutation after another, and gives the third without the first two', () => {
  const series = shuffleSplit(numbered, { splits: 3, testSize: 100, seed: 5 });
  const random = new RandomState(5);
  for (const { test: part } of series) {
    assert.deepEqual(rowsOf(part), Array.from(random.permutation(1000)).slice(900));
  }
  assert.equal(series.at(2).hash, [...series][2].hash);
});

test('stratifiedSplit takes the same share of each item, or user, and rounds a half to the even number', () => {
  for (const by of ['item', 'user'] as const) {
    const { train } = stratifiedSplit(timed, { by, testSize: 0.25, seed: 5 });
    for (const id of by === 'item' ? timed.items : timed.users) {
      const rows = (table: Interactions) => [...table].filter((row) => row[by] === id).length;
      const whole = rows(timed);
      const exact = 0.75 * whole;
      const half = Math.abs(exact % 1) === 0.5;
      const expected = half ? 2 * Math.round(exact / 2) : Math.round(exact);
      assert.equal(rows(train), expected, `${id}: ${whole} rows`);
    }
  }
  assert.throws(
    () => stratifiedSplit(timed, { by: 'film' as 'item' }),
    /stratifiedSplit: by must be one of item, user/,
  );
  const once = numbered.select([0, 1, 2, 3]);
  assert.throws(
    () => stratifiedSplit(once),
    /stratifiedSplit: testSize must be large enough for one test rating of some item, got 0\.25/,
  );
});

// python_stratified_split(data, ratio=0.75, filter_by='item', seed=42) of Microsoft's Recommenders.
test('stratifiedSplit is that of Microsoft’s benchmark on MovieLens 100K', {
  skip: withoutMovieLens(),
}, () => {
  const { ratings } = loadMovieLens100K();
  const { train, test: part } = stratifiedSplit(ratings);
  assert.deepEqual([train.length, part.length], [75_066, 24_934]);
  assert.deepEqual([train.userCount, part.userCount], [943, 943]);
  assert.deepEqual([train.itemCount, part.itemCount], [1682, 1473]);
  const keys = new Set(Array.from(part, ({ user, item }) => `${user} ${item}`));
  const rows = Array.from(ratings, ({ user, item }, row) => (keys.has(`${user} ${item}`) ? row : -1)).filter(
    (row) => row >= 0,
  );
  assert.deepEqual(rows.slice(0, 5), [1, 2, 7, 11, 12]);
  assert.equal(
    rows.reduce((sum, row) => sum + row, 0),
    1_247_962_990,
  );
  assert.equal(
    Array.from(part, ({ rating }) => rating).reduce((sum, rating) => sum + rating, 0),
    88_016,
  );
  assert.ok(Math.abs(train.mean - 3.5298271) < 5e-8, String(train.mean));
});

test('the train part numbers users and items by first appearance in it, as Surprise does', () => {
  const { train } = trainTestSplit(timed, { seed: 3 });
  const seen = new Set<string>();
  for (const { item } of train) seen.add(item);
  assert.deepEqual([...train.items], [...seen]);
});

const everySplit: [string, () => Iterable<Split>][] = [
  ['trainTestSplit', () => [trainTestSplit(timed)]],
  ['kFold', () => kFold(timed)],
  ['shuffleSplit', () => shuffleSplit(timed)],
  ['canonicalFolds', () => canonicalFolds(timed)],
  ['stratifiedSplit', () => [stratifiedSplit(timed)]],
  ['leaveLastN', () => [leaveLastN(timed, { n: 2 })]],
  ['globalTimeCut', () => [globalTimeCut(timed)]],
];
for (const [name, make] of everySplit) {
  test(`${name}: the parts share nothing, lose nothing, and come out equal each time`, () => {
    const key = ({ user, item, rating }: { user: string; item: string; rating: number }) =>
      `${user} ${item} ${rating}`;
    const whole = Array.from(timed, key).sort();
    const again = [...make()];
    [...make()].forEach(({ train, test: part, hash, dataHash, cold }, n) => {
      const both = [...Array.from(train, key), ...Array.from(part, key)];
      assert.deepEqual(both.sort(), whole);
      for (const id of train.users) assert.ok(train.ratingsOf(id).length > 0, 'no user without a train row');
      for (const id of train.items) assert.ok(train.ratingsFor(id).length > 0, 'no item without a train row');
      assert.equal(hash, again[n].hash);
      assert.equal(dataHash, timed.hash());
      const coldRows = Array.from(part, ({ user, item }) => [!train.users.has(user), !train.items.has(item)]);
      assert.equal(cold.user, coldRows.filter(([user]) => user).length);
      assert.equal(cold.item, coldRows.filter(([, item]) => item).length);
      assert.equal(cold.either, coldRows.filter(([user, item]) => user || item).length);
    });
  });
}

test('another seed is another split', () => {
  assert.notEqual(trainTestSplit(timed, { seed: 1 }).hash, trainTestSplit(timed, { seed: 2 }).hash);
});

test('leaveLastN tests the latest of every user, and keeps users with too few whole', () => {
  const { train, test: part, notes } = leaveLastN(timed, { n: 2, minTrain: 4 });
  let whole = 0;
  for (const user of timed.users) {
    const tested = part.users.has(user) ? part.ratingsOf(user) : [];
    const trained = train.ratingsOf(user);
    assert.equal(tested.length, timed.ratingsOf(user).length < 6 ? 0 : 2);
    if (tested.length === 0) whole++;
    const latest = Math.max(...trained.map(({ timestamp = 0 }) => timestamp));
    for (const { timestamp = 0 } of tested) assert.ok(timestamp >= latest);
  }
  assert.ok(whole > 0);
  assert.match(notes[0], new RegExp(`^${whole} users with fewer than 6 ratings`));
});

test('globalTimeCut lets no rating of the future into the train part', () => {
  for (const split of [globalTimeCut(timed, { testSize: 0.3 }), globalTimeCut(timed, { at: 321 })]) {
    const times = (table: Interactions) => Array.from(table, ({ timestamp = Number.NaN }) => timestamp);
    assert.ok(Math.max(...times(split.train)) <= Math.min(...times(split.test)));
  }
  const { test: part } = globalTimeCut(timed, { at: 321 });
  assert.ok(part.length > 0 && Array.from(part).every(({ timestamp = 0 }) => timestamp >= 321));
  const [{ timestamp: first = Number.NaN }] = part;
  const of = globalTimeCut(timed, { at: first }).test;
  assert.equal(of.length, part.length, 'a rating of that very second is in the test part');
});

test('a leak is refused: a row in both parts, or a pair that the table has twice', () => {
  const plan = { name: 'mine', train: [0, 1, 2], test: [2, 3] };
  assert.throws(() => splitRows(numbered, plan), /^OptionError: mine: row 2 would be in both parts/);
  const twice = Interactions.fromRows(
    [
      ['ann', 'up', 5],
      ['bob', 'up', 3],
      ['ann', 'up', 4],
    ],
    { duplicates: 'keep' },
  );
  assert.throws(
    () => splitRows(twice, { name: 'mine', train: [0, 1], test: [2] }),
    /^DataError: mine: user ann, item up is in both parts, .*duplicates: 'last'/,
  );
});

const refused: [string, () => unknown, RegExp][] = [
  ['no test part', () => trainTestSplit(numbered, { testSize: 0 }), /share between 0 and 1.*got 0$/],
  ['no train part', () => trainTestSplit(numbered, { testSize: 1000 }), /from 1 to 999 .*got 1000$/],
  ['a NaN share', () => trainTestSplit(numbered, { testSize: Number.NaN }), /got NaN$/],
  ['a bad seed', () => trainTestSplit(numbered, { seed: -1 }), /seed must be a whole number/],
  ['one fold', () => kFold(numbered, { folds: 1 }), /from 2 to 1000, got 1$/],
  ['a fold that is not there', () => kFold(numbered).at(5), /from 0 to 4, got 5$/],
  ['no splits', () => shuffleSplit(numbered, { splits: 0 }), /positive whole number, got 0$/],
  ['n of 0', () => leaveLastN(timed, { n: 0 }), /n must be a positive whole number, got 0$/],
  ['no timestamps', () => leaveLastN(numbered), /the table must have timestamps, but it has none$/],
  ['nobody with ratings enough', () => leaveLastN(timed, { n: 99 }), /the test part would be empty$/],
  ['a cut before all', () => globalTimeCut(timed, { at: -1 }), /the train part would be empty$/],
  ['a cut after all', () => globalTimeCut(timed, { at: 999 }), /the test part would be empty$/],
  ['two cuts', () => globalTimeCut(timed, { at: 9, testSize: 0.1 }), /testSize or at, not both$/],
  ['a fold name', () => canonicalFold(timed, 'u6' as 'u1'), /one of u1, u2, u3, u4, u5, got u6$/],
];
for (const [what, call, message] of refused) {
  test(`refused: ${what}`, () => assert.throws(call, { name: 'OptionError', message }));
}

test('MovieLens 100K: cold rows and tested users of its splits', { skip: withoutMovieLens() }, () => {
  const { ratings } = loadMovieLens100K();
  const tutorial = trainTestSplit(ratings, { testSize: 0.2, seed: 42 });
  assert.deepEqual([tutorial.train.length, tutorial.test.length], [80_000, 20_000]);
  assert.deepEqual(tutorial.cold, { user: 0, item: 36, either: 36 });
  assert.deepEqual(tutorial.notes, ['36 of 20000 test rows have an item without a train rating.']);
  const folds = [...canonicalFolds(ratings)];
  assert.deepEqual(
    folds.map((fold) => fold.test.userCount),
    [459, 653, 869, 923, 927],
  );
  const coldItems = folds.map((fold) => fold.cold.item);
  assert.deepEqual([Math.min(...coldItems), Math.max(...coldItems)], [27, 36]);
  assert.equal(globalTimeCut(ratings).cold.user, 17_048);
  assert.equal(leaveLastN(ratings).cold.user, 0);
});
