/** GMF, MLP, and NeuMF as wholes: what the contract doesn't ask of every model. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OptionError } from '../../../lib/core/errors';
import { Interactions } from '../../../lib/data/table/interactions';
import { RandomState } from '../../../lib/math/random/random-state';
import { GMF } from '../../../lib/models/neural/gmf';
import { MLP } from '../../../lib/models/neural/mlp';
import { NeuMF } from '../../../lib/models/neural/neumf';
import { createModel } from '../../../lib/models/registry';
import type { FitProgress } from '../../../lib/recommender/model';
import { checkerboard, toyRatings } from '../../../lib/testing/toy-ratings';

const TINY = { epochs: 4, factors: 4, seed: 1 };

/** 60 users of two tastes with 12 of 30 items each, in stars: enough to hold some out. */
function twoTastes(): Interactions {
  const random = new RandomState(3);
  const rows: [string, string, number][] = [];
  for (let user = 0; user < 60; user++) {
    for (const item of random.permutation(30).slice(0, 20)) {
      const liked = item % 2 === user % 2;
      rows.push([`u${user}`, `i${item}`, liked ? 4 + random.interval(1) : 1 + random.interval(1)]);
    }
  }
  return Interactions.fromRows(rows, { scale: { min: 1, max: 5, step: 1 } });
}

test('with h = 1, GMF is matrix factorization: its score is b_u + b_i + p · q', async () => {
  const toy = toyRatings();
  const model = await new GMF(TINY).fit(toy);
  const { userFactors, itemFactors, userBias, itemBias, factors } = model.state;
  const scores = model.scoresOf(toy.users.idOf(2 as never));
  for (let item = 0; item < toy.itemCount; item++) {
    let score = userBias[2] + itemBias[item];
    for (let f = 0; f < factors; f++) score += userFactors[2 * factors + f] * itemFactors[item * factors + f];
    assert.ok(Math.abs(score - scores[item]) < 1e-12);
  }
});

test('early stopping reports the held-out figure, and fits again on everything for as many epochs as were best', async () => {
  const seen: FitProgress[] = [];
  const table = twoTastes();
  const model = new GMF({ epochs: 30, factors: 4, patience: 3, learningRate: 0.1 });
  await model.fit(table, { onProgress: (progress) => seen.push(progress) });
  const judged = seen.filter(({ validation }) => validation);
  const values = judged.map(({ validation }) => validation?.value as number);
  const best = values.indexOf(Math.max(...values)) + 1;
  assert.ok(judged.length < 30, 'it stops early');
  assert.equal(judged.length, best + 3);
  assert.equal(judged[0].validation?.metric, 'nDCG@10');
  assert.equal(seen.length, judged.length + best);
  assert.equal(seen[seen.length - 1].steps, seen.length);
  assert.ok(seen.every(({ loss }) => Number.isFinite(loss)));
  const kept = await new GMF({ ...model.options, refit: false }).fit(table);
  assert.notDeepEqual(kept.state.itemFactors, model.state.itemFactors);
});

/** GMF has no layers. */
const NETWORKS = {
  GMF: (options: object) => new GMF(options),
  MLP: (options: object) => new MLP({ ...options, layerReg: 0 }),
  NeuMF: (options: object) => new NeuMF({ ...options, layerReg: 0 }),
};

for (const [name, create] of Object.entries(NETWORKS)) {
  test(`${name} predicts ratings, on their scale and better than their mean`, async () => {
    const table = twoTastes();
    const options = { task: 'ratings', epochs: 25, factors: 8, reg: 0.01, learningRate: 0.02 } as const;
    const model = await create({ ...options, batchSize: 200, holdOut: 0, initStdDev: 0.5 }).fit(table);
    const { ratings } = model.predictAll(table);
    const squares = ratings.reduce((sum, rating, n) => sum + (rating - table.ratingColumn[n]) ** 2, 0);
    assert.ok(Math.sqrt(squares / table.length) < 0.8, String(Math.sqrt(squares / table.length)));
    assert.equal(model.can.rates, true);
  });

  test(`${name} learns from sampled negatives, too`, async () => {
    const table = twoTastes();
    const options = { loss: 'logistic', epochs: 12, factors: 8, reg: 0.001, learningRate: 0.02 } as const;
    const model = await create({ ...options, batchSize: 64, holdOut: 0, initStdDev: 0.5 }).fit(table);
    let liked = 0;
    for (const user of table.users) {
      const [{ item }] = model.recommend(user);
      liked += Number(Number(item.slice(1)) % 2 === Number(user.slice(1)) % 2);
    }
    assert.ok(liked > 50, `${liked} of 60 first items suit the taste`);
  });
}

for (const name of ['GMF', 'MLP', 'NeuMF', 'MultVAE', 'TwoTower', 'LightGCN']) {
  test(`${name}: training that diverges is refused; a batch larger than the data needs no more memory`, async () => {
    const toy = toyRatings();
    const diverging = createModel(name, { epochs: 8, learningRate: 1e30 });
    await assert.rejects(diverging.fit(toy), /diverged: .* use a smaller learningRate than 1e\+30/);
    assert.equal(diverging.isFitted, false);
    assert.ok((await createModel(name, { epochs: 1, batchSize: 1e9 }).fit(toy)).isFitted);
  });
}

test('dropout is seeded', async () => {
  const fit = (seed: number) => new MLP({ ...TINY, dropout: 0.3, layers: [4], seed }).fit(toyRatings());
  assert.deepEqual((await fit(1)).state, (await fit(1)).state);
  assert.notDeepEqual((await fit(1)).state, (await fit(2)).state);
});

test('NeuMF with pre-training starts from GMF and MLP: three trainings, each with its epochs', async () => {
  const seen: FitProgress[] = [];
  const options = { epochs: 3, factors: 4, mlpFactors: 4, layers: [4], holdOut: 0, seed: 1 };
  const model = await new NeuMF({ ...options, pretrain: true }).fit(checkerboard(10), {
    onProgress: (progress) => seen.push(progress),
  });
  assert.deepEqual(
    seen.map(({ step, steps }) => [step, steps]),
    Array.from({ length: 9 }, (_, n) => [n + 1, 9]),
  );
  const losses = seen.map(({ loss }) => loss as number);
  assert.ok(losses[6] < losses[0] && losses[6] < losses[3], `${losses}: it begins where the others ended`);
  assert.ok(model.isFitted);
});

test('layers must be positive whole numbers', () => {
  for (const layers of [[], [0], [1.5], 'deep']) {
    assert.throws(() => new MLP({ layers: layers as number[] }), OptionError);
  }
});

test('with ratings as the task: half stars and play counts stay on their scales, and choices are refused', async () => {
  const ratings = { ...TINY, task: 'ratings' } as const;
  for (const [step, scale] of [
    [0.5, { min: 0.5, max: 2.5, step: 0.5 }],
    [30, { min: 1, max: Number.POSITIVE_INFINITY }],
  ] as const) {
    const rows = [...toyRatings()].map((row) => [row.user, row.item, step * row.rating] as const);
    const table = Interactions.fromRows(rows, { scale });
    for (const create of Object.values(NETWORKS)) {
      const predicted = (await create({ ...ratings, learningRate: 1 }).fit(table)).predictAll(table).ratings;
      assert.ok(predicted.every((rating) => rating >= scale.min && rating <= scale.max));
    }
  }
  const choices = Interactions.fromRows([...toyRatings()].map(({ user, item }) => [user, item] as const));
  for (const create of Object.values(NETWORKS)) {
    await assert.rejects(async () => create(ratings).fit(choices), /each row is a choice/);
  }
});
