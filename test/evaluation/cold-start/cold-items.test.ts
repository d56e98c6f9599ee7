import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coldItemFolds, coldItems } from '../../../lib/evaluation/splits/cold-items';
import { syntheticRatings } from '../synthetic-ratings';

const ratings = syntheticRatings();

test('folds hold out each item once, with all its ratings', () => {
  const folds = coldItemFolds(ratings, { folds: 4, seed: 0 });
  assert.equal(folds.length, 4);
  const held = [...folds].flatMap(({ train, test, cold }) => {
    assert.equal(cold.item, test.length);
    assert.equal(train.length + test.length, ratings.length);
    for (const item of test.items) {
      assert.equal(train.items.has(item), false);
      assert.equal(test.ratingsFor(item).length, ratings.ratingsFor(item).length);
    }
    return [...test.items];
  });
  assert.deepEqual(held.sort(), [...ratings.items].sort());
});

test('a share of the items is held out; the same seed draws the same ones', () => {
  const one = coldItems(ratings, { share: 0.25, seed: 3 });
  assert.equal(one.test.itemCount, 15);
  assert.equal(one.cold.item, one.test.length);
  assert.equal(coldItems(ratings, { share: 0.25, seed: 3 }).hash, one.hash);
  assert.notEqual(coldItems(ratings, { share: 0.25, seed: 4 }).hash, one.hash);
  const [fold] = coldItemFolds(ratings, { seed: 3 });
  assert.equal(coldItemFolds(ratings, { seed: 3 }).at(0).hash, fold.hash);
});

test('bad options are refused', () => {
  assert.throws(() => coldItems(ratings, { share: 0 }), /coldItems: share must be .* got 0/);
  for (const folds of [1, 2.5, 61]) {
    assert.throws(() => coldItemFolds(ratings, { folds }), /coldItemFolds: folds must be .* 2 to 60, got/);
  }
});
