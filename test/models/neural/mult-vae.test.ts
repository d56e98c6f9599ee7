import assert from 'node:assert/strict';
import { test } from 'node:test';
import { userId } from '../../../lib/core/ids';
import { Interactions } from '../../../lib/data/table/interactions';
import { RandomState } from '../../../lib/math/random/random-state';
import type { CompressedRows } from '../../../lib/math/sparse/compressed-rows';
import { type Tensors, withTensors } from '../../../lib/math/tensors/tensors';
import { MultVAE } from '../../../lib/models/neural/mult-vae';
import { VaeNetwork, vaeBatch } from '../../../lib/models/neural/parts/vae-network';
import { encodeUser, vaeScore, vaeScores, vaeShares } from '../../../lib/models/neural/parts/vae-scores';
import type { FitProgress } from '../../../lib/recommender/model';
import { allScores, circles, handful } from '../ranking-data';

const SHAPE = { items: 5, hidden: 4, factors: 3, variational: true, itemWeights: true };

/** Three users: two likes with weights 1 and 0.5, three likes, one like. */
const LIKES: CompressedRows = {
  columnCount: 5,
  offsets: Int32Array.of(0, 2, 5, 6),
  columns: Int32Array.of(0, 3, 1, 2, 4, 3),
  values: Float32Array.of(1, 0.5, 1, 1, 1.5, 2),
};
const ALL = Int32Array.of(0, 1, 2);
const NOISE = Array.from(new RandomState(5).normals(9, 0, 1), Math.fround);

/** The variables of a network in the order W, a, E, e, V, c, B, all different from 0. */
async function randomized(tensors: Tensors, network: VaeNetwork): Promise<Float64Array[]> {
  const random = new RandomState(7);
  const values: Float64Array[] = [];
  for (const variable of network.variables) {
    const numbers = Float32Array.from(random.normals(variable.size, 0, 0.6));
    tensors.tf.tidy(() => variable.assign(tensors.tf.tensor(numbers, variable.shape)));
    values.push(Float64Array.from(numbers));
  }
  return values;
}

/** The loss in loops, one number after another, in 64 bits. */
function slowLoss([W, a, E, e, V, c, B]: readonly Float64Array[], beta: number): number {
  const { items, hidden, factors } = SHAPE;
  let loss = 0;
  for (const user of ALL) {
    const w = new Array<number>(items).fill(0);
    for (let at = LIKES.offsets[user]; at < LIKES.offsets[user + 1]; at++)
      w[LIKES.columns[at]] = LIKES.values[at];
    const length = Math.hypot(...w);
    const x = w.map((weight) => weight / length);
    const h = Array.from({ length: hidden }, (_, k) =>
      Math.tanh(x.reduce((sum, value, j) => sum + value * W[j * hidden + k], a[k])),
    );
    const code = Array.from({ length: 2 * factors }, (_, f) =>
      h.reduce((sum, value, k) => sum + value * E[k * 2 * factors + f], e[f]),
    );
    let divergence = 0;
    const z = Array.from({ length: factors }, (_, f) => {
      const [m, s] = [code[f], code[factors + f]];
      divergence += (m * m + Math.exp(s) - s - 1) / 2;
      return m + Math.exp(s / 2) * NOISE[user * factors + f];
    });
    const scores = Array.from({ length: items }, (_, i) => {
      const wide = x.reduce((sum, value, j) => sum + (i === j ? 0 : value * B[j * items + i]), c[i]);
      return z.reduce((sum, value, f) => sum + value * V[f * items + i], wide);
    });
    const total = scores.reduce((sum, score) => sum + Math.exp(score), 0);
    for (let i = 0; i < items; i++) loss -= w[i] * Math.log(Math.exp(scores[i]) / total);
    loss += beta * divergence;
  }
  return loss / ALL.length;
}

test('the loss is that of loops over users, items and factors, and its gradient that of finite differences', () =>
  withTensors(async (tensors) => {
    const { tf } = tensors;
    const network = new VaeNetwork(tensors, SHAPE, new RandomState(0));
    const values = await randomized(tensors, network);
    const batch = vaeBatch(tensors, LIKES, ALL);
    const step = { noise: tf.tensor2d(NOISE, [3, 3]), beta: 0.3 };
    const { value, grads } = tf.variableGrads(() => network.loss(batch, step).asScalar(), network.variables);
    const expected = slowLoss(values, step.beta);
    assert.ok(Math.abs((await value.data())[0] - expected) < 1e-5 * expected);
    assert.equal(network.variables.length, 7);
    for (const [n, variable] of network.variables.entries()) {
      const gradient = await grads[variable.name].data();
      for (let at = 0; at < values[n].length; at++) {
        const moved = (by: number) => {
          const copy = values.map((array) => array.slice());
          copy[n][at] += by;
          return slowLoss(copy, step.beta);
        };
        const slope = (moved(1e-5) - moved(-1e-5)) / 2e-5;
        assert.ok(Math.abs(gradient[at] - slope) < 2e-5, `${n}, ${at}: ${gradient[at]} and ${slope}`);
      }
    }
    tf.dispose(grads);
    network.dispose();
  }));

test('the divergence in closed form is the integral of q ln (q / p)', () =>
  withTensors(async (tensors) => {
    const network = new VaeNetwork(tensors, { ...SHAPE, factors: 1 }, new RandomState(0));
    const [, , E, e] = network.variables;
    const [m, s] = [0.8, -0.7];
    E.assign(tensors.tf.zeros([4, 2]));
    e.assign(tensors.tf.tensor1d([m, s]));
    const { divergence } = network.forward(vaeBatch(tensors, LIKES, Int32Array.of(0)));
    const deviation = Math.exp(s / 2);
    const normal = (z: number, mean: number, sd: number) =>
      Math.exp(-((z - mean) ** 2) / (2 * sd * sd)) / (sd * Math.sqrt(2 * Math.PI));
    let integral = 0;
    for (let z = -8; z < 8; z += 1e-3) {
      const q = normal(z, m, deviation);
      if (q > 0) integral += 1e-3 * q * Math.log(q / normal(z, 0, 1));
    }
    assert.ok(Math.abs((await divergence.data())[0] - integral) < 1e-5);
    network.dispose();
  }));

test('dropout leaves out inputs but not targets, and keeps the expected sum', () =>
  withTensors(async (tensors) => {
    const random = new RandomState(1);
    const users = new Int32Array(4000).fill(1);
    const batch = vaeBatch(tensors, LIKES, users, { rate: 0.75, random });
    const values = await batch.values.data();
    assert.ok(Math.abs(values.length / 12_000 - 0.25) < 0.02);
    const x = 3.5 / Math.hypot(1, 1, 1.5); // the sum without dropout
    assert.ok(Math.abs(Array.from(values).reduce((sum, value) => sum + value, 0) / users.length - x) < 0.05);
    assert.deepEqual([...(await batch.targets.data()).slice(0, 5)], [0, 1, 1, 0, 1.5]);
  }));

test('scores in loops are those of the tensors; shares are integrated gradients', () =>
  withTensors(async (tensors) => {
    const network = new VaeNetwork(tensors, SHAPE, new RandomState(0));
    await randomized(tensors, network);
    const { scores } = network.forward(vaeBatch(tensors, LIKES, Int32Array.of(1)));
    const state = await network.weights();
    network.dispose();
    const [items, weights] = [
      [1, 2, 4],
      [1, 1, 1.5],
    ];
    const user = encodeUser(state, items, weights);
    for (const [item, score] of (await scores.data()).entries()) {
      assert.ok(Math.abs(vaeScores(state, user)[item] - score) < 1e-5);
    }
    const scoreAt = (x: readonly number[], item: number) => {
      const y = Float64Array.from({ length: state.hidden }, (_, k) =>
        x.reduce((sum, part, n) => sum + part * state.inputWeights[items[n] * state.hidden + k], 0),
      );
      const z = Float64Array.from({ length: state.factors }, (_, f) =>
        y.reduce(
          (sum, value, k) =>
            sum + Math.tanh(state.inputBias[k] + value) * state.codeWeights[k * state.factors + f],
          state.codeBias[f],
        ),
      );
      return vaeScore(state, { items, x: Float64Array.from(x), y, z }, item);
    };
    const { prior, shares } = vaeShares(state, user, 3);
    assert.ok(Math.abs(prior - scoreAt([0, 0, 0], 3)) < 1e-12);
    const steps = 200;
    for (const [n, share] of shares.entries()) {
      let integral = 0;
      for (let step = 0; step < steps; step++) {
        const moved = (by: number) =>
          scoreAt(
            Array.from(user.x, (value, j) => (value * (step + 0.5)) / steps + (j === n ? by : 0)),
            3,
          );
        integral += (user.x[n] * (moved(1e-4) - moved(-1e-4))) / 2e-4 / steps;
      }
      assert.ok(Math.abs(share - integral) < 1e-5, `${share} and ${integral}`);
    }
  }));

const SMALL = { hidden: 16, factors: 4, epochs: 60, batchSize: 30, learningRate: 0.01 };

/** How often a film of the user's circle that isn't rated is above one of the other circle. */
function circleAuc(model: MultVAE): number {
  let [right, all] = [0, 0];
  for (const user of model.train.users) {
    const seen = new Set(model.train.ratingsOf(user).map(({ item }) => item));
    const parity = Number(user.slice(1)) % 2;
    const scores = model.scoresOf(user);
    const unseen = [...model.train.items].filter((item) => !seen.has(item));
    const of = (wanted: number) =>
      unseen
        .filter((item) => Number(item.slice(1)) % 2 === wanted)
        .map((item) => scores[model.train.items.require(item)]);
    for (const own of of(parity)) for (const other of of(1 - parity)) right += own > other ? 1 : 0;
    all += of(parity).length * of(1 - parity).length;
  }
  return right / all;
}

for (const variant of [{}, { variational: false }, { itemWeights: true }]) {
  test(`it learns two circles of taste: ${JSON.stringify(variant)}`, async () => {
    const losses: number[] = [];
    const model = await new MultVAE({ ...SMALL, ...variant }).fit(circles(), {
      onProgress: ({ loss }) => losses.push(loss as number),
    });
    assert.ok(losses[59] < losses[0]);
    const auc = circleAuc(model);
    assert.ok(auc > 0.75, `${auc}`); // chance: 0.5
  });
}

test('early stopping trains again on everything for the best number of epochs', async () => {
  const seen: FitProgress[] = [];
  const options = { ...SMALL, holdOut: 0.3, patience: 3 };
  const model = await new MultVAE(options).fit(circles(), { onProgress: (progress) => seen.push(progress) });
  const judged = seen.filter(({ validation }) => validation);
  const best = judged.reduce((a, b) => (metricOf(b) > metricOf(a) ? b : a));
  assert.ok(judged.length < 60, `${judged.length} epochs`);
  assert.equal(judged.length, best.step + 3);
  assert.equal(seen.length, judged.length + best.step);
  const asLong = await new MultVAE({ ...SMALL, epochs: best.step }).fit(circles());
  assert.deepEqual(allScores(model), allScores(asLong));
  const kept = await new MultVAE({ ...options, refit: false }).fit(circles());
  assert.notDeepEqual(allScores(kept), allScores(model), 'these weights have not seen the held-out part');
});

function metricOf({ validation }: FitProgress): number {
  return validation?.value ?? Number.NaN;
}

test("a visitor with a user's likes has that user's scores, as has the user after an update", async () => {
  const table = circles();
  const model = await new MultVAE({ ...SMALL, epochs: 5 }).fit(table);
  for (const user of [...table.users].slice(0, 5)) {
    assert.deepEqual(model.foldIn(table.ratingsOf(user)).scoresOf(), model.scoresOf(user));
  }
  const [user, stranger] = [userId('u0'), userId('stranger')];
  await model.update(table.ratingsOf(user).map(({ item, rating }) => [stranger, item, rating] as const));
  assert.deepEqual(model.scoresOf(stranger), model.scoresOf(user));
});

test('a user without a like has no score, nor an item that is new since the fit', async () => {
  const table = handful();
  const rows = Array.from({ length: table.length }, (_, row) => row).filter(
    (row) => table.row(row).user !== 'ann' || table.row(row).rating < 4,
  );
  const model = await new MultVAE({ ...SMALL, epochs: 2 }).fit(table.select(rows));
  assert.ok(model.scoresOf(userId('ann')).every(Number.isNaN));
  assert.deepEqual(model.recommend(userId('ann')), []);
  await model.update([
    ['ann', 'x', 5],
    ['ann', 'new', 5],
  ] as never);
  assert.deepEqual([...model.scoresOf(userId('ann'))].map(Number.isNaN), [false, false, false, true]);
});

test('without any like there is nothing to learn, and it says what to do', async () => {
  const rows = [
    ['ann', 'x', 1],
    ['bob', 'y', 2],
  ] as const;
  const table = Interactions.fromRows(rows, { scale: { min: 1, max: 5, step: 1 } });
  await assert.rejects(new MultVAE().fit(table), { name: 'OptionError', message: /MultVAE: no rating/ });
});

test('half stars and play counts are weighed as by the other models for lists', async () => {
  const halves = Interactions.fromRows(
    [...circles()].map(({ user, item, rating }) => [user, item, rating - 0.5] as const),
    { scale: { min: 0.5, max: 5, step: 0.5 } },
  );
  const plays = Interactions.fromRows(
    [...circles()].map(({ user, item, rating }) => [user, item, 10 ** rating] as const),
    { scale: { min: 0, max: Number.POSITIVE_INFINITY, step: 1 } },
  );
  for (const table of [halves, plays]) {
    const model = await new MultVAE({ ...SMALL, epochs: 40, weights: 'graded' }).fit(table);
    assert.ok(model.scoresOf(userId('u1')).every(Number.isFinite));
  }
});

test('a learning rate that is too high is refused by name', async () => {
  await assert.rejects(new MultVAE({ ...SMALL, learningRate: 1e30 }).fit(circles()), {
    name: 'OptionError',
    message: /MultVAE: training diverged.*smaller learningRate than 1e\+30, or/,
  });
});

test("a network that doesn't fit into memory is refused before anything is allocated", async () => {
  await assert.rejects(new MultVAE({ hidden: 1e9 }).fit(circles()), {
    name: 'OptionError',
    message: /MultVAE: 1000000000 hidden units .* would take .*; use fewer hidden units/,
  });
});
