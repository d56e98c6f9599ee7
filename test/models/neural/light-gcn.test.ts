/** LightGCN: how vectors spread along the graph, and the gradient of that. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { UserIndex } from '../../../lib/core/ids';
import { RandomState } from '../../../lib/math/random/random-state';
import { type CompressedRows, compressRows } from '../../../lib/math/sparse/compressed-rows';
import { type Tensor, withTensors } from '../../../lib/math/tensors/tensors';
import { LightGCN } from '../../../lib/models/neural/light-gcn';
import { bipartiteGraph, meanOfSteps } from '../../../lib/models/neural/parts/bipartite-graph';
import { ChoiceMaker, choiceLoss } from '../../../lib/models/neural/parts/choices';
import { generateRatings } from '../../../lib/simulation/generate';

const [USERS, ITEMS, WIDTH] = [5, 7, 3];

/** Weights from 0.5 to 1.5 in about half of the cells. User 4 and item 6 have none. */
function someLikes(): CompressedRows {
  const random = new RandomState(4);
  const [rows, columns, values]: [number[], number[], number[]] = [[], [], []];
  for (let user = 0; user < USERS - 1; user++) {
    for (let item = 0; item < ITEMS - 1; item++) {
      if (random.random() < 0.5 && user !== item) continue;
      rows.push(user);
      columns.push(item);
      values.push(0.5 + random.random());
    }
  }
  const entries = { rowCount: USERS, columnCount: ITEMS, rows, columns, values };
  return compressRows(entries, new Float32Array(values.length));
}

/** D^(−1/2) A D^(−1/2) of all users and items, cell by cell; rows without edges stay empty. */
function denseStep({ offsets, columns, values }: CompressedRows): number[][] {
  const size = USERS + ITEMS;
  const A = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  for (let user = 0; user < USERS; user++) {
    for (let at = offsets[user]; at < offsets[user + 1]; at++) {
      A[user][USERS + columns[at]] = values[at];
      A[USERS + columns[at]][user] = values[at];
    }
  }
  const degrees = A.map((row) => row.reduce((sum, value) => sum + value, 0));
  return A.map((row, n) =>
    row.map((value, m) => (value === 0 ? 0 : value / Math.sqrt(degrees[n] * degrees[m]))),
  );
}

const times = (A: number[][], B: number[][]) =>
  A.map((row) => B[0].map((_, f) => row.reduce((sum, value, n) => sum + value * B[n][f], 0)));

function startValues(): number[][] {
  const drawn = new RandomState(9).normals((USERS + ITEMS) * WIDTH, 0, 1);
  return Array.from({ length: USERS + ITEMS }, (_, n) => [...drawn.subarray(n * WIDTH, (n + 1) * WIDTH)]);
}

test('vectors spread as by products with the dense matrix', async () => {
  const likes = someLikes();
  const E = startValues();
  const step = denseStep(likes);
  await withTensors(async (tensors) => {
    const spread = meanOfSteps(tensors, bipartiteGraph(likes));
    const start = [tensors.tf.tensor2d(E.slice(0, USERS)), tensors.tf.tensor2d(E.slice(USERS))] as const;
    let [power, sum] = [E, E];
    for (let steps = 0; steps <= 3; steps++) {
      const found = spread(start, steps).flatMap((side) => Array.from(side.dataSync()));
      const expected = sum.flat().map((value) => value / (steps + 1));
      for (const [n, value] of expected.entries()) assert.ok(Math.abs(found[n] - value) < 1e-5);
      power = times(step, power);
      sum = sum.map((row, n) => row.map((value, f) => value + power[n][f]));
    }
  });
});

test('the gradient of the loss is that of small differences', async () => {
  const likes = someLikes();
  const E = startValues();
  await withTensors(async (tensors) => {
    const { tf } = tensors;
    const spread = meanOfSteps(tensors, bipartiteGraph(likes));
    const users = Int32Array.of(0, 1, 2, 3);
    const choices = new ChoiceMaker(likes, 'all').of(users);
    const loss = (own: Tensor, others: Tensor): Tensor => {
      const [p, q] = spread([own, others], 2);
      return choiceLoss(
        tensors,
        tf.matMul(tf.gather(p, tf.tensor1d(users, 'int32')), q, false, true),
        choices,
      );
    };
    const start = [tf.tensor2d(E.slice(0, USERS)), tf.tensor2d(E.slice(USERS))];
    const gradients = tf.grads((own, others) => loss(own, others).asScalar())(start);
    const slopes = gradients.flatMap((side) => Array.from(side.dataSync()));
    const lossAt = (cell: number, by: number) => {
      const moved = E.map((row) => [...row]);
      moved[Math.floor(cell / WIDTH)][cell % WIDTH] += by;
      return loss(tf.tensor2d(moved.slice(0, USERS)), tf.tensor2d(moved.slice(USERS))).dataSync()[0];
    };
    const by = 0.01;
    assert.ok(Math.max(...slopes.map(Math.abs)) > 0.05, slopes.join());
    for (const [cell, slope] of slopes.entries()) {
      const expected = (lossAt(cell, by) - lossAt(cell, -by)) / (2 * by);
      assert.ok(Math.abs(slope - expected) < 2e-3, `${cell}: ${slope}, not ${expected}`);
    }
  });
});

test('a visitor with the ratings of a user gets nearly the same list', async () => {
  const table = generateRatings({ users: 200, items: 60, ratings: 3000, seed: 2 });
  const model = await new LightGCN({ factors: 8, epochs: 30, holdOut: 0 }).fit(table);
  let shared = 0;
  for (let n = 0; n < 50; n++) {
    const user = table.users.idOf(n as UserIndex);
    const own = new Set(model.recommend(user).map(({ item }) => item));
    const folded = model.foldIn(table.ratingsOf(user)).recommend();
    shared += folded.filter(({ item }) => own.has(item)).length;
  }
  assert.ok(shared / 500 > 0.5, `${shared / 500}`);
});
