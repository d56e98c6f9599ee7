import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemId, userId } from '../../../lib/core/ids';
import { itemFeatures, userFeatures } from '../../../lib/data/features/feature-rows';
import { Interactions } from '../../../lib/data/table/interactions';
import { RandomState } from '../../../lib/math/random/random-state';
import { BayesianMF } from '../../../lib/models/factors/bayesian-mf';
import { plainBayesianMF } from '../../../lib/models/factors/plain/plain-bayesian-mf';
import { modelFromJson } from '../../../lib/models/model-from-json';
import { sumOfTerms } from '../../../lib/recommender/explanation';
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

test('a new user and a new item are predicted from their features alone', async () => {
  // Users of the north like even items, those of the south odd ones.
  const rows: (readonly [string, string, number])[] = [];
  const random = new RandomState(7);
  for (let user = 0; user < 40; user++) {
    for (let item = 0; item < 20; item++) {
      if (random.random() < 0.6) rows.push([`u${user}`, `i${item}`, (user + item) % 2 === 0 ? 5 : 1]);
    }
  }
  const words = (n: number) => [n % 2 === 0 ? 'north' : 'south'];
  const table = Interactions.fromRows(rows)
    .withUserFeatures(
      userFeatures(Array.from({ length: 42 }, (_, n) => ({ user: `u${n}`, words: words(n) }))),
    )
    .withItemFeatures(
      itemFeatures(Array.from({ length: 22 }, (_, n) => ({ item: `i${n}`, words: words(n) }))),
    );
  const model = await new BayesianMF({ factors: 2, epochs: 100 }).fit(table);
  for (const [user, item, rating] of [
    ['u40', 'i3', 1],
    ['u41', 'i3', 5],
    ['u40', 'i20', 5],
    ['u5', 'i20', 1],
    ['u41', 'i21', 5],
  ] as const) {
    const { score } = model.predict(userId(user), itemId(item));
    assert.ok(Math.abs(score - rating) < 1, `${user} ${item}: ${score}, not near ${rating}`);
  }
  const without = await new BayesianMF({ factors: 2, epochs: 100, features: false }).fit(table);
  assert.ok(Math.abs(without.predict(userId('u40'), itemId('i3')).score - 3) < 0.7);
});

test('the predictive distribution: its mean is the prediction, and fewer ratings leave more open', async () => {
  const model = await new BayesianMF({ factors: 3, epochs: 40 }).fit(toy);
  const [user] = toy.users;
  for (const item of toy.items) {
    const predicted = model.distributionOf(user, item);
    assert.ok(Math.abs(predicted.score - model.predict(user, item).score) < 1e-4);
    const { low, high } = predicted.interval(0.8);
    assert.ok(1 <= low && low < high && high <= 5);
    const chances = [1, 2, 3, 4, 5].map((rating) => predicted.probabilityOfAtLeast(rating));
    assert.equal(chances[0], 1);
    assert.ok(chances.every((chance, n) => n === 0 || (chance > 0 && chance < chances[n - 1])));
  }
  const rows = toy.select(
    Array.from({ length: toy.length }, (_, row) => row).filter(
      (row) => row % 2 === 0 || toy.row(row).user !== user,
    ),
  );
  const later = await new BayesianMF({ factors: 3, epochs: 40 }).fit(rows);
  const open = (of: BayesianMF) =>
    [...toy.items].reduce((sum, item) => sum + of.distributionOf(user, item).deviation, 0);
  assert.ok(open(later) > open(model));
  assert.throws(() => model.distributionOf(userId('nobody'), itemId('i1')), { name: 'UnknownIdError' });
});

test('knowsWhen needs a numeric column in the train set, and its effect is in the explanation', async () => {
  const options = { factors: 2, epochs: 10, knowsWhen: 'second' };
  await assert.rejects(new BayesianMF(options).fit(toy), {
    name: 'OptionError',
    message: /needs a train set with the context column "second"/,
  });
  await assert.rejects(new BayesianMF({ ...options, knowsWhen: 'device' }).fit(toy), {
    name: 'OptionError',
    message: /knowsWhen must be the name of a numeric context column.* but "device" is categorical/,
  });
  const seconds = Array.from({ length: toy.length }, (_, row) => 1e9 + 100_000 * (row % 4) + row);
  const model = await new BayesianMF(options).fit(toy.withContext({ second: seconds }));
  assert.equal(model.can.usesContext, true);
  const { user, item } = toy.row(0);
  const then = { context: { second: seconds[0] } };
  const { score, terms } = model.explain(user, item, then);
  assert.equal(score, model.predict(user, item, then).score);
  assert.ok(Math.abs(sumOfTerms(terms) - score) < 1e-9);
  const effect = terms.find(({ kind }) => kind === 'context');
  assert.ok(effect && effect.value !== 0);
  assert.ok(Math.abs(model.predict(user, item).score + effect.value - score) < 1e-9);
  const back = modelFromJson(JSON.parse(JSON.stringify(model)));
  assert.deepEqual(back.scoresOf(user, then), model.scoresOf(user, then));
});

test('progress reports the train RMSE of the averaged predictions; memory is checked before the fit', async () => {
  const seen: number[] = [];
  const options = { factors: 3, epochs: 20, burnIn: 0.5 };
  await new BayesianMF(options).fit(toy, {
    onProgress: ({ trainRmse = Number.NaN }) => seen.push(trainRmse),
  });
  assert.equal(seen.length, 20);
  assert.ok(
    seen.every((rmse) => rmse > 0 && rmse < 2),
    seen.join(),
  );
  await assert.rejects(new BayesianMF({ factors: 1e6, epochs: 1e6, samples: 1e6 }).fit(toy), {
    name: 'OptionError',
    message: /^BayesianMF: 750000 samples of 1000000 factors .* use fewer factors or samples$/,
  });
});

test('with fewer samples than epochs, they are spread evenly and the last epoch is among them', async () => {
  const all = await new BayesianMF({ factors: 2, epochs: 12, burnIn: 0 }).fit(toy);
  const some = await new BayesianMF({ factors: 2, epochs: 12, burnIn: 0, samples: 4 }).fit(toy);
  assert.deepEqual(
    [...some.state.levels],
    [2, 5, 8, 11].map((epoch) => all.state.levels[epoch]),
  );
});
