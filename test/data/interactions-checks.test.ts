import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataError, OptionError } from '../../lib/core/errors';
import { HALF_STARS } from '../../lib/core/rating-scale';
import type { InteractionColumns, InteractionsOptions } from '../../lib/data/table/interaction-columns';
import { Interactions } from '../../lib/data/table/interactions';

const twice = [
  ['ann', 'up', 5, 100],
  ['bob', 'up', 3, 300],
  ['ann', 'up', 2, 200],
  ['ann', 'heat', 4, 50],
] as const;

test('a second rating of the same pair is an error that names both rows', () => {
  assert.throws(() => Interactions.fromRows(twice), {
    name: 'DataError',
    message:
      'Interactions: row 3, item: user "ann" rated item "up" before, in row 1; ' +
      "to allow this, pass duplicates: 'last', 'mean' or 'keep'",
  });
});

test("duplicates: 'last' lets the last row count, in its place", () => {
  const table = Interactions.fromRows(twice, { duplicates: 'last' });
  assert.deepEqual(
    [...table].map((row) => Object.values(row)),
    [
      ['bob', 'up', 3, 300],
      ['ann', 'up', 2, 200],
      ['ann', 'heat', 4, 50],
    ],
  );
});

test("duplicates: 'mean' makes one row with the mean and the latest time; the scale loses its step", () => {
  const table = Interactions.fromRows(twice, { duplicates: 'mean' });
  assert.deepEqual(
    [...table].map((row) => Object.values(row)),
    [
      ['ann', 'up', 3.5, 200],
      ['bob', 'up', 3, 300],
      ['ann', 'heat', 4, 50],
    ],
  );
  assert.deepEqual(table.scale, { min: 1, max: 5 });
  assert.equal(table.mean, 3.5);
});

test("duplicates: 'mean' keeps the latest time, wherever its row stands", () => {
  const late = { user: 'ann', item: 'up', rating: 4, timestamp: 300 };
  const rows = [late, { ...late, rating: 2, timestamp: 100 }];
  for (const order of [rows, [...rows].reverse()]) {
    const [merged] = Interactions.fromRows(order, { duplicates: 'mean' });
    assert.deepEqual([merged.rating, merged.timestamp], [3, 300]);
  }
});

test("duplicates: 'keep' keeps; without duplicates the policies agree", () => {
  assert.equal(Interactions.fromRows(twice, { duplicates: 'keep' }).length, 4);
  const clean = twice.slice(1);
  const hashes = (['error', 'last', 'mean', 'keep'] as const).map((duplicates) =>
    Interactions.fromRows(clean, { duplicates }).hash(),
  );
  assert.equal(new Set(hashes).size, 1);
});

test('an unknown policy lists the choices', () => {
  assert.throws(
    () => Interactions.fromRows(twice, { duplicates: 'first' as never }),
    (error) =>
      error instanceof OptionError && /one of error, last, mean, keep, got first/.test(error.message),
  );
});

test('NaN and ratings off the scale are refused with row, value and scale', () => {
  const rated = (rating: number, options?: InteractionsOptions) => () =>
    Interactions.fromRows(
      [
        ['a', 'x', 3],
        ['a', 'y', rating],
      ],
      options,
    );
  assert.throws(rated(Number.NaN), {
    name: 'DataError',
    message: 'Interactions: row 2, rating: expected a rating from 1 to 5 in steps of 1, got NaN',
  });
  assert.throws(rated(0), /got 0$/);
  assert.throws(rated(6), /got 6$/);
  assert.throws(rated(3.5), /1 to 5 in steps of 1, got 3\.5/);
  assert.throws(rated(Number.POSITIVE_INFINITY), /got Infinity/);
  assert.throws(rated(undefined as never), /got undefined/);
  assert.equal(rated(3.5, { scale: HALF_STARS })().length, 2);
  assert.throws(rated(0.25, { scale: HALF_STARS }), /0\.5 to 5 in steps of 0\.5, got 0\.25/);
});

test('empty tables, unequal columns, bad times and indices without an id are refused', () => {
  assert.throws(() => Interactions.fromRows([]), /expected at least one row, got none/);
  const good: InteractionColumns = {
    user: { ids: ['a', 'b'], indices: Int32Array.of(0, 1) },
    item: { ids: ['x'], indices: Int32Array.of(0, 0) },
    rating: [1, 2],
  };
  const refused = (part: Partial<InteractionColumns>, message: RegExp) =>
    assert.throws(
      () => Interactions.fromColumns({ ...good, ...part }),
      (error) => error instanceof DataError && message.test(error.message),
    );
  refused({ rating: [1, 2, 3] }, /differ in length: rating has 3 rows, user 2/);
  refused({ timestamp: [1] }, /rating has 2 rows, timestamp 1/);
  refused({ timestamp: [1, Number.NaN] }, /row 2, timestamp: expected seconds since 1970, got NaN/);
  refused(
    { user: { ids: ['a'], indices: Int32Array.of(0, 1) } },
    /row 2, user: no id for index 1, there are 1/,
  );
  refused({ item: { ids: ['x'], indices: Int32Array.of(-1, 0) } }, /row 1, item: no id for index -1/);
});

test('timestamps in some rows only are refused', () => {
  assert.throws(
    () =>
      Interactions.fromRows([
        ['a', 'x', 3, 10],
        ['a', 'y', 3],
      ]),
    /timestamp 1/,
  );
});

test('errors name the place in the file where the caller knows it', () => {
  const place = (row: number) => ({ file: 'mine.csv', line: row + 2, column: 3 });
  assert.throws(() => Interactions.fromRows([['a', 'x', 9]], { place }), {
    message: 'mine.csv:2: column 3 (rating): expected a rating from 1 to 5 in steps of 1, got 9',
    place: { file: 'mine.csv', line: 2, column: 3 },
  });
  assert.throws(() => Interactions.fromRows(twice, { place }), /mine\.csv:4: .* before, in line 2; /);
});

test('ids that look alike stay apart', () => {
  const table = Interactions.fromRows([
    ['1', 'x', 3],
    ['01', 'x', 4],
    [1, 'y', 5],
  ]);
  assert.deepEqual([...table.users], ['1', '01']);
});

test('milliseconds where seconds are meant are refused, wherever they come from', () => {
  assert.throws(() => Interactions.fromRows([['a', 'x', 3, 1609459200123]]), {
    name: 'DataError',
    message:
      'Interactions: row 1, timestamp: expected seconds since 1970, got 1609459200123 (milliseconds? divide by 1000)',
  });
});
