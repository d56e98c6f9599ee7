/** The algorithms to read compute what Surprise and the fast ones do. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemId, userId } from '../../../lib/core/ids';
import { clipToScale } from '../../../lib/core/rating-scale';
import { Interactions } from '../../../lib/data/table/interactions';
import { ImplicitALS } from '../../../lib/models/factors/implicit-als';
import { plainImplicitALS } from '../../../lib/models/factors/plain/plain-implicit-als';
import { plainSVD } from '../../../lib/models/factors/plain/plain-svd';
import { SVD } from '../../../lib/models/factors/svd';
import { EASE } from '../../../lib/models/item-item/ease';
import { ItemKNN } from '../../../lib/models/item-item/item-knn';
import { plainEASE } from '../../../lib/models/item-item/plain/plain-ease';
import { plainItemKNN } from '../../../lib/models/item-item/plain/plain-item-knn';
import { KNNBasic } from '../../../lib/models/neighbors/knn-basic';
import { plainKNN } from '../../../lib/models/neighbors/plain/plain-knn';
import { generateRatings } from '../../../lib/simulation/generate';
import { golden, goldenTables } from '../../fixtures/golden';

const { train, test: pairs } = goldenTables();

test('plain KNN predicts what Surprise predicts, to 1e-9', () => {
  const runs = golden().algorithms.filter(
    ({ name, params }) =>
      name === 'KNNBasic' &&
      JSON.stringify(params.sim_options) === JSON.stringify({ name: 'cosine', user_based: true }) &&
      params.min_k === 1,
  );
  let compared = 0;
  for (const run of runs) {
    const predict = plainKNN(train, { neighbors: run.params.k as number });
    for (let row = 0; row < pairs.length; row++) {
      if (run.impossible[row]) continue;
      const user = train.users.require(pairs.users.idOf(pairs.userColumn[row]));
      const item = train.items.require(pairs.items.idOf(pairs.itemColumn[row]));
      const rating = clipToScale(train.scale, predict(user, item));
      assert.ok(Math.abs(rating - run.predictions[row]) < 1e-9, `${rating} for ${run.predictions[row]}`);
      compared++;
    }
  }
  assert.ok(compared > 100, `${compared} predictions`);
});

test('plain KNN gives NaN where KNNBasic says that it is impossible', async () => {
  // Nobody who rated z has an item in common with a.
  const rows = ['a x 4', 'a y 2', 'b x 5', 'b y 1', 'c z 3'].map((row) => row.split(' '));
  const table = Interactions.fromRows(rows.map(([user, item, rating]) => [user, item, Number(rating)]));
  const model = await new KNNBasic({ similarity: 'cosine', neighbors: 5 }).fit(table);
  const predict = plainKNN(table, { neighbors: 5 });
  for (const [user, id] of [...table.users].entries()) {
    for (const [item, of] of [...table.items].entries()) {
      const { score, wasImpossible } = model.predict(id, of);
      if (wasImpossible) assert.equal(predict(user, item), Number.NaN);
      else assert.ok(Math.abs(predict(user, item) - score) < 1e-12);
    }
  }
  assert.equal(model.predict(userId('a'), itemId('z')).wasImpossible, true);
});

/** The items that each user rated 4 or more. */
function likesOf(table: Interactions): number[][] {
  const likes = Array.from({ length: table.userCount }, () => [] as number[]);
  for (let row = 0; row < table.length; row++) {
    if (table.ratingColumn[row] >= 4) likes[table.userColumn[row]].push(table.itemColumn[row]);
  }
  return likes;
}

test('plain EASE gives the scores of EASE', async () => {
  const model = await new EASE({ reg: 3, positiveFrom: 4 }).fit(train);
  const likes = likesOf(train);
  const B = plainEASE(likes, train.itemCount, 3);
  let compared = 0;
  for (const [user, id] of [...train.users].entries()) {
    const scores = model.scoresOf(id);
    for (const [item, score] of scores.entries()) {
      if (Number.isNaN(score)) continue;
      const plain = likes[user].reduce((sum, liked) => sum + B[liked][item], 0);
      assert.ok(Math.abs(plain - score) < 1e-4, `${plain} for ${score}`);
      compared++;
    }
  }
  assert.ok(compared > 1000);
});

test('plain item KNN gives the scores of ItemKNN', async () => {
  // All neighbors: where rounding decides which of two is nearer, both may be right.
  const neighbors = train.itemCount;
  const model = await new ItemKNN({ neighbors }).fit(train);
  const likes = likesOf(train);
  const S = plainItemKNN(likes, train.itemCount, neighbors);
  let compared = 0;
  for (const [user, id] of [...train.users].entries()) {
    for (const [item, score] of model.scoresOf(id).entries()) {
      if (Number.isNaN(score)) continue;
      const plain = likes[user].reduce((sum, liked) => sum + S[liked][item], 0);
      assert.ok(Math.abs(plain - score) < 1e-5, `${plain} for ${score}`);
      compared++;
    }
  }
  assert.ok(compared > 1000);
});

test('plain implicit ALS gives the scores of ImplicitALS with many steps of its solver', async () => {
  const table = generateRatings({ users: 300, items: 30, ratings: 2000, seed: 2 });
  const options = { factors: 5, epochs: 8, reg: 2, alpha: 3, initStdDev: 0.1, seed: 1 };
  const likes = likesOf(table);
  assert.equal(new Set(likes.flat()).size, table.itemCount, 'ImplicitALS leaves out items without likes');
  const { p, q } = plainImplicitALS(likes, table.itemCount, options);
  const model = await new ImplicitALS({ ...options, solverSteps: 20 }).fit(table);
  for (const [user, id] of [...table.users].entries()) {
    if (likes[user].length === 0) continue;
    for (const [item, score] of model.scoresOf(id).entries()) {
      const plain = Array.from(p[user]).reduce((sum, value, f) => sum + value * q[item][f], 0);
      assert.ok(Math.abs(plain - score) < 1e-5, `${plain} for ${score}`);
    }
  }
});

for (const [factors, biased] of [
  [1, true],
  [16, false],
  [20, true],
  [100, true],
] as const) {
  test(`plain SVD predicts what SVD predicts (factors: ${factors}, biased: ${biased})`, async () => {
    const table = generateRatings({ users: 300, items: 200, ratings: 12_000, seed: 4 });
    const options = { factors, biased, epochs: 10, learningRate: 0.01, reg: 0.05, seed: 3 };
    const plain = plainSVD(table, options);
    const { scores } = (await new SVD(options).fit(table)).predictAll(table);
    for (let row = 0; row < table.length; row++) {
      const expected = plain.estimate(table.userColumn[row], table.itemColumn[row]);
      // SVD computes in 32 bits.
      assert.ok(Math.abs(scores[row] - expected) < 1e-5, `${scores[row]} for ${expected}`);
    }
  });
}

test('plain item KNN keeps the nearest, and of equally near ones the first', () => {
  // 0 and 1 are liked by the same two users, 2 by one of them, 3 by the other.
  const S = plainItemKNN(
    [
      [0, 1, 2],
      [0, 1, 3],
    ],
    4,
    2,
  );
  assert.deepEqual(S[0], [0, 1, 1 / Math.sqrt(2), 0]);
  assert.deepEqual(S[2], [1 / Math.sqrt(2), 1 / Math.sqrt(2), 0, 0]);
});
