import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RandomState } from '../../../lib/math/random/random-state';
import { nearestRows } from '../../../lib/math/similarity/nearest-rows';
import { type CompressedRows, compressRows } from '../../../lib/math/sparse/compressed-rows';

const random = new RandomState(1);
const nothing = async () => {};

/** Columns of a random matrix, as rows. @param value of an entry */
function columnsOf(rows: number, columns: number, share: number, value: () => number) {
  const [of, at, values]: number[][] = [[], [], []];
  for (let column = 0; column < columns; column++) {
    for (let row = 0; row < rows; row++) {
      if (random.random() >= share) continue;
      of.push(column);
      at.push(row);
      values.push(value());
    }
  }
  const entries = { rowCount: columns, columnCount: rows, rows: of, columns: at, values };
  return compressRows(entries, new Float64Array(values.length));
}

/** For each row [other row, product] of the `kept` largest, of equal ones the first, ascending by row. */
function expected(byColumn: CompressedRows<Float64Array>, kept: number): [number, number][][] {
  const rows = byColumn.columnCount;
  const sums = Array.from({ length: rows }, () => new Float64Array(rows));
  for (let column = 0; column + 1 < byColumn.offsets.length; column++) {
    for (let a = byColumn.offsets[column]; a < byColumn.offsets[column + 1]; a++) {
      for (let b = byColumn.offsets[column]; b < byColumn.offsets[column + 1]; b++) {
        sums[byColumn.columns[a]][byColumn.columns[b]] += byColumn.values[a] * byColumn.values[b];
      }
    }
  }
  return sums.map((ofRow, row) =>
    Array.from(ofRow, (sum, other): [number, number] => [other, sum])
      .filter(([other, sum]) => other !== row && sum !== 0)
      .sort(([a, x], [b, y]) => y - x || a - b)
      .slice(0, kept)
      .map(([other, sum]): [number, number] => [other, Math.fround(sum)])
      .sort(([a], [b]) => a - b),
  );
}

async function found(byColumn: CompressedRows<Float64Array>, kept: number) {
  let parts = 0;
  const { offsets, rows, products } = await nearestRows(byColumn, {
    ...{ what: 'test', advice: 'none' },
    kept,
    breathe: nothing,
    partDone: async () => void parts++,
  });
  assert.ok(parts >= 1);
  return Array.from({ length: byColumn.columnCount }, (_, row) =>
    Array.from(rows.subarray(offsets[row], offsets[row + 1]), (other, n): [number, number] => [
      other,
      products[offsets[row] + n],
    ]),
  );
}

test('the k largest products of each row, of equal ones the first', async () => {
  // Ones have many equal sums; halves and zeros some that are 0; negative numbers some that cancel.
  const values = [() => 1, () => random.interval(2) / 2, () => random.interval(4) - 2, () => random.random()];
  for (const value of values) {
    for (const [rows, columns, share] of [
      [1, 5, 0.5],
      [2, 1, 1],
      [40, 30, 0.3],
      [150, 60, 0.05],
    ]) {
      const byColumn = columnsOf(rows, columns, share, value);
      for (const kept of [1, 2, 7, 39, 200]) {
        assert.deepEqual(await found(byColumn, kept), expected(byColumn, kept), `${rows} rows, ${kept}`);
      }
    }
  }
});

test('several threads and parts find the same', async () => {
  const byColumn = columnsOf(600, 900, 0.5, () => 1 + random.interval(3));
  assert.deepEqual(await found(byColumn, 20), expected(byColumn, 20));
});

test('many rows with few products are divided, too: a part has room for k results of each of its rows', async () => {
  const rows = 50_000;
  const pairs = Int32Array.from({ length: rows }, (_, n) => n);
  const byColumn = {
    columnCount: rows,
    offsets: Int32Array.from({ length: rows / 2 + 1 }, (_, n) => 2 * n),
    columns: pairs,
    values: new Float64Array(rows).fill(1),
  };
  let most = 0;
  const partDone = async (parts: number) => {
    most = parts;
  };
  const options = { what: 'test', advice: 'none', kept: 3, breathe: nothing, partDone };
  const { offsets, rows: near } = await nearestRows(byColumn, options);
  assert.ok(most > 1, `${most} parts`);
  assert.deepEqual(
    offsets,
    Int32Array.from({ length: rows + 1 }, (_, n) => n),
  );
  assert.deepEqual(
    near,
    pairs.map((n) => n ^ 1),
  );
});

test('a matrix without rows or entries has no near rows', async () => {
  const none = { columnCount: 0, offsets: Int32Array.of(0), columns: new Int32Array(0) };
  const options = { what: 'test', advice: 'none', kept: 1, breathe: nothing, partDone: nothing };
  const { offsets, rows } = await nearestRows({ ...none, values: new Float64Array(0) }, options);
  assert.deepEqual([[...offsets], [...rows]], [[0], []]);
  assert.deepEqual(
    await found(
      columnsOf(3, 2, 0, () => 1),
      5,
    ),
    [[], [], []],
  );
});

test('more results than 32 bits can number are refused before anything is allocated', async () => {
  const byColumn = { columnCount: 2 ** 24, offsets: Int32Array.of(0, 0), columns: new Int32Array(0) };
  const options = {
    what: '128 neighbors',
    advice: 'use fewer',
    kept: 128,
    breathe: nothing,
    partDone: nothing,
  };
  await assert.rejects(nearestRows({ ...byColumn, values: new Float64Array(0) }, options), {
    name: 'OptionError',
    message: '128 neighbors: at most 2147483647 can be found, got 2147483648; use fewer',
  });
});
