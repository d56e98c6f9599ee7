import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Interactions } from '../../../lib/data/table/interactions';
import { trainTestSplit } from '../../../lib/evaluation/splits/train-test-split';
import { RandomState } from '../../../lib/math/random/random-state';
import { withTensors } from '../../../lib/math/tensors/tensors';
import { blockOrder } from '../../../lib/models/factors/parts/block-descent';
import { freeColumns } from '../../../lib/models/factors/parts/folded-biases';
import { ratingBlocks } from '../../../lib/models/factors/parts/rating-blocks';
import { descend, ratedItems, SVDpp } from '../../../lib/models/factors/svd-pp';
import type { FitProgress } from '../../../lib/recommender/model';
import { generateRatings } from '../../../lib/simulation/generate';
import { goldenTables } from '../../fixtures/golden';
import { oracleEstimate, svdPpOracle } from '../oracles/sequential-sgd';
import { rmseOf } from './factor-checks';

test('with one rating a block it is Surprise’s sequential descent', async () => {
  // 5 users, 5 items; user n has rated all but item n, so that the I_u differ.
  const rows = blockOrder(5, 5)
    .filter(([a, b]) => a !== b)
    .map(([a, b], n) => [`u${a}`, `i${b}`, 1 + ((n * 7) % 11) / 2.5] as const);
  // Named in the order of their indices.
  const named = Array.from({ length: 5 }, (_, n) => [`u${n}`, `i${(n + 1) % 5}`] as const);
  const ids = { users: named.map(([user]) => user), items: ['i0', 'i1', 'i2', 'i3', 'i4'] };
  const table = Interactions.fromColumns(
    {
      user: { ids: ids.users, indices: Int32Array.from(rows, ([user]) => ids.users.indexOf(user)) },
      item: { ids: ids.items, indices: Int32Array.from(rows, ([, item]) => ids.items.indexOf(item)) },
      rating: rows.map(([, , rating]) => rating),
    },
    { scale: { min: 1, max: 5 } },
  );
  const options = { factors: 3, epochs: 15, learningRate: 0.05, reg: 0.02 };
  const model = await new SVDpp({ ...options, seed: 3 }).fit(table);
  const random = new RandomState(3);
  const tables = {
    factors: 3,
    p: random.normals(15, 0, 0.1),
    q: random.normals(15, 0, 0.1),
    y: random.normals(15, 0, 0.1),
    bu: new Float64Array(5),
    bi: new Float64Array(5),
  };
  svdPpOracle(table, tables, { ...options, order: rows.map((_, n) => n) });
  let worst = 0;
  for (let n = 0; n < table.length; n++) {
    const { user, item } = table.row(n);
    const expected = oracleEstimate(table, tables, table.userColumn[n], table.itemColumn[n]);
    worst = Math.max(worst, Math.abs(model.predict(user, item).score - expected));
  }
  // The penalty on Y divides by 1 + ηλ where Surprise multiplies by 1 − ηλ: 1e-6 apart a step.
  assert.ok(worst < 5e-5, `${worst}`);
});

test('a step goes down the gradient of P, Q and Y: finite differences', async () => {
  const { train } = goldenTables();
  const [factors, learningRate] = [3, 1e-4];
  const width = factors + 2;
  const random = new RandomState(5);
  const values = (rows: number, columns: number) => Float32Array.from(random.normals(rows * columns, 0, 0.7));
  const start = {
    P: values(train.userCount, width),
    Q: values(train.itemCount, width),
    Y: values(train.itemCount, factors),
  };
  for (let n = 0; n < train.userCount; n++) start.P[n * width + factors + 1] = 1;
  for (let n = 0; n < train.itemCount; n++) start.Q[n * width + factors] = 1;
  const loss = ({ P, Q, Y }: typeof start) => {
    let sum = 0;
    for (let row = 0; row < train.length; row++) {
      const [u, i] = [train.userColumn[row], train.itemColumn[row]];
      const rated = train.rowsOfUser(u);
      let error = train.ratingColumn[row] - train.mean;
      for (let f = 0; f < width; f++) {
        let implicit = 0;
        if (f < factors) for (const r of rated) implicit += Y[train.itemColumn[r] * factors + f];
        error -= (P[u * width + f] + implicit / Math.sqrt(rated.length)) * Q[i * width + f];
      }
      sum += error ** 2 / 2;
    }
    return sum;
  };
  const next = await withTensors(async (tensors) => {
    const { tf } = tensors;
    const options = { userGroups: 1, itemGroups: 1, center: train.mean, learningRate, reg: 0 };
    const [[block]] = await ratingBlocks(tensors, train, options, async () => {});
    const [rated] = ratedItems(tensors, train, 1);
    const tables = {
      P: tf.tensor2d(start.P, [train.userCount, width]),
      Q: tf.tensor2d(start.Q, [train.itemCount, width]),
      Y: tf.tensor2d(start.Y, [train.itemCount, factors]),
    };
    const step = descend(tensors, block, rated, tables, freeColumns(tensors, factors, width), tf.scalar(1));
    return { P: step.P.dataSync(), Q: step.Q.dataSync(), Y: step.Y.dataSync() };
  });
  const h = 0.01;
  for (const [table, at] of [
    ['P', 0],
    ['P', 3],
    ['P', 7 * width + 1],
    ['Q', 2],
    ['Q', 4],
    ['Q', 9 * width],
    ['Y', 0],
    ['Y', 5 * factors + 1],
    ['Y', 30 * factors + 2],
  ] as const) {
    const shifted = (by: number) => {
      const copy = { ...start, [table]: start[table].slice() };
      copy[table][at] += by;
      return loss(copy);
    };
    const slope = (shifted(h) - shifted(-h)) / (2 * h);
    const moved = (next[table][at] - start[table][at]) / learningRate;
    assert.ok(
      Math.abs(moved + slope) < 0.02 * Math.abs(slope) + 0.05,
      `${table} ${at}: ${moved}, slope ${slope}`,
    );
  }
});

// Surprise 1.1.5 on the same rows, SVDpp(random_state=0 and 1): 0.8383 0.8461.
test('as accurate as Surprise, seed by seed', async () => {
  const { train, test: pairs } = trainTestSplit(
    generateRatings({ users: 400, items: 300, ratings: 20_000, seed: 1 }),
    { testSize: 0.2, seed: 42 },
  );
  for (const [seed, python] of [0.8383, 0.8461].entries()) {
    const rmse = rmseOf(await new SVDpp({ seed }).fit(train), pairs);
    assert.ok(Math.abs(rmse - python) < 0.0015, `seed ${seed}: ${rmse}, Surprise ${python}`);
  }
});

test('the train RMSE of each epoch is told, and falls', async () => {
  const { train } = goldenTables();
  const rmse: number[] = [];
  const onProgress = ({ trainRmse }: FitProgress) => rmse.push(trainRmse as number);
  await new SVDpp({ factors: 4, epochs: 15 }).fit(train, { onProgress });
  assert.equal(rmse.length, 15);
  for (let n = 1; n < 15; n++) assert.ok(rmse[n] < rmse[n - 1], `epoch ${n + 1}: ${rmse[n]}`);
});
