import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ItemId, itemId } from '../../lib/core/ids';
import type { Film } from '../../lib/data/movielens/film';
import { genreDistance, modelDistance, rerank } from '../../lib/lists/rerank';
import { RandomState } from '../../lib/math/random/random-state';
import { ALS } from '../../lib/models/factors/als';
import { toyRatings } from '../../lib/testing/toy-ratings';

const place = (id: string, score: number) => Object.freeze({ item: itemId(id), score });
const list = Object.freeze([place('a', 5), place('b', 4.8), place('c', 4), place('d', 3)]);
const names = (places: readonly { item: ItemId }[]) => places.map(({ item }) => item).join('');
/** a and b are alike, c and d too. */
const pairs = (one: ItemId, other: ItemId) => ('ab'.includes(one) === 'ab'.includes(other) ? 0 : 1);

// By hand: rel = 1, .9, .5, 0. First a (1 · λ). Then with λ = .5: b .45 − .5 = −.05, c .25, d 0: c. Then b −.05
// (a is near), d 0 − .5: b.
test('a list of four by hand', () => {
  assert.equal(names(rerank(list, { lambda: 0.5, distance: pairs })), 'acbd');
  assert.equal(names(rerank(list, { lambda: 0.9, distance: pairs })), 'abcd');
  assert.equal(names(rerank(list, { lambda: 0, distance: pairs })), 'acbd');
});

test('λ = 1 leaves the list as it is; k cuts it; the places are the given ones', () => {
  const same = rerank(list, { lambda: 1, distance: pairs });
  assert.deepEqual(same, list);
  same.forEach((one, n) => {
    assert.equal(one, list[n]);
  });
  for (const lambda of [0, 0.3, 0.8]) {
    const all = rerank(list, { lambda, distance: pairs });
    assert.deepEqual(new Set(all), new Set(list));
    assert.deepEqual(rerank(list, { lambda, distance: pairs, k: 2 }), all.slice(0, 2));
  }
  assert.deepEqual(rerank([], { lambda: 0.5, distance: pairs }), []);
  assert.equal(rerank(list, { lambda: 0.5, distance: pairs, k: 99 }).length, 4);
});

test('where all are equally far apart, or equally good, one of the two decides', () => {
  assert.deepEqual(rerank(list, { lambda: 0.2, distance: () => 0.5 }), list);
  const equal = list.map(({ item }) => ({ item, score: 3 }));
  assert.equal(names(rerank(equal, { lambda: 0.9, distance: pairs })), 'acbd');
  const rounded = list.map(({ item }, n) => ({ item, score: 0.3 + (n % 2) * 2 ** -54 }));
  assert.equal(names(rerank(rounded, { lambda: 0.9, distance: pairs })), 'acbd', 'equal but for rounding');
});

test('less λ, more distance: the mean distance of a short list never falls', () => {
  const many = Array.from({ length: 30 }, (_, n) => place(`${n}`, 30 - n));
  const distance = (one: ItemId, other: ItemId) => (Number(one) % 5 === Number(other) % 5 ? 0.1 : 0.9);
  const spread = (lambda: number) => {
    const top = rerank(many, { lambda, distance, k: 5 });
    let sum = 0;
    for (const one of top) for (const other of top) if (one !== other) sum += distance(one.item, other.item);
    return sum;
  };
  const spreads = [1, 0.7, 0.4, 0].map(spread);
  for (let n = 1; n < spreads.length; n++) assert.ok(spreads[n] >= spreads[n - 1]);
});

test('few distances are enough: the list is that of comparing every candidate with every item on it', () => {
  const random = new RandomState(3);
  for (const lambda of [0, 0.3, 0.5, 0.9, 1]) {
    const many = Array.from({ length: 300 }, (_, at) => place(String(at), Math.floor(300 * random.random())));
    let asked = 0;
    const distance = (one: ItemId, other: ItemId) => {
      asked++;
      return ((Number(one) * Number(other)) % 7) / 7;
    };
    const most = Math.max(...many.map(({ score }) => score));
    const least = Math.min(...many.map(({ score }) => score));
    const left = [...many];
    const expected: typeof many = [];
    while (expected.length < 30) {
      const worth = ({ item, score }: (typeof many)[number]) =>
        (lambda * (score - least)) / (most - least) -
        (1 - lambda) * Math.max(0, ...expected.map((one) => 1 - distance(one.item, item)));
      const worths = left.map(worth);
      expected.push(...left.splice(worths.indexOf(Math.max(...worths)), 1));
    }
    asked = 0;
    assert.deepEqual(rerank(many, { lambda, distance, k: 30 }), expected);
    assert.ok(asked < 2500, `${asked} distances at λ = ${lambda}, of ${30 * 300}`);
  }
});

test('genre distance: none, some and all genres in common', () => {
  const film = (id: string, ...genres: string[]): Film => ({ id: itemId(id), title: id, year: 1995, genres });
  const distance = genreDistance([
    film('a', 'War', 'Drama'),
    film('b', 'War'),
    film('c', 'Comedy'),
    film('d'),
  ]);
  const between = (one: string, other: string) => distance(itemId(one), itemId(other));
  assert.deepEqual(
    [between('a', 'a'), between('a', 'b'), between('b', 'a'), between('a', 'c')],
    [0, 0.5, 0.5, 1],
  );
  assert.deepEqual([between('d', 'd'), between('a', 'd'), between('a', 'stranger')], [1, 1, 1]);
});

test('model distance is 1 − similarity, from 0 to 1', async () => {
  const model = await new ALS({ factors: 3 }).fit(toyRatings());
  const distance = modelDistance(model);
  const [one] = model.train.items;
  for (const { item, similarity } of model.similarItems(one, { k: 100 })) {
    assert.equal(distance(one, item), 1 - Math.min(1, Math.max(0, similarity)));
  }
  const user = model.train.row(0).user;
  const candidates = model.recommend(user);
  assert.deepEqual(rerank(candidates, { lambda: 1, distance }), candidates);
  assert.equal(rerank(candidates, { lambda: 0.3, distance }).length, candidates.length);
});

test('what makes no sense is refused', () => {
  for (const lambda of [-0.1, 1.1, Number.NaN]) {
    assert.throws(() => rerank(list, { lambda, distance: pairs }), {
      name: 'OptionError',
      message: /lambda/,
    });
  }
  for (const k of [0, -1, 1.5])
    assert.throws(() => rerank(list, { lambda: 1, distance: pairs, k }), /rerank: k must be/);
  assert.throws(
    () => rerank(list, { lambda: 0.5, distance: () => 2 }),
    /distance must return a number from 0 to 1, got 2/,
  );
  assert.throws(
    () => rerank([place('a', Number.NaN)], { lambda: 0.5, distance: pairs }),
    /finite number, got NaN/,
  );
});
