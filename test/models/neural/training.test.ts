/** The parts that all neural models train with: held-out ratings, negatives, the loop. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RandomState } from '../../../lib/math/random/random-state';
import { compressRows } from '../../../lib/math/sparse/compressed-rows';
import { heldOutNdcg, holdOut } from '../../../lib/models/neural/parts/hold-out';
import { NegativeSampler } from '../../../lib/models/neural/parts/negatives';
import { batches, trainEpochs } from '../../../lib/models/neural/parts/training';
import { FitRun } from '../../../lib/recommender/fit-run';
import type { FitProgress } from '../../../lib/recommender/model';

test('holdOut divides the examples, and leaves each user one', () => {
  const users = Int32Array.from({ length: 400 }, (_, n) => (n < 100 ? n : n % 7));
  const { learn, held } = holdOut(users, { share: 0.5, random: new RandomState(1) });
  assert.deepEqual(
    [...learn, ...held].sort((a, b) => a - b),
    [...users.keys()],
  );
  assert.equal(held.length, 200);
  assert.equal(new Set(Array.from(learn, (at) => users[at])).size, new Set(users).size);
  const again = holdOut(users, { share: 0.5, random: new RandomState(1) });
  assert.deepEqual(again, { learn, held });
});

test('holdOut holds nothing out of little data, or when asked for nothing', () => {
  const users = new Int32Array(120);
  for (const share of [0, 0.1]) {
    const { learn, held } = holdOut(users, { share, random: new RandomState(1) });
    assert.deepEqual([learn.length, held.length], [120, 0]);
  }
});

/** User 0 has item 0, user 1 items 1 and 2. */
const SEEN = compressRows(
  { rowCount: 3, columnCount: 5, rows: [0, 1, 1], columns: [0, 1, 2], values: [1, 1, 1] },
  new Float32Array(3),
);

test('heldOutNdcg: worked by hand', async () => {
  const scores: Readonly<Record<number, readonly number[]>> = {
    0: [9, 4, 3, 2, 1], // list 1, 2, 3, 4: a hit at place 2
    1: [5, 9, 9, 1, 3], // list 0, 4, 3: hits at 1 and 3
  };
  const held = { users: [0, 1, 1], items: [2, 0, 3] };
  const value = await heldOutNdcg(
    held,
    SEEN,
    (users) =>
      Float32Array.from(users).length === 2
        ? Float32Array.from([...scores[users[0]], ...scores[users[1]]])
        : assert.fail(),
    new FitRun('Net', {}),
  );
  const second = 1 / Math.log2(3);
  assert.ok(Math.abs(value - (second + (1 + 1 / 2) / (1 + second)) / 2) < 1e-12, String(value));
});

test('negatives are drawn from the items that the user does not like, each as often', () => {
  const sampler = new NegativeSampler(SEEN, new RandomState(3));
  const counts = new Map<number, number>();
  for (const item of sampler.drawFor([1], 3000)) counts.set(item, (counts.get(item) ?? 0) + 1);
  assert.deepEqual([...counts.keys()].sort(), [0, 3, 4]);
  for (const count of counts.values()) assert.ok(Math.abs(count - 1000) < 100, String(count));
  assert.deepEqual(
    new NegativeSampler(SEEN, new RandomState(5)).drawFor([0, 2], 4),
    new NegativeSampler(SEEN, new RandomState(5)).drawFor([0, 2], 4),
  );
});

test('for a user who likes everything, there is still a draw', () => {
  const all = compressRows(
    { rowCount: 1, columnCount: 1, rows: [0], columns: [0], values: [1] },
    new Float32Array(1),
  );
  assert.equal(new NegativeSampler(all, new RandomState(0)).draw(0), 0);
});

test('batches: each position once, in another order every time', () => {
  const random = new RandomState(0);
  const [one, other] = [[...batches(100, 8, random)], [...batches(100, 8, random)]];
  assert.deepEqual(
    one.map(({ length }) => length),
    [...Array(12).fill(8), 4],
  );
  const flat = one.flatMap((batch) => [...batch]);
  assert.deepEqual(
    [...flat].sort((a, b) => a - b),
    [...Array(100).keys()],
  );
  assert.notDeepEqual(
    flat,
    other.flatMap((batch) => [...batch]),
  );
});

/** A training whose held-out figures are given, and whose weights are the epoch's number. */
async function trained(figures: readonly number[], metric: 'nDCG@10' | 'RMSE' = 'nDCG@10', patience = 2) {
  const seen: FitProgress[] = [];
  let epoch = 0;
  const outcome = await trainEpochs(new FitRun('Net', { onProgress: (progress) => seen.push(progress) }), {
    epochs: figures.length,
    patience,
    pass: async (number) => {
      epoch = number;
      return 1 / number;
    },
    validate: async () => ({ metric, value: figures[epoch - 1] }),
    weights: async () => epoch,
  });
  return { outcome, seen };
}

test('early stopping keeps the weights of the best epoch, and says when it stops', async () => {
  const { outcome, seen } = await trained([0.1, 0.3, 0.2, 0.3, 0.9]);
  assert.deepEqual(outcome.weights, 2, 'the fifth is never reached');
  assert.equal(outcome.epochs, 2);
  assert.deepEqual(
    seen.map(({ step, steps }) => [step, steps]),
    [
      [1, 5],
      [2, 5],
      [3, 5],
      [4, 4],
    ],
  );
  assert.deepEqual(seen[1].validation, { metric: 'nDCG@10', value: 0.3 });
  assert.equal(seen[1].loss, 0.5);
});

test('of errors, the smallest is best; NaN never is', async () => {
  assert.equal((await trained([0.9, 0.7, 0.8], 'RMSE')).outcome.weights, 2);
  assert.equal((await trained([Number.NaN, 0.2, Number.NaN])).outcome.weights, 2);
});

test('without a held-out part, the weights are those of the last epoch', async () => {
  const outcome = await trainEpochs(new FitRun('Net', {}), {
    epochs: 3,
    patience: 1,
    pass: async () => 1,
    weights: async () => 'last',
  });
  assert.deepEqual(outcome, { weights: 'last', epochs: 3 });
});
