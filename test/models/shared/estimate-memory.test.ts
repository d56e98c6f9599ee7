import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createModel } from '../../../lib/models/registry';
import { estimateMemory } from '../../../lib/models/shared/estimate-memory';

const SIZE = { users: 1000, items: 500, ratings: 100_000 };

test('the estimate grows with factors, neighbors, ratings and positives', () => {
  for (const [name, less, more] of [
    ['ALS', { factors: 10 }, { factors: 20 }],
    ['ImplicitALS', { factors: 10 }, { factors: 20 }],
    ['BPR', { factors: 10 }, { factors: 20 }],
    ['SVD', { factors: 10 }, { factors: 20 }],
    ['ItemKNN', { neighbors: 10 }, { neighbors: 20 }],
  ] as const) {
    const model = createModel(name, less);
    const bytes = estimateMemory(model, SIZE);
    assert.ok(bytes > 4 * SIZE.ratings, name);
    assert.ok(estimateMemory(createModel(name, more), SIZE) > bytes, name);
    assert.ok(estimateMemory(model, { ...SIZE, ratings: 200_000 }) > bytes, name);
  }
  const model = createModel('ImplicitALS', {});
  const half = estimateMemory(model, { ...SIZE, positives: 50_000 });
  // Item and weight by user and by item, and in the two tables that the threads share; a user.
  assert.equal(estimateMemory(model, SIZE) - half, 50_000 * (2 * 8 + 16 + 4));
});

test('no estimate, and sizes that are none, are refused', () => {
  const slopeOne = createModel('SlopeOne', {});
  assert.throws(() => estimateMemory(slopeOne, SIZE), /SlopeOne: can't estimate the memory of a fit/);
  assert.throws(
    () => estimateMemory(createModel('ALS', {}), { ...SIZE, users: -1 }),
    /estimateMemory: users must be a whole number from 0 on, got -1/,
  );
});
