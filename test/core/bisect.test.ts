import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bisectLeft, bisectRight, includesSorted } from '../../lib/core/bisect';

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

test('whether a part of a list has a number', () => {
  for (let length = 0; length < 20; length++) {
    const sorted = Int32Array.from({ length: length + 2 }, (_, n) => 3 * n);
    for (let value = 0; value <= 3 * length + 6; value++) {
      const wanted = sorted.subarray(1, length + 1).includes(value);
      assert.equal(includesSorted(sorted, value, 1, length + 1), wanted, `${value} in ${sorted}`);
    }
  }
  const largest = 2 ** 31 - 1;
  assert.equal(includesSorted(Int32Array.of(0, 5, largest), largest, 0, 3), true);
  assert.equal(includesSorted(Int32Array.of(0, 5, largest), 0, 0, 3), true);
});
