import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataError } from '../../lib/core/errors';
import { itemId, type UserIndex, userId } from '../../lib/core/ids';
import { Interactions } from '../../lib/data/table/interactions';
import { createModel } from '../../lib/models/registry';
import { seenItems } from '../../lib/recommender/rated-pairs';
import { type RowlessParts, RowlessTrain } from '../../lib/recommender/rowless-train';
import { modelToJson } from '../../lib/recommender/saving/model-to-json';
import { toyRatings } from '../../lib/testing/toy-ratings';

const table = Interactions.fromRows(
  [
    ['अ', '🎬', 5],
    ['b', '🎬', 2.5],
    ['अ', 'y', 1],
  ],
  { scale: { min: 0.5, max: 5, step: 0.5 } },
);

test('the summary of a table says the same as the table', () => {
  for (const withSeen of [true, false]) {
    const summary = RowlessTrain.of(table, { withSeen });
    for (const name of ['length', 'userCount', 'itemCount', 'mean', 'scale', 'hasRatings'] as const) {
      assert.deepEqual(summary[name], table[name], name);
    }
    assert.deepEqual([...summary.users], [...table.users]);
    assert.deepEqual(summary.userCounts(), table.userCounts());
    assert.deepEqual(summary.itemCounts(), table.itemCounts());
    assert.equal(summary.hash(), table.hash());
    for (const user of [0, 1] as UserIndex[]) {
      assert.deepEqual(seenItems(summary, user), withSeen ? seenItems(table, user) : undefined);
    }
  }
});

test('seen items can come from the caller, by raw id; unknown items have no effect', () => {
  const parts = RowlessTrain.of(table, { withSeen: false }).toParts();
  const asked: string[] = [];
  const summary = new RowlessTrain(parts, (user) => {
    asked.push(user);
    return [itemId('y'), itemId('not in the train set')];
  });
  assert.deepEqual(seenItems(summary, 1 as UserIndex), Int32Array.of(1));
  assert.deepEqual(asked, ['b']);
});

const damages: [string, Partial<RowlessParts>, RegExp][] = [
  [
    'a count too few',
    { userCounts: Int32Array.of(3) },
    /userCounts must have a number for each of 2 ids, got 1/,
  ],
  [
    'counts that differ',
    { itemCounts: Int32Array.of(2, 2) },
    /userCounts add up to 3 ratings, itemCounts to 4/,
  ],
  ['a negative count', { itemCounts: Int32Array.of(4, -1) }, /itemCounts must be at least 0, got -1/],
  ['no mean', { mean: Number.NaN }, /mean must be a number, got NaN/],
  ['too few seen items', { seen: Int32Array.of(0) }, /seen must have an item for each of 3 ratings, got 1/],
  ['too few raters', { raters: Int32Array.of(0) }, /raters must have a user for each of 3 ratings, got 1/],
  ['a seen item outside', { seen: Int32Array.of(0, 1, 2) }, /item indices from 0 to 1, got 2/],
];
for (const [what, damage, message] of damages) {
  test(`parts that don't fit together are refused: ${what}`, () => {
    const parts = { ...RowlessTrain.of(table, { withSeen: true }).toParts(), ...damage };
    assert.throws(
      () => new RowlessTrain(parts),
      (error) => error instanceof DataError && message.test(error.message),
    );
  });
}

test('saved without its ratings, a model is smaller, and its errors say what to do', async () => {
  const model = await createModel('SVD', { factors: 2, epochs: 2 }).fit(toyRatings());
  const sizes = (['rows', 'seen', 'none'] as const).map(
    (train) => JSON.stringify(modelToJson(model, { train })).length,
  );
  assert.ok(sizes[0] > sizes[1] && sizes[1] > sizes[2], `${sizes}`);
  assert.throws(() => modelToJson(model, { train: 'all' as 'rows' }), {
    name: 'OptionError',
    message: 'SVD: train must be one of rows, seen, none, got all',
  });
  const knn = await createModel('KNNBasic').fit(toyRatings());
  assert.throws(() => modelToJson(knn, { train: 'none' }), {
    name: 'CapabilityError',
    message: /KNNBasic: can't be saved without its train ratings/,
  });
  assert.throws(() => knn.recommend(userId('nobody')), { name: 'UnknownIdError' });
});
