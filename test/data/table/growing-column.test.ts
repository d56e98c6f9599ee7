import assert from 'node:assert/strict';
import { test } from 'node:test';
import { appended, without } from '../../../lib/data/table/growing-column';

test('values are appended in place where there is room, and never over those of another column', () => {
  const start = Float32Array.of(1, 2);
  const one = appended(start, [3]);
  const two = appended(one, [4, 5]);
  const other = appended(one, [6]);
  assert.deepEqual([...start, ...one, ...two, ...other], [1, 2, 1, 2, 3, 1, 2, 3, 4, 5, 1, 2, 3, 6]);
  const many = appended(
    other,
    Float32Array.from({ length: 100 }, (_, n) => n),
  );
  const last = appended(many, [7]);
  assert.equal(last.buffer, many.buffer, 'grown by half, so there is room');
  assert.notEqual(many.buffer, other.buffer);
  assert.deepEqual([...last.subarray(0, 4), ...last.slice(-2)], [1, 2, 3, 6, 99, 7]);
});

test('the part of a buffer that someone else owns is not written to', () => {
  const file = Float64Array.of(1, 2, 3, 4);
  const column = file.subarray(1, 3);
  assert.deepEqual([...appended(column, [9])], [2, 3, 9]);
  assert.deepEqual([...file], [1, 2, 3, 4]);
});

test('a column without some of its values is a copy', () => {
  const column = Int32Array.of(0, 10, 20, 30, 40);
  assert.deepEqual([...without(column, [])], [0, 10, 20, 30, 40]);
  assert.deepEqual([...without(column, [0, 2, 4])], [10, 30]);
  assert.deepEqual([...without(column, [0, 1, 2, 3, 4])], []);
  assert.deepEqual([...without(column, [1, 2])], [0, 30, 40]);
  assert.deepEqual([...column], [0, 10, 20, 30, 40]);
});
