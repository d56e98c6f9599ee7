import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { after, test } from 'node:test';
import { type ItemIndex, itemId, userId } from '../../../lib/core/ids';
import { Interactions } from '../../../lib/data/table/interactions';
import { RandomState } from '../../../lib/math/random/random-state';
import { NeighborIndex } from '../../../lib/math/similarity/neighbor-index';
import { ALS } from '../../../lib/models/factors/als';
import { BPR } from '../../../lib/models/factors/bpr';
import { cosineToItems, type FactorState } from '../../../lib/models/shared/factor-state';
import { cosineSearch, indexFactors } from '../../../lib/models/shared/item-index';
import { topIndices } from '../../../lib/recommender/top-items';
import { toyRatings } from '../../../lib/testing/toy-ratings';

/** Items around 100 centers, as factors of a catalog are; the first has none but zeros. */
function madeUp(items: number, factors: number): FactorState {
  const random = new RandomState(1);
  const centers = random.normals(100 * factors, 0, 1);
  const noise = random.normals(items * factors, 0, 0.7);
  const itemFactors = new Float32Array(items * factors);
  for (let item = 1; item < items; item++) {
    const center = random.interval(99);
    for (let f = 0; f < factors; f++) {
      itemFactors[item * factors + f] = centers[center * factors + f] + noise[item * factors + f];
    }
  }
  const none = new Float32Array(0);
  return { factors, itemFactors, userFactors: none, userBias: none, itemBias: none };
}

/** The share of the exact 10 nearest that the index finds, over 100 items. */
function recall(state: FactorState, items: number): number {
  let found = 0;
  for (let n = 1; n <= 100; n++) {
    const item = ((n * 37) % items) as ItemIndex;
    const allowed = new Uint8Array(items).fill(1);
    allowed[item] = 0;
    const exact = topIndices(cosineToItems(state, item), 10, allowed);
    const { nearest, similarityTo } = cosineSearch(state, item)!;
    const others = nearest(10)!.filter((other) => other !== item);
    const near = new Set(others.sort((a, b) => similarityTo(b) - similarityTo(a)).slice(0, 10));
    found += exact.filter((other) => near.has(other)).length;
  }
  return found / 1000;
}

test('the index finds nearly all of the nearest, with their exact cosines', async () => {
  const items = 4000;
  const state = madeUp(items, 32);
  await indexFactors('test', state, { from: items });
  const item = 5 as ItemIndex;
  const [{ nearest, similarityTo }, exact] = [cosineSearch(state, item)!, cosineToItems(state, item)];
  const found = nearest(10)!;
  assert.ok(found.length >= 10 && found.length < 100);
  for (const other of found) assert.ok(Math.abs(similarityTo(other) - exact[other]) < 1e-12);
  assert.ok(recall(state, items) > 0.99, `${recall(state, items)}`);
  // A list as long as the catalog, as `modelDistance` asks for: the graph would be slower, and may miss some.
  for (const wanted of [items, items / 2, Number.POSITIVE_INFINITY]) {
    assert.equal(nearest(wanted), undefined);
  }
  assert.ok(Number.isNaN(cosineSearch(state, 0 as ItemIndex)!.similarityTo(1)));
});

test('few items get no index, and an abort ends the building', async () => {
  const state = madeUp(1200, 4);
  await indexFactors('test', state, {});
  assert.equal(cosineSearch(state, 1 as ItemIndex), undefined);
  const reason = new Error('enough');
  await assert.rejects(indexFactors('test', state, { from: 1, signal: AbortSignal.abort(reason) }), reason);
});

test('similar items are the same call with an index', async () => {
  const ratings = toyRatings();
  const model = await new ALS({ factors: 3 }).fit(ratings);
  const plain = model.similarItems(itemId('i3'));
  assert.equal(await model.indexItems({ from: 1 }), model);
  assert.deepEqual(
    model.similarItems(itemId('i3')).map(({ item }) => item),
    plain.map(({ item }) => item),
  );
  assert.deepEqual(
    model.similarItems(itemId('i3'), { minSupport: 1 }).length,
    plain.filter(({ support }) => support >= 1).length,
  );
});

/** A catalog with 50 users of ten ratings each, and one who has rated everything else. */
function catalog(items: number): Interactions {
  const user = (n: number) => (n < 500 ? `u${n % 50}` : 'all');
  return Interactions.fromRows(
    Array.from({ length: items }, (_, n) => [user(n), `i${n}`, 5] as const),
    { scale: { min: 1, max: 5, step: 1 } },
  );
}

test('lists of 20,000 items by the index: nearly all of the best, with their exact scores', async () => {
  const items = 20_000;
  const factors = 16;
  const table = catalog(items);
  const random = new RandomState(2);
  const { itemFactors } = madeUp(items, factors);
  // A user is the mean of a few items, as users are near what they like.
  const userFactors = new Float32Array(table.userCount * factors);
  for (let at = 0; at < userFactors.length; at++) {
    for (let n = 0; n < 5; n++) {
      const item = 1 + ((7919 * (Math.floor(at / factors) + 1) * (n + 1)) % (items - 1));
      userFactors[at] += itemFactors[item * factors + (at % factors)] / 5;
    }
  }
  const userBias = new Float32Array(table.userCount);
  const model = new BPR({ factors });
  model.restore(table, {
    factors,
    userFactors,
    itemFactors,
    userBias,
    itemBias: Float32Array.from(random.normals(items, 0, 1)),
  });
  const users = [...table.users];
  const lists = () => users.map((user) => model.recommend(user));
  const exact = lists();
  await model.indexItems({ from: items });
  const near = lists();
  let found = 0;
  for (const [n, list] of near.entries()) {
    assert.equal(list.length, 10);
    const scores = new Map(exact[n].map(({ item, score }) => [item, score]));
    const known = list.filter(({ item }) => scores.has(item));
    for (const { item, score } of known) assert.equal(score, scores.get(item));
    found += known.length;
  }
  assert.ok(found / (10 * users.length) > 0.98, `${found / (10 * users.length)}`);
  // Every filter is kept, and the lists that need all scores are exact.
  const [first, second] = exact[0].map(({ item }) => item);
  const without = model.recommend(users[0], { without: [first] }).map(({ item }) => item);
  assert.ok(!without.includes(first) && without.includes(second));
  assert.deepEqual(model.recommend(users[0], { among: [second, first] }), exact[0].slice(0, 2));
  assert.deepEqual(model.recommend(userId('all')), exact[50]);
  assert.equal(model.recommend(users[0], { k: items }).length, items - 10);
  const all = model.recommend(users[0], { filterSeen: false });
  assert.ok(all[9].score >= exact[0][9].score);
});

test('a visitor gets nearly the same list by the index, from an index that was saved', async () => {
  const items = 20_000; // with fewer, scoring all is faster
  const table = catalog(items);
  const state = madeUp(items, 16);
  const random = new RandomState(3);
  const users = { userFactors: Float32Array.from(random.normals(table.userCount * 16, 0, 1)) };
  const biases = { userBias: new Float32Array(table.userCount), itemBias: new Float32Array(items) };
  const models = ['exact', 'near'].map(() => new ALS({ factors: 16 }));
  for (const model of models)
    model.restore(table, { ...state, ...users, ...biases, itemFactors: state.itemFactors.slice() });
  const [exact, near] = models;
  await near.indexItems({ from: items });
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'recommender-lab-index-')), 'lists');
  after(() => rmSync(path.dirname(file), { recursive: true }));
  const { similar, lists } = near.indexes!;
  lists.save(file);
  near.adoptIndexes({ similar, lists: NeighborIndex.inFile(file, 17, 'dot product') });
  const ratings = [5, 700, 1900].map((n) => ({ item: itemId(`i${n}`), rating: 5 }));
  const [all, some] = [exact, near].map((model) => model.foldIn(ratings).recommend());
  const found = some.filter(({ item }) => all.some((other) => other.item === item));
  assert.ok(found.length >= 9, `${found.length}`);
  assert.equal(some[0].score, all[0].score);
  assert.deepEqual(some[0], all[0]);
  assert.deepEqual(near.foldIn(ratings).scoresOf(), exact.foldIn(ratings).scoresOf());
  assert.throws(() => NeighborIndex.inFile(file, 16, 'dot product'), { code: 'INDEX' });
  assert.throws(() => NeighborIndex.inFile(__filename, 17, 'dot product'), { code: 'INDEX' });
});
