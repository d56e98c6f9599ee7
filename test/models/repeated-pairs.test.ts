/** `duplicates: 'keep'`: a table may hold a pair twice, and models count it once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemId, userId } from '../../lib/core/ids';
import { Interactions } from '../../lib/data/table/interactions';
import { evaluateRanking } from '../../lib/evaluation/ranking/evaluate-ranking';
import { splitRows } from '../../lib/evaluation/splits/split';
import { ItemKNN } from '../../lib/models/item-item/item-knn';
import { KNNBasic } from '../../lib/models/neighbors/knn-basic';
import { createModel, MODELS } from '../../lib/models/registry';
import { MostPopular } from '../../lib/models/simple/most-popular';
import { toyRatings, withToyFeatures } from '../../lib/testing/toy-ratings';
import { fewEpochs } from '../fixtures/few-epochs';

const plays = [
  ['a', 'x', 5],
  ['a', 'x', 5],
  ['a', 'y', 5],
  ['a', 'y', 5],
  ['b', 'z', 5],
] as const;

test('one common user is a support of 1 and a cosine of at most 1', async () => {
  const table = Interactions.fromRows(plays, { duplicates: 'keep' });
  const once = { item: itemId('y'), similarity: 1, support: 1, popularity: 1 };
  assert.deepEqual((await new ItemKNN().fit(table)).similarItems(itemId('x')), [once]);
  const knn = await new KNNBasic({ similarity: 'cosine', userBased: false }).fit(table);
  assert.deepEqual(knn.similarItems(itemId('x')), [once]);
  const strict = await new KNNBasic({ similarity: 'cosine', userBased: false, minSupport: 2 }).fit(table);
  assert.deepEqual(strict.similarItems(itemId('x')), [], 'one user twice is not two');
  const [first] = (await new MostPopular().fit(table)).recommend(userId('b'));
  assert.deepEqual(first, { item: itemId('x'), score: 1, support: 1 });
});

// Each third rating of the toy data comes twice: first another one, later the right one.
const given = [...toyRatings()].map(({ user, item, rating }) => [user, item, rating] as const);
const early = given
  .filter((_, n) => n % 3 === 0)
  .map(([user, item, rating]) => [user, item, 6 - rating] as const);
const repeated = [...early, ...given];
const [kept, last] = (['keep', 'last'] as const).map((duplicates) =>
  withToyFeatures(Interactions.fromRows(repeated, { duplicates })),
);

for (const { name } of MODELS) {
  test(`${name} learns each pair once, with its last rating`, async () => {
    const make = () => createModel(name, fewEpochs(name));
    const [model, expected] = [await make().fit(kept), await make().fit(last)];
    for (const user of last.users) {
      assert.deepEqual(model.recommend(user), expected.recommend(user));
      assert.deepEqual([...model.scoresOf(user)], [...expected.scoresOf(user)]);
    }
    assert.equal(model.train.length, last.length);
  });
}

test('the table itself keeps all rows, and one without repetitions is its own', () => {
  assert.equal(kept.length, repeated.length);
  assert.equal(kept.onePerPair().length, given.length);
  assert.equal(kept.onePerPair().hash(), last.hash());
  assert.equal(kept.onePerPair().onePerPair(), kept.onePerPair());
  assert.equal(last.onePerPair(), last);
});

test('a split counts a pair once: a hit is one of one relevant item', async () => {
  const table = Interactions.fromRows(
    [
      ...plays,
      ['b', 'x', 5],
      ['c', 'x', 5],
      ['c', 'y', 5],
      ['c', 'y', 5],
      ['c', 'z', 1],
      ['b', 'y', 5],
      ['b', 'y', 5],
    ],
    { duplicates: 'keep' },
  );
  const test = [10, 11];
  const train = Array.from({ length: table.length }, (_, row) => row).filter((row) => !test.includes(row));
  const split = splitRows(table, { name: 'mine', train, test });
  const { row } = await evaluateRanking(new ItemKNN(), { split, k: 1 });
  assert.equal(row.recall, 1);
  assert.deepEqual([split.train.length, split.test.length], [7, 1]);
});
