import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemId, userId } from '../../../lib/core/ids';
import { itemFeatures, userFeatures } from '../../../lib/data/features/feature-rows';
import { Interactions } from '../../../lib/data/table/interactions';
import { RandomState } from '../../../lib/math/random/random-state';
import { BayesianMF } from '../../../lib/models/factors/bayesian-mf';
import { predictiveDistributions } from '../../../lib/models/factors/parts/gibbs/predictive-distribution';
import { plainBayesianMF } from '../../../lib/models/factors/plain/plain-bayesian-mf';
import { modelFromJson } from '../../../lib/models/model-from-json';
import { sumOfTerms } from '../../../lib/recommender/explanation';
import { modelToJson } from '../../../lib/recommender/saving/model-to-json';
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

test('the rating of an unknown item, by hand: what is not known about the item is in the variance', () => {
  const none = new Float32Array(0);
  const kept = {
    samples: 1,
    factors: 1,
    levels: Float64Array.of(0.25),
    alphas: Float64Array.of(2),
    userFactors: none,
    userBiases: none,
    itemFactors: Float32Array.of(3),
    itemBiases: Float32Array.of(-1),
    typicalUser: Float32Array.of(2, 0.5),
    typicalItem: Float32Array.of(3, -1),
    userPrecisions: Float64Array.of(4, 0, 0, 1),
    itemPrecisions: Float64Array.of(2, 0, 0, 10),
    fittedItems: 1,
    ratedWeights: none,
    featureWeights: none,
  };
  // An update has added the typical item once more.
  const updated = { ...kept, itemFactors: Float32Array.of(3, 3), itemBiases: Float32Array.of(-1, -1) };
  const of = predictiveDistributions(updated, { items: [], ratings: [] });
  const [known, unknown, added] = [0, undefined, 1].map(of);
  for (const { mean } of [known, unknown, added]) assert.equal(mean, 0.25 + 0.5 - 1 + 2 * 3);
  // h = [3, 1] with the variances 1/4 and 1 of the user's row; the noise has 1/2.
  const ofUser = 9 / 4 + 1 + 1 / 2;
  assert.ok(Math.abs(known.deviation ** 2 - ofUser) < 1e-12);
  // x = [2, 1] with the variances 1/2 and 1/10 of the item's row; the product of the deviations has 1/4 · 1/2.
  const ofBoth = ofUser + 4 / 2 + 1 / 10 + 1 / 8;
  for (const { deviation } of [unknown, added]) assert.ok(Math.abs(deviation ** 2 - ofBoth) < 1e-12);
});

test('contextEffects need their columns in the train set; each effect is in the explanation', async () => {
  const options = { factors: 2, epochs: 10, contextEffects: ['session', 'device'] };
  const sessions = Float64Array.from({ length: toy.length }, (_, row) => row % 4);
  await assert.rejects(new BayesianMF({ ...options, contextEffects: ['session'] }).fit(toy), {
    name: 'OptionError',
    message: /needs a train set with the context column "session"/,
  });
  for (const contextEffects of [['session', 'session'], [''], 'session', null]) {
    assert.throws(() => new BayesianMF({ ...options, contextEffects } as object), {
      name: 'OptionError',
      message: /contextEffects must be a list of different names of context columns/,
    });
  }
  const model = await new BayesianMF(options).fit(toy.withContext({ session: sessions }));
  assert.equal(model.can.usesContext, true);
  const { user, item } = toy.row(0);
  const then = { context: { session: 2, device: 'tv' } };
  const { score, terms } = model.explain(user, item, then);
  assert.equal(score, model.predict(user, item, then).score);
  assert.ok(Math.abs(sumOfTerms(terms) - score) < 1e-9);
  const effects = terms.filter(({ kind }) => kind === 'context');
  assert.deepEqual(effects.map((term) => 'feature' in term && term.feature).sort(), [
    'device: tv',
    'session: 2',
  ]);
  const [without, elsewhere] = [undefined, { session: 77, device: 'tv' }].map((context) => {
    return model.predict(user, item, { context }).score;
  });
  assert.ok(effects.every(({ value }) => value !== 0));
  assert.ok(Math.abs(without + effects[0].value + effects[1].value - score) < 1e-9);
  const ofDevice = effects.find((term) => 'feature' in term && term.feature === 'device: tv')?.value ?? 0;
  assert.ok(Math.abs(without + ofDevice - elsewhere) < 1e-9, 'an unknown number has no effect');
  const back = modelFromJson(JSON.parse(JSON.stringify(model)));
  assert.deepEqual(back.scoresOf(user, then), model.scoresOf(user, then));
});

test('what the ratings of a session have in common is found', async () => {
  // In the second session everyone rates a star higher.
  const random = new RandomState(3);
  const rows = Array.from({ length: 300 }, (_, n) => {
    const session = (n + Math.floor(n / 20)) % 2; // of each user, every other rating
    const rating = 3 + 0.1 * random.normal() + session;
    return { user: `u${n % 20}`, item: `i${Math.floor(n / 20)}`, rating, context: { session } };
  });
  const table = Interactions.fromRows(rows, { scale: { min: 1, max: 5 } });
  const options = { factors: 1, epochs: 60, ratedPairs: false, contextEffects: ['session'] };
  const model = await new BayesianMF(options).fit(table);
  const [first, second, none] = [{ session: 0 }, { session: 1 }, undefined].map((context) => {
    return model.predict(userId('u3'), itemId('i3'), { context }).score;
  });
  assert.ok(
    Math.abs(second - first - 1) < 0.1 && first < none && none < second,
    `${first} ${none} ${second}`,
  );
});

test('a model with context effects does not offer what would count them twice', async () => {
  const table = toy.withContext({ session: Float64Array.from({ length: toy.length }, (_, row) => row % 5) });
  const model = await new BayesianMF({ factors: 2, epochs: 4, contextEffects: ['session'] }).fit(table);
  const { user, item } = toy.row(0);
  const { distributes, updates, withoutTrain } = model.can;
  assert.deepEqual([distributes, updates, withoutTrain], [false, 'none', 'nobody']);
  const refused = { name: 'CapabilityError' };
  assert.throws(() => model.distributionOf(user, item), refused);
  await assert.rejects(model.update([{ user, item, rating: 1, context: { session: 5 } }]), refused);
  assert.throws(() => modelToJson(model, { train: 'none' }), refused);
  const json = JSON.parse(JSON.stringify(model));
  const fewer = { ...model.state, effectValues: model.state.effectValues.slice(1) };
  assert.throws(() => model.checkState(model.train, fewer), { name: 'DataError', message: /effectValues/ });
  assert.deepEqual(modelFromJson(json).can, model.can);
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
