import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bisectLeft, bisectRight } from '../../lib/core/bisect';

test('bisection finds the first place at or above a value', () => {
  const sorted = [1, 3, 3, 5];
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5, 6].map((value) => bisectLeft(sorted, value)),
    [0, 0, 1, 1, 3, 3, 4],
  );
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5, 6].map((value) => bisectRight(sorted, value)),
    [0, 1, 1, 3, 3, 4, 4],
  );
});

test('it looks at a part of the list only', () => {
  const rows = Int32Array.of(9, 1, 4, 7, 0);
  assert.equal(bisectLeft(rows, 5, 1, 4), 3);
  assert.equal(bisectRight(rows, 9, 1, 4), 4);
  assert.equal(bisectLeft(rows, 5, 2, 2), 2);
});

test('texts are in order, too', () => {
  const words = ['godfather', 'star', 'toy'];
  assert.equal(bisectLeft(words, 'st'), 1);
  assert.equal(bisectLeft([], 'st'), 0);
});
