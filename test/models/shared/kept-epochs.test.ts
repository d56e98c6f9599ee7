import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keptEpochs } from '../../../lib/models/shared/kept-epochs';

test('kept epochs are spread evenly over those after the burn-in, and the last is one', () => {
  const kept = (epochs: number, burnIn: number, samples: number) =>
    [...keptEpochs({ epochs, burnIn, samples })].sort((a, b) => a - b);
  assert.deepEqual(kept(8, 0.25, 100), [2, 3, 4, 5, 6, 7]);
  assert.deepEqual(kept(8, 0.25, 2), [4, 7]);
  assert.deepEqual(kept(12, 0, 4), [2, 5, 8, 11]);
  assert.deepEqual(kept(1, 0.9, 5), [0]);
  assert.deepEqual(kept(10, 0.1 + 0.2, 100), [3, 4, 5, 6, 7, 8, 9], 'not off by one through rounding errors');
});
