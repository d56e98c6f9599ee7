import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { test } from 'node:test';
import { Interactions } from '../../lib/data/table/interactions';
import { splitRows } from '../../lib/evaluation/splits/split';
import { readRows, writeRows } from '../../scripts/bench/rows-file';

const TABLE = Interactions.fromRows([
  ['zoe', 'up', 5],
  ['ann', 'up', 3],
  ['bob', 'heat', 1],
  ['zoe', 'heat', 4],
  ['ann', 'alien', 2],
]);
const SPLIT = splitRows(TABLE, { name: 'by hand', train: [3, 1, 0], test: [2, 4] });

test('both sides get the same rows: columns, new numbers for what only the test part has', (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-test-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'rows');
  const header = writeRows(file, SPLIT);
  assert.deepEqual(
    [header.train, header.test, header.trainUsers, header.trainItems, header.users, header.items],
    [3, 2, 2, 2, 3, 3],
  );
  // As Python reads it: users, items, ratings of the train part, then of the test part. zoe 0, ann 1, bob 2.
  const { buffer, byteOffset } = readFileSync(`${file}.bin`);
  const words = [...new Int32Array(buffer, byteOffset, 15)];
  assert.deepEqual([...words.slice(0, 6), ...words.slice(9, 13)], [0, 1, 0, 0, 1, 1, 2, 1, 0, 2]);
  assert.deepEqual([...new Float32Array(buffer, byteOffset + 24, 3)], [4, 3, 5]);

  const { train, test: tested } = readRows(file);
  assert.deepEqual(train.userColumn, SPLIT.train.userColumn);
  assert.deepEqual(train.itemColumn, SPLIT.train.itemColumn);
  assert.deepEqual(train.ratingColumn, SPLIT.train.ratingColumn);
  assert.deepEqual([train.userCount, train.itemCount], [2, 2]);
  assert.deepEqual(train.scale, TABLE.scale);
  assert.deepEqual(
    [...tested].map(({ user, item, rating }) => [user, item, rating]),
    [
      ['2', '0', 1],
      ['1', '2', 2],
    ],
  );
  assert.equal(train.users.has(tested.row(0).user), false, 'bob stays unknown');
});

test('the head of the rows, for the warm-up', (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-test-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'rows');
  writeRows(file, SPLIT);
  const { train, test: tested } = readRows(file, 2);
  assert.deepEqual([train.length, train.userCount, train.itemCount, tested.length], [2, 2, 2, 1]);
});
