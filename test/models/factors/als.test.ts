import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemId, userId } from '../../../lib/core/ids';
import { Interactions } from '../../../lib/data/table/interactions';
import { trainTestSplit } from '../../../lib/evaluation/splits/train-test-split';
import { ALS } from '../../../lib/models/factors/als';
import { squareGroups } from '../../../lib/models/factors/parts/alternating-squares';
import type { FactorState } from '../../../lib/models/shared/factor-state';
import type { FitProgress } from '../../../lib/recommender/model';
import { stateFromJson } from '../../../lib/recommender/saving/model-json';
import { generateRatings } from '../../../lib/simulation/generate';
import { goldenTables } from '../../fixtures/golden';
import { rmseOf } from './factor-checks';

/** The objective of the doc comment, in 64 bits. */
function objective(train: Interactions, state: FactorState, model: ALS): number {
  const { factors, userFactors: p, itemFactors: q, userBias, itemBias } = state;
  const { reg, regExponent, regBias } = model.options;
  let sum = 0;
  for (let row = 0; row < train.length; row++) {
    const [u, i] = [train.userColumn[row], train.itemColumn[row]];
    let error = train.ratingColumn[row] - train.mean - userBias[u] - itemBias[i];
    for (let f = 0; f < factors; f++) error -= p[u * factors + f] * q[i * factors + f];
    sum += error ** 2;
  }
  const penalty = (table: Float32Array, counts: Int32Array) => {
    for (let n = 0; n < table.length; n++) {
      sum += reg * counts[Math.floor(n / factors)] ** regExponent * table[n] ** 2;
    }
  };
  penalty(p, train.userCounts());
  penalty(q, train.itemCounts());
  for (const bias of [...userBias, ...itemBias]) sum += regBias * bias ** 2;
  return sum;
}

function stateOf(model: ALS): FactorState {
  return stateFromJson(model.toJSON().state ?? {}) as FactorState;
}

// By hand: one item that two users rated 4 and 2, with one factor that starts near 0 and is shrunk to it:
// b_u = ±1/(1 + 1), then b_i = 0; so r̂ = 3 ± 0.5.
test('one round by hand', async () => {
  const table = Interactions.fromRows([
    ['a', 'x', 4],
    ['b', 'x', 2],
  ]);
  const options = { factors: 1, epochs: 1, reg: 1e6, regBias: 1, initStdDev: 1e-6 };
  const model = await new ALS(options).fit(table);
  assert.ok(Math.abs(model.predict(userId('a'), itemId('x')).score - 3.5) < 1e-5);
  assert.ok(Math.abs(model.predict(userId('b'), itemId('x')).score - 2.5) < 1e-5);
});

for (const regExponent of [0, 0.3, 1]) {
  test(`the items are where the objective is least, given the users (ν = ${regExponent})`, async () => {
    const { train } = goldenTables();
    const model = await new ALS({ factors: 3, epochs: 4, reg: 0.5, regExponent }).fit(train);
    const state = stateOf(model);
    const least = objective(train, state, model);
    for (const name of ['itemFactors', 'itemBias'] as const) {
      for (const at of [0, 11, 40]) {
        for (const by of [-0.05, 0.05]) {
          const moved = state[name].slice();
          moved[at] += by;
          assert.ok(objective(train, { ...state, [name]: moved }, model) > least, `${name} ${at} by ${by}`);
        }
      }
    }
  });
}

test('each round lowers the objective; the train RMSE is that of the fitted model', async () => {
  const { train } = goldenTables();
  const values: number[] = [];
  let told: FitProgress | undefined;
  for (const epochs of [1, 2, 3, 6]) {
    const model = new ALS({ factors: 4, epochs });
    await model.fit(train, {
      onProgress: (progress) => {
        told = progress;
      },
    });
    values.push(objective(train, stateOf(model), model));
    assert.ok(Math.abs((told?.trainRmse as number) - rmseOf(model, train, { clipped: false })) < 1e-4);
  }
  for (let n = 1; n < values.length; n++) assert.ok(values[n] < values[n - 1], `${values}`);
});

// node --require tsx/cjs --test test/models/factors/als.test.ts gave 0.8074 0.8076 0.8073; SVD has 0.846 there, BaselineOnly 0.855.
test('better than SVD on the same rows', async () => {
  const ratings = generateRatings({ users: 400, items: 300, ratings: 20_000, seed: 1 });
  const { train, test: pairs } = trainTestSplit(ratings, { testSize: 0.2, seed: 42 });
  for (let seed = 0; seed < 3; seed++) {
    const rmse = rmseOf(await new ALS({ seed }).fit(train), pairs);
    assert.ok(rmse > 0.805 && rmse < 0.81, `seed ${seed}: ${rmse}`);
  }
});

test('cut into several groups it learns the same', async () => {
  const ratings = generateRatings({ users: 1_500, items: 1_200, ratings: 20_000, seed: 2 });
  assert.deepEqual(squareGroups(ratings, 61), { userGroups: 2, itemGroups: 2 });
  const model = await new ALS({ factors: 60, epochs: 2 }).fit(ratings);
  const state = stateOf(model);
  const least = objective(ratings, state, model);
  for (const group of [0, 1]) {
    for (const by of [-0.01, 0.01]) {
      const moved = state.itemFactors.map((v, n) => (Math.floor(n / 60) % 2 === group ? v + by : v));
      assert.ok(
        objective(ratings, { ...state, itemFactors: moved }, model) > least,
        `group ${group} by ${by}`,
      );
    }
  }
});

test('few groups: those of one side compute the products of the whole other side', () => {
  assert.deepEqual(squareGroups({ userCount: 900, itemCount: 1_700, length: 1e5 }, 21), {
    userGroups: 1,
    itemGroups: 1,
  });
  assert.deepEqual(squareGroups({ userCount: 1e5, itemCount: 17_000, length: 1e7 }, 21), {
    userGroups: 12,
    itemGroups: 2,
  });
  assert.deepEqual(squareGroups({ userCount: 3, itemCount: 1, length: 3 }, 1e4), {
    userGroups: 3,
    itemGroups: 1,
  });
});

test('options out of range are refused', () => {
  assert.throws(() => new ALS({ reg: 0 }), /ALS: reg must be a number above 0, got 0/);
  assert.throws(() => new ALS({ regExponent: 2 }), /regExponent must be a number from 0 to 1, got 2/);
});
