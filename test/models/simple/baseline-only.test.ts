import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemId, userId } from '../../../lib/core/ids';
import { loadMovieLens100K } from '../../../lib/data/movielens/movielens-100k';
import { mae } from '../../../lib/evaluation/ratings/metrics/mae';
import { rmse } from '../../../lib/evaluation/ratings/metrics/rmse';
import { trainTestSplit } from '../../../lib/evaluation/splits/train-test-split';
import { BaselineOnly } from '../../../lib/models/simple/baseline-only';
import { golden, goldenTables } from '../../fixtures/golden';
import { withoutMovieLens } from '../../fixtures/movielens';

const { train, test: rows } = goldenTables();

for (const { params, predictions, ...reference } of golden().algorithms.filter(
  ({ name }) => name === 'BaselineOnly',
)) {
  const { method, ...python } = params.bsl_options as Record<string, number> & { method: 'als' | 'sgd' };
  const options = {
    method,
    epochs: python.n_epochs,
    regUser: python.reg_u,
    regItem: python.reg_i,
    learningRate: python.learning_rate,
    reg: python.reg,
  };
  test(`predictions are Surprise's for ${JSON.stringify(params.bsl_options)}`, async () => {
    const model = await new BaselineOnly(options).fit(train);
    const { ratings, impossible } = model.predictAll(rows);
    predictions.forEach((expected, row) => {
      assert.ok(Math.abs(ratings[row] - expected) < 1e-10, `row ${row}: ${ratings[row]}, not ${expected}`);
    });
    assert.ok(Math.abs(rmse({ ratings }, rows) - reference.rmse) < 1e-10);
    assert.ok(impossible.every((value) => value === 0));
  });
}

test('an unknown user gets the mean and the bias of the item, a wholly unknown pair the mean', async () => {
  const model = await new BaselineOnly().fit(train);
  const stranger = userId('nobody');
  const known = train.row(0);
  const both = model.predict(known.user, known.item).score;
  const user = model.predict(known.user, itemId('nothing')).score;
  const item = model.predict(stranger, known.item).score;
  assert.ok(Math.abs(user + item - both - train.mean) < 1e-12, 'b_u and b_i add up');
  assert.equal(model.predict(stranger, itemId('nothing')).score, train.mean);
});

test('options of the other method are refused', () => {
  assert.throws(() => new BaselineOnly({ method: 'sgd', regUser: 5 }), {
    message: 'BaselineOnly: regUser has no effect with method "sgd"',
  });
  assert.throws(
    () => new BaselineOnly({ learningRate: 0.1 }),
    /learningRate has no effect with method "als"/,
  );
  assert.equal(new BaselineOnly({ method: 'sgd' }).options.epochs, 20);
  assert.equal(new BaselineOnly().options.epochs, 10);
  assert.throws(
    () => new BaselineOnly({ method: 'foo' as 'als' }),
    /method must be one of als, sgd, got "foo"/,
  );
});

// Surprise 1.1.5: BaselineOnly() on train_test_split(data, test_size=.2, random_state=42).
test('MovieLens 100K, the tutorial split: RMSE 0.9442, MAE 0.7490', {
  skip: withoutMovieLens(),
}, async () => {
  const split = trainTestSplit(loadMovieLens100K().ratings);
  const predictions = (await new BaselineOnly().fit(split.train)).predictAll(split.test);
  assert.equal(rmse(predictions, split.test).toFixed(4), '0.9442');
  assert.equal(mae(predictions, split.test).toFixed(4), '0.7490');
});
