import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemId, userId } from '../../../lib/core/ids';
import { Interactions } from '../../../lib/data/table/interactions';
import { EASE } from '../../../lib/models/item-item/ease';
import { checkTableMemory } from '../../../lib/models/item-item/parts/item-table';
import {
  allScores,
  circles,
  denseWeights,
  farthest,
  handful,
  product,
  slowInverse,
  transpose,
} from '../ranking-data';

/** B of the doc comment, cell by cell in 64 bits. */
function slowEase(X: number[][], reg: number): number[][] {
  const gram = product(transpose(X), X);
  for (let i = 0; i < gram.length; i++) gram[i][i] += reg;
  const P = slowInverse(gram);
  return P.map((row, j) => row.map((value, i) => (i === j ? 0 : -value / P[i][i])));
}

// Two items that one user likes: G + λI = [[2, 1], [1, 2]] for λ = 1, P = [[2, -1], [-1, 2]] / 3, so b = 1/2.
test('by hand: two items', async () => {
  const rows = [0, 1].map((row) => row); // ann's x and y
  const model = await new EASE({ reg: 1 }).fit(handful().select(rows, { vocabulary: 'remake' }));
  for (const score of model.scoresOf(userId('ann'))) assert.ok(Math.abs(score - 0.5) < 1e-6);
  const [similar] = model.similarItems(itemId('x'));
  assert.equal(similar.item, itemId('y'));
  assert.ok(Math.abs(similar.similarity - 0.5) < 1e-6); // −(−1/3) / (2/3)
});

test('equal to the closed form in 64 bits, for likes and for stars', async () => {
  const table = circles();
  const likes = await new EASE({ reg: 20 }).fit(table);
  const X = denseWeights(table, (rating) => (rating >= 4 ? 1 : 0));
  assert.ok(farthest(allScores(likes), product(X, slowEase(X, 20))) < 1e-5);
  const stars = await new EASE({ reg: 7, positiveFrom: null, weights: 'graded' }).fit(table);
  const W = denseWeights(table, (rating) => (rating - 1) / 4);
  assert.ok(farthest(allScores(stars), product(W, slowEase(W, 7))) < 1e-5);
});

test('B is where the objective is least among tables with an empty diagonal', async () => {
  const table = circles();
  const X = denseWeights(table, (rating) => (rating >= 4 ? 1 : 0));
  const B = slowEase(X, 5);
  const objective = (table: number[][]) => {
    const errors = product(X, table).flatMap((row, u) => row.map((value, i) => (X[u][i] - value) ** 2));
    return [...errors, ...table.flat().map((b) => 5 * b * b)].reduce((sum, value) => sum + value, 0);
  };
  const least = objective(B);
  for (const [j, i] of [
    [0, 1],
    [7, 30],
    [39, 2],
  ]) {
    for (const by of [-0.01, 0.01]) {
      const moved = B.map((row) => [...row]);
      moved[j][i] += by;
      assert.ok(objective(moved) > least);
    }
  }
});

test('similar items are partial correlations: alike both ways, and by taste', async () => {
  const table = circles();
  const model = await new EASE({ reg: 5 }).fit(table);
  const similarity = (a: string, b: string) =>
    model.similarItems(itemId(a), { k: 100 }).find(({ item }) => item === itemId(b))?.similarity;
  assert.equal(similarity('i0', 'i2'), similarity('i2', 'i0'));
  const meanTo = (parity: number) => {
    const others = model.similarItems(itemId('i3'), { k: 100 });
    const those = others.filter(({ item }) => Number(item.slice(1)) % 2 === parity);
    return those.reduce((sum, other) => sum + other.similarity, 0) / those.length;
  };
  assert.ok(meanTo(1) > 0 && meanTo(0) < meanTo(1) / 2, `${meanTo(1)} ${meanTo(0)}`);
});

test('a user without a like has no score and an empty list', async () => {
  const table = handful();
  const rows = Array.from({ length: table.length }, (_, row) => row).filter(
    (row) => table.row(row).user !== userId('ann') || table.row(row).rating < 4,
  );
  const model = await new EASE().fit(table.select(rows));
  assert.deepEqual(model.recommend(userId('ann'), { filterSeen: false }), []);
  assert.ok(model.scoresOf(userId('ann')).every(Number.isNaN));
  assert.ok(model.scoresOf(userId('bob')).every(Number.isFinite));
});

/** The second user's ratings are two sessions: a and b, then c after 121 s; those of a row have no order of time. */
const sittings = Interactions.fromRows(
  [
    ['ann', 'b', 4, 1060],
    ['ann', 'a', 5, 1000],
    ['bob', 'c', 3, 2281],
    ['bob', 'a', 5, 2040],
    ['bob', 'b', 1, 2160],
    ['cid', 'c', 5, 3000],
    ['cid', 'a', 2, 3000],
  ],
  { scale: { min: 1, max: 5, step: 1 } },
);

test('sessions: the closed form on whole histories and their parts, in 64 bits', async () => {
  const weights = [0.1, 0.2, 0.5, 1, 1.5];
  const model = await new EASE({ weights, reg: 3, sessionWeight: 2 }).fit(sittings);
  const X = denseWeights(sittings, (rating) => weights[rating - 1]);
  const [a, b, c] = ['a', 'b', 'c'].map((item) => sittings.items.require(itemId(item)));
  const sessions: [number, number][][] = [
    [
      [a, 1.5],
      [b, 1],
    ],
    [
      [a, 1.5],
      [b, 0.1],
    ],
    [[c, 0.5]],
    [
      [a, 0.2],
      [c, 1.5],
    ],
  ];
  const Z = sessions.map((cells) => [0, 1, 2].map((item) => cells.find(([of]) => of === item)?.[1] ?? 0));
  const G = product(transpose(X), X);
  for (const [j, row] of product(transpose(Z), Z).entries())
    for (const [i, value] of row.entries()) G[j][i] += 2 * value;
  for (let i = 0; i < 3; i++) G[i][i] += 3;
  const P = slowInverse(G);
  const B = P.map((row, j) => row.map((value, i) => (i === j ? 0 : -value / P[i][i])));
  assert.ok(farthest(allScores(model), product(X, B)) < 1e-6);
});

test('sessions that never end are whole histories, which then count more', async () => {
  const whole = await new EASE({ reg: 10 }).fit(sittings);
  const twice = await new EASE({ reg: 20, sessionWeight: 1, sessionGap: 1e9 }).fit(sittings);
  assert.ok(farthest(allScores(whole), allScores(twice)) < 1e-6);
});

test('sessions need timestamps, and without a weight nobody asks for them', async () => {
  await assert.rejects(new EASE({ sessionWeight: 1 }).fit(circles()), {
    name: 'OptionError',
    message: /^EASE: sessionWeight must be 0 for a train set without timestamps/,
  });
});

test('too many items for the memory are refused beforehand', () => {
  assert.throws(
    () => checkTableMemory('EASE', 100_000, 5, 2 ** 34),
    /EASE: tables of 100000 x 100000 items would take about 186.3 GB, but this machine has 16.0 GB/,
  );
});
