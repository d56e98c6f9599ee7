import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BayesianMF } from '../../../lib/models/factors/bayesian-mf';
import { plainBayesianMF } from '../../../lib/models/factors/plain/plain-bayesian-mf';
import { toyRatings } from '../../../lib/testing/toy-ratings';

const toy = toyRatings();

test('BayesianMF without side information makes the predictions of the plain version', async () => {
  const options = { factors: 3, epochs: 12, seed: 4 };
  const model = new BayesianMF({ ...options, burnIn: 0.25, ratedPairs: false, features: false });
  await model.fit(toy);
  const predicted = plainBayesianMF(toy, { ...options, burnIn: 3 });
  for (const [u, user] of [...toy.users].entries()) {
    const scores = model.scoresOf(user);
    for (let i = 0; i < toy.itemCount; i++) {
      assert.ok(Math.abs(scores[i] - predicted[u][i]) < 1e-5, `${scores[i]} is not ${predicted[u][i]}`);
    }
  }
});

test('a user of the train set and a visitor with the same ratings and features get the same scores', async () => {
  const model = await new BayesianMF({ factors: 3, epochs: 20 }).fit(toy);
  for (const user of toy.users) {
    const own = model.scoresOf(user);
    model
      .foldIn([], { user })
      .scoresOf()
      .forEach((score, item) => {
        assert.ok(Math.abs(score - own[item]) < 1e-4, `${score} is not ${own[item]}`);
      });
  }
});
