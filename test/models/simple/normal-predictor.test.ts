import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemId, userId } from '../../../lib/core/ids';
import { Interactions } from '../../../lib/data/table/interactions';
import { NormalPredictor } from '../../../lib/models/simple/normal-predictor';

const train = Interactions.fromRows(
  Array.from(
    { length: 10_000 },
    (_, n) => [`u${n % 100}`, `i${Math.floor(n / 100)}`, n % 4 < 3 ? 4 : 2] as const,
  ),
);

// By hand: three 4s for each 2 have mean 3.5 and variance ¾·½² + ¼·1½² = ¾.
test('scores have the mean and the standard deviation of the train ratings', async () => {
  const { scores } = (await new NormalPredictor({ seed: 3 }).fit(train)).predictAll(train);
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length;
  assert.ok(Math.abs(mean - 3.5) < 0.03, `mean ${mean}`);
  assert.ok(Math.abs(variance - 0.75) < 0.04, `variance ${variance}`);
});

test('a pair has its answer, whatever was asked before; another seed another', async () => {
  const model = await new NormalPredictor({ seed: 3 }).fit(train);
  const [user, item] = [userId('u5'), itemId('i7')];
  const first = model.predict(user, item).score;
  model.predict(userId('u6'), item);
  assert.equal(model.predict(user, item).score, first);
  assert.notEqual(model.predict(item as unknown as typeof user, user as unknown as typeof item).score, first);
  assert.notEqual((await new NormalPredictor({ seed: 4 }).fit(train)).predict(user, item).score, first);
});

test('all ratings equal: every prediction is that rating', async () => {
  const flat = Interactions.fromRows([
    ['a', 'x', 4],
    ['b', 'y', 4],
  ]);
  assert.equal((await new NormalPredictor().fit(flat)).predict(userId('a'), itemId('y')).score, 4);
});
