import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { UserId } from '../../lib/core/ids';
import { ALS } from '../../lib/models/factors/als';
import { ImplicitALS } from '../../lib/models/factors/implicit-als';
import { NMF } from '../../lib/models/factors/nmf';
import { foldInFactors } from '../../lib/models/factors/parts/fold-in-factors';
import { foldInImplicit } from '../../lib/models/factors/parts/fold-in-implicit';
import { createModel } from '../../lib/models/registry';
import type { FactorState } from '../../lib/models/shared/factor-state';
import { visitorProfile } from '../../lib/recommender/fold-in';
import { stateFromJson } from '../../lib/recommender/saving/model-json';
import { toyRatings } from '../../lib/testing/toy-ratings';
import { goldenTables } from '../fixtures/golden';

const toy = toyRatings();

// Who comes with one's own train ratings has one's own similarities, mean, spread and bias, but isn't one's own
// neighbor: nothing changes for items that one hasn't rated, as the raters of those are others.
for (const name of ['KNNBasic', 'KNNWithMeans', 'KNNWithZScore', 'KNNBaseline']) {
  for (const similarity of ['cosine', 'msd', 'pearson', 'pearson_baseline']) {
    for (const userBased of [true, false]) {
      test(`${name} ${similarity} ${userBased ? 'users' : 'items'}: a visitor with a user's ratings is that user`, async () => {
        const model = await createModel(name, { similarity, userBased, neighbors: 4, minSupport: 2 }).fit(
          toy,
        );
        let compared = 0;
        for (const user of toy.users) {
          const [expected, got] = [model.scoresOf(user), model.foldIn([], { user }).scoresOf()];
          const seen = new Set(toy.ratingsOf(user).map(({ item }) => toy.items.require(item) as number));
          for (let item = 0; item < got.length; item++) {
            if (userBased && seen.has(item)) continue;
            assert.ok(Object.is(got[item], expected[item]) || Math.abs(got[item] - expected[item]) < 1e-9);
            if (!Number.isNaN(got[item])) compared++;
          }
        }
        assert.ok(compared > 20, `${compared} scores`);
      });
    }
  }
}

for (const name of ['ItemKNN', 'EASE', 'SLIM']) {
  for (const options of [{}, { positiveFrom: 2, weights: 'graded' }]) {
    test(`${name} ${JSON.stringify(options)}: a visitor with a user's ratings has that user's scores`, async () => {
      const model = await createModel(name, options).fit(toy);
      for (const user of toy.users) {
        assert.deepEqual(model.foldIn(toy.ratingsOf(user)).scoresOf(), model.scoresOf(user));
      }
      const { item } = toy.row(0);
      const nothing = model.foldIn([{ item, rating: 1 }]); // not positive
      assert.deepEqual(nothing.recommend(), []);
    });
  }
}

// Where the objective is least its slope is 0: Σ over all items of c_i (y_i − p · q_i) q_i = λ p.
test('implicit ALS: the visitor’s factors are where the objective is least', async () => {
  const model = await new ImplicitALS({ factors: 4, reg: 2, alpha: 3, epochs: 3 }).fit(toy);
  const state = stateFromJson(model.toJSON().state ?? {}) as FactorState;
  const liked = [0, 3, 7];
  const weights = [1, 0.5, 1];
  const p = foldInImplicit(state, liked, weights, model.options);
  const slope = Array.from(p, (value) => -model.options.reg * value);
  for (let item = 0; item < toy.itemCount; item++) {
    const q = state.itemFactors.subarray(item * 4, (item + 1) * 4);
    const at = liked.indexOf(item);
    const confidence = at < 0 ? 1 : 1 + 3 * weights[at];
    const left = (at < 0 ? 0 : 1) - q.reduce((sum, value, f) => sum + value * p[f], 0);
    for (let f = 0; f < 4; f++) slope[f] += confidence * left * q[f];
  }
  for (const value of slope) assert.ok(Math.abs(value) < 1e-4, `${slope}`);
  const ids = [...toy.items];
  const visitor = model.foldIn(liked.map((item) => ({ item: ids[item], rating: 5 })));
  const equal = foldInImplicit(state, liked, [1, 1, 1], model.options);
  visitor.scoresOf().forEach((score, item) => {
    let expected = 0;
    for (let f = 0; f < 4; f++) expected += equal[f] * state.itemFactors[item * 4 + f];
    assert.ok(Math.abs(score - expected) < 1e-9);
  });
});

/** The doc comment's objective times σ², with m, C and σ² computed anew. */
function objectiveOf(state: FactorState, user: UserId) {
  const { train } = goldenTables();
  const { factors, userFactors, itemFactors, userBias, itemBias } = state;
  const biased = userBias.length > 0;
  const width = factors + (biased ? 1 : 0);
  const rowOf = (u: number) => [
    ...userFactors.subarray(u * factors, (u + 1) * factors),
    ...(biased ? [userBias[u]] : []),
  ];
  const rows = Array.from({ length: train.userCount }, (_, u) => rowOf(u));
  const mean = rows[0].map((_, a) => rows.reduce((sum, row) => sum + row[a], 0) / rows.length);
  const C = mean.map((_, a) =>
    mean.map(
      (_, c) => rows.reduce((sum, row) => sum + (row[a] - mean[a]) * (row[c] - mean[c]), 0) / rows.length,
    ),
  );
  const trace = C.reduce((sum, row, a) => sum + row[a], 0);
  for (let a = 0; a < width; a++) C[a][a] += (0.01 * trace) / width + 1e-6;
  const dot = (w: readonly number[], item: number) => {
    const q = [...itemFactors.subarray(item * factors, (item + 1) * factors), ...(biased ? [1] : [])];
    return q.reduce((sum, value, a) => sum + value * w[a], biased ? train.mean + itemBias[item] : 0);
  };
  let squares = 0;
  for (let n = 0; n < train.length; n++) {
    squares += (train.ratingColumn[n] - dot(rows[train.userColumn[n]], train.itemColumn[n])) ** 2;
  }
  const variance = squares / train.length;
  const own = train.rowsOfUser(train.users.require(user));
  return (w: readonly number[]) => {
    let sum = 0;
    for (const n of own) sum += (train.ratingColumn[n] - dot(w, train.itemColumn[n])) ** 2;
    // dᵀ C⁻¹ d by Gaussian elimination of [C | d].
    const d = w.map((value, a) => value - mean[a]);
    const A = C.map((row, a) => [...row, d[a]]);
    for (let a = 0; a < width; a++) {
      for (let below = a + 1; below < width; below++) {
        const factor = A[below][a] / A[a][a];
        for (let c = a; c <= width; c++) A[below][c] -= factor * A[a][c];
      }
    }
    let quadratic = 0;
    const solved = new Array<number>(width).fill(0);
    for (let a = width - 1; a >= 0; a--) {
      let right = A[a][width];
      for (let c = a + 1; c < width; c++) right -= A[a][c] * solved[c];
      solved[a] = right / A[a][a];
    }
    for (let a = 0; a < width; a++) quadratic += d[a] * solved[a];
    return sum + variance * quadratic;
  };
}

for (const [model, nonNegative] of [
  [new ALS({ factors: 3 }), false],
  [new NMF({ factors: 3 }), true],
  [new NMF({ factors: 3, biased: true }), true],
] as const) {
  test(`${model.name} biased ${'biased' in model.options && model.options.biased}: the factors are where the objective is least`, async () => {
    const { train } = goldenTables();
    await model.fit(train);
    const state = stateFromJson(model.toJSON().state ?? {}) as FactorState;
    for (const user of [...train.users].slice(0, 5)) {
      const found = foldInFactors(train, state, visitorProfile('test', train, [], { user }), { nonNegative });
      const biased = state.userBias.length > 0;
      const w = [...Array.from(found.factors), ...(biased ? [found.bias] : [])];
      const objective = objectiveOf(state, user);
      const least = objective(w);
      for (let a = 0; a < w.length; a++) {
        assert.ok(!nonNegative || a >= state.factors || w[a] >= 0);
        for (const by of [-0.02, 0.02]) {
          const moved = w.slice();
          moved[a] += by;
          if (nonNegative && a < state.factors && moved[a] < 0) continue;
          assert.ok(objective(moved) > least, `${user} ${a} ${by}: ${objective(moved)} ${least}`);
        }
      }
    }
  });
}
