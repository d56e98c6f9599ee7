import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemId, userId } from '../../lib/core/ids';
import { Interactions } from '../../lib/data/table/interactions';
import { BaselineOnly } from '../../lib/models/simple/baseline-only';
import { allowedItems, listLength, topIndices } from '../../lib/recommender/top-items';

const all = (length: number) => new Uint8Array(length).fill(1);

test('the best first, ties in order, NaN never', () => {
  const scores = [1, Number.NaN, 3, 3, Number.NaN, 2, 3];
  assert.deepEqual(topIndices(scores, 3, all(7)), [2, 3, 6]);
  assert.deepEqual(topIndices(scores, 2, all(7)), [2, 3]);
  assert.deepEqual(topIndices(scores, 99, all(7)), [2, 3, 6, 5, 0]);
  assert.deepEqual(topIndices([Number.NaN, Number.NaN], 5, all(2)), []);
  assert.deepEqual(topIndices([], 5, all(0)), []);
});

test('infinite scores have their place', () => {
  const [most, least] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  assert.deepEqual(topIndices([least, 0, most, Number.NaN, least], 4, all(5)), [2, 1, 0, 4]);
  assert.deepEqual(topIndices([least, least, 0], 1, all(3)), [2]);
});

test('the same as a stable sort, on many random lists', () => {
  let seed = 1;
  const next = () => {
    seed = (seed * 16807) % 2147483647;
    return seed;
  };
  for (let round = 0; round < 300; round++) {
    const scores = Array.from({ length: next() % 40 }, () => (next() % 9 === 0 ? Number.NaN : next() % 7));
    const allowed = Uint8Array.from(scores, () => (next() % 4 === 0 ? 0 : 1));
    const k = 1 + (next() % 12);
    const sorted = Array.from(scores.keys())
      .filter((item) => allowed[item] && !Number.isNaN(scores[item]))
      .sort((a, b) => scores[b] - scores[a])
      .slice(0, k);
    assert.deepEqual(topIndices(scores, k, allowed), sorted);
    if (allowed.every(Boolean)) assert.deepEqual(topIndices(scores, k), sorted);
  }
});

test('which items are allowed, and how long a list may be', () => {
  const train = Interactions.fromRows([
    ['a', 'x', 1],
    ['a', 'y', 2],
    ['b', 'z', 3],
  ]);
  const [x, y, stranger] = [itemId('x'), itemId('y'), itemId('stranger')];
  assert.deepEqual([...allowedItems(train, {})], [1, 1, 1]);
  assert.deepEqual([...allowedItems(train, { among: [y, x, stranger], without: [x, stranger] })], [0, 1, 0]);
  assert.deepEqual([...allowedItems(train, { among: [] })], [0, 0, 0]);
  assert.equal(listLength('SVD', {}), 10);
  for (const k of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => listLength('SVD', { k }), {
      name: 'OptionError',
      message: `SVD: k must be a positive whole number, got ${k}`,
    });
  }
});

test('a user who has rated everything gets an empty list', async () => {
  const rows = ['x', 'y', 'z'].map((item, n) => ['all', item, n + 1] as const);
  const train = Interactions.fromRows([...rows, ['some', 'x', 3]]);
  const model = await new BaselineOnly().fit(train);
  assert.deepEqual(model.recommend(userId('all')), []);
  assert.equal(model.recommend(userId('all'), { filterSeen: false }).length, 3);
  const lists = await model.recommendAll();
  assert.deepEqual(lists.of(userId('all')), []);
  assert.deepEqual([...lists.items], [-1, -1, -1, 2, 1, -1]);
  assert.throws(() => lists.of(userId('nobody')), {
    name: 'OptionError',
    message: /no list for user "nobody"/,
  });
});
