import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluate } from '../../../lib/evaluation/ratings/evaluate';
import { chooseSwitch, switchCurve } from '../../../lib/evaluation/search/switch-point';
import { coldItems } from '../../../lib/evaluation/splits/cold-items';
import { trainTestSplit } from '../../../lib/evaluation/splits/train-test-split';
import { SwitchingHybrid } from '../../../lib/models/hybrids/switching-hybrid';
import { syntheticRatings } from '../synthetic-ratings';

const ratings = syntheticRatings();
const cf = { model: 'ALS', options: { factors: 2, epochs: 2 } };
const fallback = { model: 'MeanRating', options: { of: 'user' } };
const few = trainTestSplit(ratings, { testSize: 0.8, seed: 1 }); // some 10 train ratings an item, 5 a user

test('each point has the RMSE of the hybrid with it', async () => {
  for (const by of ['item', 'user', 'either'] as const) {
    const points = [0, 4, 7, 10, 1000];
    const curve = await switchCurve(few, { cf, fallback, by, points });
    assert.deepEqual(
      curve.map(({ switchAt }) => switchAt),
      points,
    );
    for (const { switchAt, rmse } of curve) {
      const { row } = await evaluate(new SwitchingHybrid({ cf, fallback, by, switchAt }), { split: few });
      assert.ok(Math.abs(rmse - row.rmse) < 1e-9, `${by}, ${switchAt}: ${rmse}, ${row.rmse}`);
    }
    assert.ok(new Set(curve.map(({ rmse }) => rmse.toFixed(6))).size >= 4, 'the points must differ');
  }
});

test('new items are the fallback’s from the first rating that is wanted', async () => {
  const cold = coldItems(ratings, { seed: 1 });
  const [always, known] = await switchCurve(cold, { cf, fallback, points: [0, 1] });
  assert.equal(known.rmse, (await evaluate(new SwitchingHybrid({ cf, fallback }), { split: cold })).row.rmse);
  assert.notEqual(always.rmse, known.rmse);
});

test('the best on a part of the train set is chosen; the test part is not looked at', async () => {
  const chosen = await chooseSwitch(few, { cf, fallback, points: [0, 5, 10, 1000], share: 0.2, seed: 3 });
  const validation = trainTestSplit(few.train, { testSize: 0.2, seed: 3 });
  const curve = await switchCurve(validation, { cf, fallback, points: [0, 5, 10, 1000] });
  assert.deepEqual(chosen.curve, curve);
  const least = Math.min(...curve.map(({ rmse }) => rmse));
  assert.equal(chosen.switchAt, curve.find(({ rmse }) => rmse === least)?.switchAt);
});

test('bad options are refused', async () => {
  const ask = (options: object) => switchCurve(few, { cf, fallback, ...options });
  await assert.rejects(ask({ points: [] }), /points must be a list of whole numbers of at least 0, got none/);
  await assert.rejects(ask({ points: [1, 2.5] }), /points must be .* got 1, 2.5/);
  await assert.rejects(ask({ by: 'film' }), /by must be one of item, user, either, got film/);
  await assert.rejects(ask({ cf: { model: 'EASE' } }), /EASE ranks items but doesn't predict ratings/);
});

test('among points that are equally good the smallest is chosen, in whatever order they are given', async () => {
  const member = { model: 'MeanRating', options: { of: 'user' } };
  const { switchAt } = await chooseSwitch(few, { cf: member, fallback: member, points: [8, 0, 3] });
  assert.equal(switchAt, 0);
});
