import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { MISSING } from '../../../lib/data/context/context-column';
import { Interactions } from '../../../lib/data/table/interactions';
import { kFold } from '../../../lib/evaluation/splits/k-fold';
import { trainFromJson, trainToJson } from '../../../lib/recommender/saving/train-json';

const rows = [
  { user: 'ann', item: 'up', rating: 5, context: { device: 'tv', hour: 20 }, propensity: 0.5 },
  { user: 'bob', item: 'up', rating: 3, context: { device: 'phone', hour: 8 }, propensity: 0.25 },
  { user: 'ann', item: 'heat', rating: 4, context: { device: 'tv', hour: 21 }, propensity: 1 },
  { user: 'cai', item: 'heat', rating: 1, context: { device: null, hour: 7.5 }, propensity: 0.1 },
];
const table = Interactions.fromRows(rows);
const plain = Interactions.fromRows(rows.map(({ user, item, rating }) => [user, item, rating] as const));

test('rows have a context and a propensity, and make the same table again', () => {
  assert.deepEqual(table.row(0), rows[0]);
  assert.deepEqual(table.row(3).context, { device: MISSING, hour: 7.5 });
  assert.deepEqual(table.context?.names, ['device', 'hour']);
  assert.deepEqual([...(table.propensityColumn ?? [])], [0.5, 0.25, 1, 0.1]);
  const again = Interactions.fromRows(table);
  assert.deepEqual([...again], [...table]);
  assert.equal(plain.context, undefined);
  assert.equal(plain.propensityColumn, undefined);
  assert.deepEqual(Object.keys(plain.row(0)), ['user', 'item', 'rating']);
});

test('a row that lacks a column has no value in it', () => {
  const some = Interactions.fromRows([
    { user: 'ann', item: 'up', rating: 5, context: { device: 'tv', hour: 20 } },
    { user: 'bob', item: 'up', rating: 3, context: { hour: 9 } },
  ]);
  assert.deepEqual(some.row(1).context, { device: MISSING, hour: 9 });
  assert.throws(
    () => Interactions.fromRows([rows[1], { user: 'ann', item: 'up', rating: 3, context: { device: 'tv' } }]),
    { message: /propensity 1$/ },
  );
  assert.throws(
    () =>
      Interactions.fromRows([
        { user: 'bob', item: 'up', rating: 3, context: { hour: 9 } },
        { user: 'ann', item: 'up', rating: 3, context: { device: 'tv' } },
      ]),
    { name: 'DataError', message: /row 2, hour: expected a finite number, got undefined; .* gaps/ },
  );
});

test('propensities are probabilities above 0', () => {
  for (const propensity of [0, -0.1, 1.01, Number.NaN]) {
    assert.throws(() => Interactions.fromRows([rows[0], { ...rows[1], propensity }]), {
      name: 'DataError',
      message: `Interactions: row 2, propensity: expected a probability above 0 and at most 1, got ${propensity}`,
    });
  }
});

test('columns go with their rows: select, splits, a copy for a worker, JSON', () => {
  const part = table.select([3, 0], { vocabulary: 'remake' });
  assert.deepEqual([...part], [table.row(3), table.row(0)]);
  const device = part.context?.column('device');
  assert.deepEqual(
    device?.kind === 'categorical' && device.categories,
    ['tv', 'phone', MISSING],
    'all are kept',
  );
  for (const { train, test } of kFold(table, { folds: 2 })) {
    const seen = new Set([...train, ...test].map((row) => JSON.stringify(row)));
    assert.deepEqual(seen, new Set([...table].map((row) => JSON.stringify(row))));
  }
  const back = Interactions.fromColumns(structuredClone(part.toColumns()), { ownership: 'take' });
  assert.deepEqual([...back], [...part]);
  const json = JSON.parse(JSON.stringify(trainToJson(part)));
  assert.deepEqual([...trainFromJson(json)], [...part]);
  assert.equal(trainFromJson(json).context?.hash(), part.context?.hash());
  for (const [change, message] of [
    [
      { device: { codes: json.context.device.codes } },
      /train\.context\.device\.numbers must be an array in base64/,
    ],
    [
      { device: { categories: [1], codes: 1 } },
      /train\.context\.device\.categories must be a list of strings/,
    ],
    [
      { device: { categories: ['a'], codes: null } },
      /train\.context\.device\.codes must be an array in base64 of/,
    ],
    [7, /train\.context must be an object of columns/],
  ] as const) {
    assert.throws(() => trainFromJson({ ...json, context: change }), { name: 'DataError', message });
  }
  assert.ok(!('context' in trainToJson(plain)) && !('propensity' in plain.toColumns()));
});

test('of two rows of a pair, the one that stays keeps its context', () => {
  const twice = [
    { user: 'ann', item: 'up', rating: 4, timestamp: 300, context: { device: 'tv' }, propensity: 0.1 },
    { user: 'bob', item: 'up', rating: 3, timestamp: 100, context: { device: 'phone' }, propensity: 0.2 },
    { user: 'ann', item: 'up', rating: 2, timestamp: 200, context: { device: 'car' }, propensity: 0.3 },
  ];
  const last = Interactions.fromRows(twice, { duplicates: 'last' });
  assert.deepEqual([...last], [twice[1], twice[2]]);
  const kept = Interactions.fromRows(twice, { duplicates: 'keep' });
  assert.deepEqual([...kept.onePerPair()], [twice[1], twice[2]]);
  // The mean has the latest time, and the context of that time.
  const mean = Interactions.fromRows(twice, { duplicates: 'mean' });
  assert.deepEqual([...mean], [{ ...twice[0], rating: 3 }, twice[1]]);
  const timeless = twice.map(({ timestamp: _, ...row }) => row);
  const [merged] = Interactions.fromRows(timeless, { duplicates: 'mean' });
  assert.deepEqual(merged, { ...timeless[2], rating: 3 });
});

test('the same ratings are the same truth with and without context, whose hash is its own', () => {
  assert.equal(table.hash(), plain.hash());
  const other = Interactions.fromRows(rows.map((row) => ({ ...row, context: { ...row.context, hour: 1 } })));
  assert.equal(other.hash(), table.hash());
  assert.notEqual(other.context?.hash(), table.context?.hash());
  assert.equal(
    table.select([1, 0, 2]).context?.hash(),
    table.select([1, 0, 2], { vocabulary: 'remake' }).context?.hash(),
  );
});

test('prints them, and counts their memory', () => {
  assert.match(
    inspect(table),
    /\nuser {2}item {2}rating {2}propensity {2}device {2}hour\nann {3}up {4}5 {7}0\.5 {9}tv {6}20\n/,
  );
  assert.equal(table.memory().sparse - plain.memory().sparse, 4 * (4 + 8 + 8));
});

test('withContext puts columns beside those that there are', () => {
  const more = table
    .withContext({ rain: [true, false, false, true] })
    .withContext({ n: [1, 2, 3, 4] }, { n: 'categorical' });
  assert.deepEqual(more.row(3).context, { device: '', hour: 7.5, rain: 'true', n: '4' });
  assert.equal(more.hash(), table.hash());
  assert.deepEqual(plain.withContext({ n: [1, 2, 3, 4] }).row(2).context, { n: 3 });
  assert.throws(() => table.withContext({ hour: [1, 2, 3, 4] }), {
    name: 'OptionError',
    message: /there is already a context column "hour"; rename the new one/,
  });
  assert.throws(() => table.withContext({ rain: [true] }), /the table has 4 rows, context "rain" 1/);
});

test("arrays of the caller's are copied unless they are given away", () => {
  const make = () => ({
    user: { ids: ['a', 'b'], indices: Int32Array.of(0, 1) },
    item: { ids: ['x'], indices: Int32Array.of(0, 0) },
    rating: Float32Array.of(1, 2),
    context: { n: Float64Array.of(1, 2), d: { categories: ['p', 'q'], codes: Int32Array.of(0, 1) } },
    propensity: Float64Array.of(0.5, 1),
  });
  const mine = make();
  const copied = Interactions.fromColumns(mine);
  mine.context.n[0] = 9;
  mine.context.d.codes[0] = 1;
  mine.context.d.categories[0] = 'z';
  mine.propensity[0] = 0.1;
  const { context, propensity } = copied.row(0);
  assert.deepEqual([context, propensity], [{ n: 1, d: 'p' }, 0.5]);
  const given = make();
  const taken = Interactions.fromColumns(given, { ownership: 'take' });
  const column = taken.context?.column('n');
  assert.equal(column?.kind === 'numeric' && column.numbers, given.context.n, 'no copy');
});

test('a million rows with three columns', () => {
  const length = 1_000_000;
  const of = <A extends Int32Array | Float64Array>(array: A, value: (row: number) => number) => {
    for (let row = 0; row < length; row++) array[row] = value(row);
    return array;
  };
  const large = Interactions.fromColumns(
    {
      user: {
        ids: Array.from({ length: 1000 }, (_, n) => `उपयोगकर्ता ${n}`),
        indices: of(new Int32Array(length), (row) => row % 1000),
      },
      item: {
        ids: Array.from({ length: 1000 }, (_, n) => `🎬${n}`),
        indices: of(new Int32Array(length), (row) => Math.floor(row / 1000)),
      },
      rating: new Float32Array(length).fill(3),
      context: {
        device: { categories: ['phone', 'tv', ''], codes: of(new Int32Array(length), (row) => row % 3) },
        hour: of(new Float64Array(length), (row) => row % 24),
      },
      propensity: of(new Float64Array(length), (row) => 1 / (1 + (row % 9))),
    },
    { ownership: 'take' },
  );
  const part = large.select(
    of(new Int32Array(length), (row) => length - 1 - row),
    { vocabulary: 'remake' },
  );
  assert.deepEqual(part.row(7), large.row(length - 8));
  assert.equal(large.memory().sparse, length * (12 + 4 + 8 + 8));
  assert.match(large.context?.hash() ?? '', /^[0-9a-f]{64}$/);
});
