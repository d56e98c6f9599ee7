import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemId, userId } from '../../../lib/core/ids';
import { UserEASE } from '../../../lib/models/item-item/user-ease';
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

/** (X Xᵀ + λ I)⁻¹ in 64 bits, over the users in `among`. */
function slowP(X: number[][], reg: number): number[][] {
  const gram = product(X, transpose(X));
  for (let u = 0; u < gram.length; u++) gram[u][u] += reg;
  return slowInverse(gram);
}

// ann and cid share y: X Xᵀ + λ I = [[3, 1], [1, 3]] for λ = 1, P = [[3, -1], [-1, 3]] / 8, so b = 1/3.
test('by hand: two users', async () => {
  const table = handful();
  const rows = [0, 1, 6, 7]; // ann: x y; cid: y z
  const model = await new UserEASE({ reg: 1 }).fit(table.select(rows, { vocabulary: 'remake' }));
  const scores = (user: string) => [...model.scoresOf(userId(user))].map((score) => Number(score.toFixed(6)));
  assert.deepEqual(scores('ann'), [0, 0.333333, 0.333333]);
  assert.deepEqual(scores('cid'), [0.333333, 0.333333, 0]);
  const [similar] = model.similarUsers(userId('ann'));
  assert.equal(similar.user, userId('cid'));
  assert.ok(Math.abs(similar.similarity - 1 / 3) < 1e-6); // −(−1/8) / (3/8)
  const [term] = model.explain(userId('ann'), itemId('z')).terms;
  assert.deepEqual([term.kind, term.user, term.rating, term.support], ['neighborUser', 'cid', 5, 1]);
});

test('equal to the closed form in 64 bits, for likes and for values', async () => {
  const table = circles();
  for (const [options, weightOf] of [
    [{ reg: 20 }, (rating: number) => (rating >= 4 ? 1 : 0)],
    [{ reg: 7, weights: [0, 0.1, 0.4, 1, 1.5] }, (rating: number) => [0, 0.1, 0.4, 1, 1.5][rating - 1]],
  ] as const) {
    const model = await new UserEASE(options).fit(table);
    const X = denseWeights(table, weightOf);
    const P = slowP(X, options.reg);
    const B = P.map((row, v) => row.map((value, u) => (v === u ? 0 : -value / P[u][u])));
    assert.ok(farthest(allScores(model), product(transpose(B), X)) < 1e-5);
  }
});

test('a visitor with the ratings of a user of the train set gets that user’s scores', async () => {
  const table = circles();
  const model = await new UserEASE({ reg: 20 }).fit(table);
  for (const user of [...table.users].slice(0, 5)) {
    const visitor = model.foldIn([], { user }).scoresOf();
    assert.ok(farthest([[...visitor]], [[...model.scoresOf(user)]]) < 1e-5);
  }
});

test('a new visitor is the regression of their likes on all users', async () => {
  const table = circles();
  const model = await new UserEASE({ reg: 20 }).fit(table);
  const X = denseWeights(table, (rating) => (rating >= 4 ? 1 : 0));
  const liked = ['i0', 'i2', 'i7'];
  const x = Array.from(table.items, (item) => [liked.includes(item) ? 1 : 0]);
  const b = product(slowP(X, 20), product(X, x));
  const scores = product(transpose(b), X);
  const visitor = model.foldIn(liked.map((item) => ({ item: itemId(item), rating: 5 })));
  assert.ok(farthest([[...visitor.scoresOf()]], scores) < 1e-5);
});

test('a user without a like has no score and an empty list', async () => {
  const table = handful();
  const rows = Array.from({ length: table.length }, (_, row) => row).filter(
    (row) => table.row(row).user !== userId('ann') || table.row(row).rating < 4,
  );
  const model = await new UserEASE().fit(table.select(rows));
  assert.deepEqual(model.recommend(userId('ann'), { filterSeen: false }), []);
  assert.ok(model.scoresOf(userId('bob')).every(Number.isFinite));
});
