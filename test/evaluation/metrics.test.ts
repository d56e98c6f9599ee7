import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Interactions } from '../../lib/data/table/interactions';
import { fcp } from '../../lib/evaluation/ratings/metrics/fcp';
import { mae } from '../../lib/evaluation/ratings/metrics/mae';
import { mse } from '../../lib/evaluation/ratings/metrics/mse';
import { rmse } from '../../lib/evaluation/ratings/metrics/rmse';
import { golden, goldenTables } from '../fixtures/golden';

const truth = Interactions.fromRows([
  ['ann', 'x', 5],
  ['bob', 'x', 2],
  ['ann', 'y', 3],
  ['ann', 'z', 1],
]);
const predicted = (...ratings: number[]) => ({ ratings: Float64Array.from(ratings) });

// Errors 1, 0, −2, 1 by hand: squares 1 + 0 + 4 + 1, absolute 1 + 0 + 2 + 1.
test('mse, rmse and mae by hand', () => {
  const predictions = predicted(4, 2, 5, 2);
  assert.equal(mse(predictions, truth), 6 / 4);
  assert.equal(rmse(predictions, truth), Math.sqrt(1.5));
  assert.equal(mae(predictions, truth), 1);
});

// Ann's pairs by hand: x > y is predicted 4 < 5 (wrong), x > z 4 > 2 (right), y > z 5 > 2 (right).
test('fcp by hand; bob has no pair', () => {
  assert.equal(fcp(predicted(4, 2, 5, 2), truth), 2 / 3);
  assert.equal(fcp(predicted(3, 2, 3, 3), truth), 0, 'a tie is wrong');
  assert.equal(fcp(predicted(5, 2, 3, 1), truth), 1);
});

test('fcp averages over users who have such pairs, as Surprise does', () => {
  const two = Interactions.fromRows([
    ['ann', 'x', 5],
    ['ann', 'y', 3],
    ['ann', 'z', 1],
    ['bob', 'x', 5],
    ['bob', 'y', 1],
  ]);
  // Ann: 3 right. Bob: 1 wrong. n_c = 3/1, n_d = 1/1; over all users it would be 3/2 and 1/2.
  assert.equal(fcp(predicted(5, 3, 1, 1, 5), two), 3 / 4);
  // Ann: 3 right; bob: 1 right. n_c = 4/2.
  assert.equal(fcp(predicted(5, 3, 1, 5, 1), two), 1);
});

test('fcp without a pair to compare is NaN', () => {
  assert.ok(Number.isNaN(fcp(predicted(2), Interactions.fromRows([['ann', 'x', 5]]))));
});

test("all are Surprise's on Surprise's own predictions", () => {
  const { test: rows } = goldenTables();
  let compared = 0;
  for (const { name, params, predictions, rmse: root, mae: absolute } of golden().algorithms) {
    const ratings = { ratings: Float64Array.from(predictions) };
    assert.ok(Math.abs(rmse(ratings, rows) - root) < 1e-12, name);
    assert.ok(Math.abs(mae(ratings, rows) - absolute) < 1e-12, name);
    // `surprise.accuracy.fcp` of the same predictions; SlopeOne's has ties from clipping.
    const known = { SlopeOne: 0.5936532507739939, '{"bsl_options":{"method":"als"}}': 0.6303630363036303 };
    const expected = Object.entries(known).find(([key]) => key === name || key === JSON.stringify(params));
    if (!expected) continue;
    const fraction = fcp(ratings, rows);
    assert.ok(Math.abs(fraction - expected[1]) < 1e-12, `${name} ${fraction}`);
    compared++;
  }
  assert.equal(compared, 2);
});

for (const metric of [mse, rmse, mae, fcp]) {
  test(`${metric.name} refuses the predictions of other rows`, () => {
    assert.throws(() => metric(predicted(1, 2), truth), /got 2 predictions for 4 true ratings/);
  });
}
