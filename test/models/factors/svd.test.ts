import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemId, userId } from '../../../lib/core/ids';
import { Interactions } from '../../../lib/data/table/interactions';
import { trainTestSplit } from '../../../lib/evaluation/splits/train-test-split';
import { RandomState } from '../../../lib/math/random/random-state';
import { countTensors, loadTensors, type Tensor, withTensors } from '../../../lib/math/tensors/tensors';
import { blockGroups } from '../../../lib/models/factors/parts/block-descent';
import { foldBiases, freeColumns } from '../../../lib/models/factors/parts/folded-biases';
import { ratingBlocks, stepRate } from '../../../lib/models/factors/parts/rating-blocks';
import { plainSVD } from '../../../lib/models/factors/plain/plain-svd';
import { descend, FEWEST_GROUPS, SVD } from '../../../lib/models/factors/svd';
import type { FitProgress } from '../../../lib/recommender/model';
import { generateRatings } from '../../../lib/simulation/generate';
import { goldenTables } from '../../fixtures/golden';
import { rmseOf } from './factor-checks';

/** Everybody has rated everything: 5 users, 5 items. */
const FULL = Interactions.fromRows(
  Array.from({ length: 25 }, (_, n) => [`u${n % 5}`, `i${Math.floor(n / 5)}`, 1 + ((n * 7) % 11) / 2.5]),
  { scale: { min: 1, max: 5 } },
);

for (const biased of [true, false]) {
  test(`with one rating a block it is Surprise's sequential descent (biased: ${biased})`, async () => {
    // 4 users, 4 items; i0 and i3, which share a group, are rated by different users.
    const columns = Array.from({ length: 12 }, (_, n) => [n % 4, n < 2 ? 0 : n < 4 ? 3 : Math.floor(n / 4)]);
    const table = Interactions.fromColumns(
      {
        user: { ids: ['u0', 'u1', 'u2', 'u3'], indices: Int32Array.from(columns, ([user]) => user) },
        item: { ids: ['i0', 'i1', 'i2', 'i3'], indices: Int32Array.from(columns, ([, item]) => item) },
        rating: columns.map((_, n) => 1 + ((n * 7) % 11) / 2.5),
      },
      { scale: { min: 1, max: 5 } },
    );
    const options = { factors: 4, epochs: 15, learningRate: 0.05, reg: 0.1, biased };
    const [users, items] = [FEWEST_GROUPS.users, FEWEST_GROUPS.items].map((fewest) =>
      blockGroups(table, options.learningRate, fewest),
    );
    assert.deepEqual([users, items], [4, 3]);
    const order: number[] = []; // block after block, user group after user group
    for (const [row, [user, item]] of columns.entries()) order[(user % users) * items + (item % items)] = row;
    assert.equal(new Set(order).size, 12);
    const model = await new SVD({ ...options, seed: 3 }).fit(table);
    const plain = plainSVD(table, { ...options, seed: 3, order });
    for (let n = 0; n < table.length; n++) {
      const { user, item } = table.row(n);
      const expected = plain.estimate(table.userColumn[n], table.itemColumn[n]);
      const { score } = model.predict(user, item);
      assert.ok(Math.abs(score - expected) < 1e-5, `${score} for ${expected}`);
    }
  });
}

// The same descent in dense matrices, as notebook 02b writes it: an independent few lines.
test('it is masked dense gradient descent, block by block', async () => {
  const { train } = goldenTables();
  const [factors, epochs, learningRate, reg] = [3, 8, 0.01, 0.05];
  const model = await new SVD({ factors, epochs, learningRate, reg, seed: 7 }).fit(train);
  const userGroups = blockGroups(train, learningRate, FEWEST_GROUPS.users);
  const itemGroups = blockGroups(train, learningRate, FEWEST_GROUPS.items);
  const random = new RandomState(7);
  const users = random.normals(train.userCount * factors, 0, 0.1);
  const start = foldBiases(factors, users, random.normals(train.itemCount * factors, 0, 0.1), true);
  const shape: [number, number] = [train.userCount, train.itemCount];
  const predicted = await withTensors(({ tf, ...rest }) => {
    const cells = (a: number, b: number, value: (row: number) => number) => {
      const matrix = new Float32Array(shape[0] * shape[1]);
      for (let row = 0; row < train.length; row++) {
        const [u, i] = [train.userColumn[row], train.itemColumn[row]];
        if (u % userGroups === a && i % itemGroups === b) matrix[u * shape[1] + i] = value(row);
      }
      return tf.tensor2d(matrix, shape);
    };
    const free = freeColumns({ tf, ...rest }, factors, start.width);
    let P: Tensor = tf.tensor2d(start.users, [shape[0], start.width]);
    let Q: Tensor = tf.tensor2d(start.items, [shape[1], start.width]);
    for (let epoch = 0; epoch < epochs; epoch++) {
      for (let n = 0; n < userGroups * itemGroups; n++) {
        const [a, b] = [Math.floor(n / itemGroups), n % itemGroups];
        const M = cells(a, b, () => 1);
        const R = cells(a, b, (row) => train.ratingColumn[row] - train.mean);
        const E = M.mul(R.sub(P.matMul(Q, false, true)));
        const upP = E.matMul(Q).sub(M.sum(1, true).mul(reg).mul(P)).mul(free.users).mul(learningRate);
        const upQ = E.matMul(P, true)
          .sub(M.sum(0).reshape([-1, 1]).mul(reg).mul(Q))
          .mul(free.items);
        [P, Q] = [P.add(upP), Q.add(upQ.mul(learningRate))];
      }
    }
    return P.matMul(Q, false, true).add(train.mean).arraySync() as number[][];
  });
  for (let row = 0; row < train.length; row++) {
    const { user, item } = train.row(row);
    const expected = predicted[train.userColumn[row]][train.itemColumn[row]];
    assert.ok(Math.abs(model.predict(user, item).score - expected) < 1e-5);
  }
});

test('a step goes down the gradient: finite differences of the squared error with its penalty', async () => {
  const { train } = goldenTables();
  const [factors, learningRate, reg] = [3, 1e-4, 0.3];
  const random = new RandomState(5);
  const start = foldBiases(
    factors,
    random.normals(train.userCount * factors),
    random.normals(train.itemCount * factors),
    true,
  );
  const { width } = start;
  for (let n = 0; n < train.userCount; n++) start.users[n * width + factors] = random.normal(0, 0.3);
  for (let n = 0; n < train.itemCount; n++) start.items[n * width + factors + 1] = random.normal(0, 0.3);
  const loss = (p: Float32Array, q: Float32Array) => {
    let sum = 0;
    for (let row = 0; row < train.length; row++) {
      const u = train.userColumn[row] * width;
      const i = train.itemColumn[row] * width;
      let error = train.ratingColumn[row] - train.mean;
      let penalty = 0;
      for (let f = 0; f < width; f++) {
        error -= p[u + f] * q[i + f];
        penalty += p[u + f] ** 2 + q[i + f] ** 2;
      }
      sum += (error ** 2 + reg * penalty) / 2;
    }
    return sum;
  };
  const step = await withTensors(async (tensors) => {
    const { tf } = tensors;
    const options = { userGroups: 1, itemGroups: 1, center: train.mean, learningRate, reg };
    const [[block]] = await ratingBlocks(tensors, train, options, async () => {});
    const P = tf.tensor2d(start.users, [train.userCount, width]);
    const Q = tf.tensor2d(start.items, [train.itemCount, width]);
    const next = descend(tensors, block, P, Q, freeColumns(tensors, factors, width));
    return { users: next.P.dataSync() as Float32Array, items: next.Q.dataSync() as Float32Array };
  });
  const h = 0.02;
  for (const [table, fixed] of [
    ['users', factors + 1],
    ['items', factors],
  ] as const) {
    for (const row of [0, 7, 20]) {
      for (let f = 0; f < width; f++) {
        const at = row * width + f;
        const moved = (step[table][at] - start[table][at]) / learningRate;
        const shifted = (by: number) => {
          const copy = { users: start.users.slice(), items: start.items.slice() };
          copy[table][at] += by;
          return loss(copy.users, copy.items);
        };
        const slope = f === fixed ? 0 : (shifted(h) - shifted(-h)) / (2 * h);
        // 32 bits: a step of 1e-4 · slope is read off values near 1.
        assert.ok(
          Math.abs(moved + slope) < 0.02 * Math.abs(slope) + 0.05,
          `${table} ${row},${f}: ${moved} ${slope}`,
        );
      }
    }
  }
});

// Surprise 1.1.5 on the same rows, SVD(random_state=0..2): 0.8461 0.8488 0.8507.
test('as accurate as Surprise, seed by seed', async () => {
  const { train, test: pairs } = trainTestSplit(
    generateRatings({ users: 400, items: 300, ratings: 20_000, seed: 1 }),
    { testSize: 0.2, seed: 42 },
  );
  for (const [seed, python] of [0.8461, 0.8488, 0.8507].entries()) {
    const rmse = rmseOf(await new SVD({ seed }).fit(train), pairs);
    assert.ok(Math.abs(rmse - python) < 0.001, `seed ${seed}: ${rmse}, Surprise ${python}`);
  }
});

test('the train RMSE of each epoch is told, and falls', async () => {
  const { train } = goldenTables();
  const told: FitProgress[] = [];
  const options = { factors: 5, epochs: 30, learningRate: 0.02 };
  const model = await new SVD(options).fit(train, { onProgress: (progress) => told.push(progress) });
  assert.equal(told.length, 30);
  const rmse = told.map(({ trainRmse }) => trainRmse as number);
  for (let n = 1; n < rmse.length; n++) assert.ok(rmse[n] < rmse[n - 1], `epoch ${n + 1}: ${rmse[n]}`);
  // Measured while the epoch runs, so the fitted model is a little better.
  const after = rmseOf(model, train, { clipped: false });
  assert.ok(after < rmse[29] && after > 0.9 * rmse[29], `${after} after ${rmse[29]}`);
});

test('many ratings of one user or item do not make it diverge', async () => {
  const busy = Interactions.fromRows(
    Array.from({ length: 900 }, (_, n) => [
      n < 600 ? 'busy' : `u${n}`,
      n < 600 ? `i${n}` : 'hit',
      1 + (n % 5),
    ]),
  );
  const model = await new SVD({ factors: 2, epochs: 30, learningRate: 0.5 }).fit(busy);
  assert.ok(rmseOf(model, busy) < 1.5);
  assert.equal(stepRate(0.005, 3), 0.005);
  assert.equal(stepRate(0.5, 100), 0.01);
});

test('PMF gets better with every epoch, on ratings as many as those of MovieLens 100K', async () => {
  const ratings = generateRatings({ users: 1000, items: 1700, ratings: 100_000 });
  const curve: number[] = [];
  const onProgress = ({ trainRmse }: FitProgress) => curve.push(trainRmse as number);
  await new SVD({ biased: false, factors: 20, epochs: 12 }).fit(ratings, { onProgress });
  assert.equal(curve.length, 12);
  for (let n = 1; n < curve.length; n++) assert.ok(curve[n] < curve[n - 1], curve.join(', '));
  assert.ok(curve[11] < 1, String(curve[11]));
});

test('PMF marks a pair with an unknown user or item as impossible; SVD takes the biases it has', async () => {
  const pmf = await new SVD({ biased: false, factors: 3 }).fit(FULL);
  const svd = await new SVD({ factors: 3 }).fit(FULL);
  const stranger = pmf.predict(userId('nobody'), itemId('i1'));
  assert.deepEqual([stranger.wasImpossible, stranger.score], [true, FULL.mean]);
  assert.match(stranger.reason ?? '', /user is unknown/);
  const known = svd.predict(userId('nobody'), itemId('i1'));
  assert.equal(known.wasImpossible, false);
  assert.notEqual(known.score, FULL.mean);
  assert.equal(svd.predict(userId('nobody'), itemId('nothing')).score, FULL.mean);
});

test('a user in the vocabulary without a rating is treated as unknown, whatever the start values', async () => {
  const rows = Array.from({ length: 20 }, (_, n) => n);
  const part = FULL.select(rows); // i4 is left without a rating
  const svd = await new SVD({ factors: 3, initStdDev: 1 }).fit(part);
  const { score } = svd.predict(userId('u1'), itemId('i4'));
  assert.equal(score, svd.predict(userId('u1'), itemId('nothing')).score);
  const pmf = await new SVD({ factors: 3, biased: false }).fit(part);
  assert.equal(pmf.predict(userId('u1'), itemId('i4')).wasImpossible, true);
});

test('a stop is obeyed in the middle of an epoch, within half a second, and leaves no tensor behind', async () => {
  await loadTensors();
  const ratings = generateRatings({ users: 3_000, items: 2_000, ratings: 300_000 });
  const before = countTensors();
  const late: number[] = [];
  // A busy machine may be late, and an epoch may just end: it may try a few times to be in time.
  for (let run = 0; run < 5 && !late.some((ms) => ms < 500); run++) {
    const control = new AbortController();
    let stopped = 0;
    setTimeout(() => {
      stopped = performance.now();
      control.abort(new Error('enough'));
    }, 700);
    await assert.rejects(new SVD({ epochs: 100_000 }).fit(ratings, { signal: control.signal }), /enough/);
    late.push(performance.now() - stopped);
    assert.equal(countTensors(), before);
  }
  assert.ok(Math.min(...late) < 500, `${late.join(', ')} ms`);
});

test('what would not fit into memory is refused before it is tried', async () => {
  await assert.rejects(
    new SVD({ factors: 1e9 }).fit(FULL),
    /SVD: 1000000002 columns .* would take about .* GB/,
  );
});
