import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataError, OptionError } from '../../../lib/core/errors';
import { itemId, userId } from '../../../lib/core/ids';
import { Interactions } from '../../../lib/data/table/interactions';
import { trainTestSplit } from '../../../lib/evaluation/splits/train-test-split';
import { RandomState } from '../../../lib/math/random/random-state';
import { NMF } from '../../../lib/models/factors/nmf';
import type { FactorState } from '../../../lib/models/shared/factor-state';
import type { FitProgress } from '../../../lib/recommender/model';
import { stateFromJson } from '../../../lib/recommender/saving/model-json';
import { generateRatings } from '../../../lib/simulation/generate';
import { goldenTables } from '../../fixtures/golden';
import { nmfOracle } from '../oracles/nmf';
import { rmseOf } from './factor-checks';

test('it predicts what Surprise does after 30 epochs, up to 32 bits', async () => {
  const { train } = goldenTables();
  const options = { factors: 6, epochs: 30, regUser: 0.06, regItem: 0.08 };
  const model = await new NMF({ ...options, seed: 4 }).fit(train);
  const random = new RandomState(4);
  const p = random.uniforms(train.userCount * 6);
  const q = random.uniforms(train.itemCount * 6);
  nmfOracle(train, { p, q, factors: 6 }, options);
  for (let row = 0; row < train.length; row += 7) {
    const { user, item } = train.row(row);
    let expected = 0;
    for (let f = 0; f < 6; f++)
      expected += p[train.userColumn[row] * 6 + f] * q[train.itemColumn[row] * 6 + f];
    const { score } = model.predict(user, item);
    assert.ok(Math.abs(score - expected) < 1e-4, `${score} for ${expected}`);
  }
});

// Surprise 1.1.5 on the same rows, NMF(random_state=0..2): 0.8712 0.8819 0.8764.
test('as accurate as Surprise, seed by seed', async () => {
  const { train, test: pairs } = planted();
  for (const [seed, python] of [0.8712, 0.8819, 0.8764].entries()) {
    const rmse = rmseOf(await new NMF({ seed }).fit(train), pairs);
    assert.ok(Math.abs(rmse - python) < 0.0001, `seed ${seed}: ${rmse}, Surprise ${python}`);
  }
});

// Surprise's factors become negative here and there, and then its RMSE is anything.
test('with biases the factors stay positive, and the RMSE reasonable, whatever the seed', async () => {
  const { train, test: pairs } = planted();
  for (let seed = 0; seed < 2; seed++) {
    const model = await new NMF({ biased: true, seed, epochs: 30 }).fit(train);
    const state = stateFromJson(model.toJSON().state ?? {}) as FactorState;
    for (const name of ['userFactors', 'itemFactors'] as const) {
      const factors = state[name];
      assert.ok(
        factors.every((factor) => factor >= 0),
        `${name}, seed ${seed}`,
      );
    }
    const rmse = rmseOf(model, pairs);
    assert.ok(rmse > 0.85 && rmse < 0.95, `seed ${seed}: ${rmse}`);
  }
});

test('the train RMSE of each epoch is reported', async () => {
  const { train } = goldenTables();
  const rmse: number[] = [];
  const onProgress = ({ trainRmse }: FitProgress) => rmse.push(trainRmse as number);
  await new NMF({ factors: 4, epochs: 20 }).fit(train, { onProgress });
  assert.equal(rmse.length, 20);
  // Users and items answer the same error at once, so at first it swings: two epochs are compared with two.
  for (let n = 2; n < 20; n++) assert.ok(rmse[n] < rmse[n - 2], `epoch ${n + 1}: ${rmse}`);
});

test('an unknown item is impossible, or with biases a matter of the user', async () => {
  const { train } = goldenTables();
  const [user] = train.users;
  const plain = await new NMF({ epochs: 3 }).fit(train);
  assert.equal(plain.predict(user, itemId('nothing')).wasImpossible, true);
  assert.equal(plain.can.unknownUsers, 'refused');
  const biased = await new NMF({ epochs: 3, biased: true }).fit(train);
  assert.equal(biased.predict(userId('nobody'), itemId('nothing')).score, train.mean);
});

test('bad start values and negative ratings are refused', async () => {
  assert.throws(() => new NMF({ initLow: 2, initHigh: 1 }), OptionError);
  assert.throws(() => new NMF({ initLow: -1 }), /initLow must be a number of at least 0, got -1/);
  const negative = Interactions.fromRows([['a', 'x', -1]], { scale: { min: -2, max: 2 } });
  await assert.rejects(new NMF().fit(negative), DataError);
});

function planted() {
  const ratings = generateRatings({ users: 400, items: 300, ratings: 20_000, seed: 1 });
  return trainTestSplit(ratings, { testSize: 0.2, seed: 42 });
}
