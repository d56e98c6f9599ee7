import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemId, userId } from '../../../lib/core/ids';
import { itemFeatures } from '../../../lib/data/features/feature-rows';
import { Interactions } from '../../../lib/data/table/interactions';
import { evaluate } from '../../../lib/evaluation/ratings/evaluate';
import { coldItems } from '../../../lib/evaluation/splits/cold-items';
import { RandomState } from '../../../lib/math/random/random-state';
import { ContentProfile } from '../../../lib/models/content/content-profile';
import { ContentRidge } from '../../../lib/models/content/content-ridge';
import { ALS } from '../../../lib/models/factors/als';
import { FeatureFactors } from '../../../lib/models/factors/feature-factors';
import { createModel } from '../../../lib/models/registry';
import { contentTimes, weightedGram, weightedSums } from '../../../lib/models/shared/content-regression';
import { contentRows } from '../../../lib/models/shared/content-rows';
import { MeanRating } from '../../../lib/models/simple/mean-rating';
import type { Model } from '../../../lib/recommender/model';

const close = (actual: number, expected: number, tolerance = 1e-6) =>
  assert.ok(Math.abs(actual - expected) < tolerance, `${actual} is not ${expected}`);

const plain = { weighting: 'amount' } as const;
/** Ann likes robots and not love; Bob has rated one film. Nobody has rated `new` and `bare`. */
const films = itemFeatures(
  [
    { item: 'r1', words: ['robot'] },
    { item: 'r2', words: ['robot'] },
    { item: 'l1', words: ['love'] },
    { item: 'both', words: ['robot', 'love'] },
    { item: 'new', words: ['robot'] },
    { item: 'bare' },
  ],
  plain,
);
const small = Interactions.fromRows([
  ['ann', 'r1', 5],
  ['ann', 'r2', 4],
  ['ann', 'l1', 1],
  ['bob', 'both', 2],
]).withItemFeatures(films);
const [ann, bob, stranger] = ['ann', 'bob', 'stranger'].map(userId);

for (const name of ['ContentProfile', 'ContentRidge', 'FeatureFactors']) {
  test(`${name} refuses a train set without features, and says how to attach them`, async () => {
    const bare = Interactions.fromRows([['ann', 'r1', 5]]);
    const model = createModel(name);
    await assert.rejects(model.fit(bare), {
      name: 'DataError',
      message: new RegExp(`^${name}: the train set has no item features; attach .*withItemFeatures`),
    });
    assert.equal(model.isFitted, false);
  });
}

test('MeanRating by hand', async () => {
  // μ = 3; the mean of ann 10/3, of r1 5.
  const damped = await new MeanRating({ of: 'user', damping: 2 }).fit(small);
  close(damped.predict(ann, itemId('new')).score, (10 + 2 * 3) / (3 + 2));
  close(damped.predict(stranger, itemId('r1')).score, 3);
  const item = await new MeanRating({ of: 'item', damping: 0 }).fit(small);
  assert.equal(item.predict(bob, itemId('r1')).score, 5);
  assert.equal(item.predict(bob, itemId('new')).score, 3, 'nobody has rated it');
  const all = await new MeanRating({ of: 'all' }).fit(small);
  assert.equal(all.predict(ann, itemId('r1')).score, 3);
});

test('ContentProfile by hand: a mean of deviations, weighted by the cosine', async () => {
  const model = await new ContentProfile({ damping: 0, shrinkage: 1 }).fit(small);
  const mean = 10 / 3;
  // r1 and r2 are like `new` with cosine 1: deviations 5/3 and 2/3, weights 2 + 1.
  close(model.predict(ann, itemId('new')).score, mean + 7 / 3 / 3);
  // `both` has cosine √½ with each: (5/3 + 2/3 − 7/3) √½ is 0.
  close(model.predict(ann, itemId('both')).score, mean);
  close(model.predict(ann, itemId('bare')).score, mean);
  close(model.predict(ann, itemId('unheard of')).score, mean);
  assert.equal(model.predict(stranger, itemId('r1')).wasImpossible, true);
  assert.equal(model.recommend(ann)[0].item, 'new');
});

test('ContentProfile is what a sum over the rated items says, for random data', async () => {
  const { table } = tasteful(1);
  const model = await new ContentProfile({ damping: 4, shrinkage: 2 }).fit(table);
  const features = table.itemFeatures;
  assert.ok(features);
  const vector = (item: string) => {
    const row = new Map(features.featuresOf(itemId(item)).map(({ name, weight }) => [name, weight]));
    const length = Math.hypot(...row.values());
    return new Map([...row].map(([name, weight]) => [name, weight / length]));
  };
  for (const [user, item] of [
    ['u3', 'i0'],
    ['u7', 'i11'],
    ['u20', 'i29'],
  ] as const) {
    const rated = table.ratingsOf(userId(user));
    const mean = (rated.reduce((sum, { rating }) => sum + rating, 0) + 4 * table.mean) / (rated.length + 4);
    let [above, below] = [0, 2];
    for (const { item: other, rating } of rated) {
      let cosine = 0;
      for (const [name, weight] of vector(item)) cosine += weight * (vector(other).get(name) ?? 0);
      above += cosine * (rating - mean);
      below += cosine;
    }
    close(model.predict(userId(user), itemId(item)).score, mean + above / below, 1e-5);
  }
});

test('ContentProfile refuses weights below 0', async () => {
  const odd = small.withItemFeatures(itemFeatures([{ item: 'r1', amounts: { mood: -1 } }], plain));
  await assert.rejects(new ContentProfile().fit(odd), { name: 'DataError', message: /at least 0, got -1/ });
});

test('similar items are those with a high cosine; nothing is like a film without features', async () => {
  for (const model of [new ContentProfile(), new ContentRidge()]) {
    await model.fit(small);
    const similar = model.similarItems(itemId('new'));
    assert.deepEqual(
      similar.map(({ item }) => item),
      ['r1', 'r2', 'both', 'l1'],
    );
    close(similar[2].similarity, Math.SQRT1_2);
    assert.deepEqual(model.similarItems(itemId('bare')), []);
  }
});

test('ContentRidge solves its equations: at the minimum every slope is 0', async () => {
  const { table } = tasteful(2);
  const options = { reg: 2, regBias: 1, regShared: 3, itemWeight: 10 };
  const model = await new ContentRidge(options).fit(table);
  const rows = contentRows('test', table);
  const { shared, own } = model.state as { shared: Float32Array; own: Float32Array };
  const width = rows.columnCount + 1;
  for (const user of [0, 5, 17]) {
    // dL/d(d_u) / 2 = λ d_u − Σ x e, and for the bias λ_c c_u − Σ e.
    const slopes = Array.from(
      own.subarray(user * width, (user + 1) * width),
      (value, n) => value * (n === width - 1 ? options.regBias : options.reg),
    );
    for (const row of table.rowsOfUser(user as never)) {
      const item = table.itemColumn[row];
      const error =
        table.ratingColumn[row] -
        model.predict(table.users.idOf(user as never), table.items.idOf(item)).score;
      for (let at = rows.offsets[item]; at < rows.offsets[item + 1]; at++)
        slopes[rows.columns[at]] -= rows.values[at] * error;
      slopes[width - 1] -= error;
    }
    for (const slope of slopes) close(slope, 0, 1e-4);
  }
  // The shared weights: an unknown user gets μ + x · w.
  const item = itemId('i4');
  let expected = table.mean;
  const index = table.items.require(item);
  for (let at = rows.offsets[index]; at < rows.offsets[index + 1]; at++)
    expected += rows.values[at] * shared[rows.columns[at]];
  close(model.predict(stranger, item).score, expected);
});

test('ContentRidge folds a visitor in exactly as a fit of the same user', async () => {
  const { table } = tasteful(3);
  const model = await new ContentRidge().fit(table);
  const user = userId('u6');
  const scores = model.foldIn(table.ratingsOf(user)).scoresOf();
  for (const [item, score] of model.scoresOf(user).entries()) close(scores[item], score, 1e-4);
});

test('weighted ridge regression of items on features, by hand', () => {
  const table = Interactions.fromRows([
    ['u', 'a', 1],
    ['u', 'b', 1],
    ['u', 'c', 1],
  ]).withItemFeatures(
    itemFeatures(
      [
        { item: 'a', words: ['x'] },
        { item: 'b', amounts: { x: 3, y: 4 } },
        { item: 'c', words: ['y'] },
      ],
      plain,
    ),
  );
  const rows = contentRows('test', table);
  // Rows of length 1: a = (1, 0), b = (.6, .8), c left out by its weight.
  const gram = weightedGram(rows, [2, 1, 0], 0.5);
  assert.deepEqual(
    [...gram].map((value) => +value.toFixed(5)),
    [2.86, 0.48, 0.48, 1.14],
  );
  const sums = weightedSums(rows, [2, 1, 0], [1, 10, 2, 20, 9, 9]);
  assert.deepEqual(
    [...sums].map((value) => +value.toFixed(5)),
    [3.2, 32, 1.6, 16],
  );
  const products = contentTimes(rows, Float32Array.of(1, 2, 10, 20), 2);
  assert.deepEqual(
    [...products].map((value) => +value.toFixed(4)),
    [1, 2, 8.6, 17.2, 10, 20],
  );
});

test('FeatureFactors: an item without ratings is the sum of its features', async () => {
  const { table } = tasteful(4);
  const split = coldItems(table, { share: 0.2, seed: 1 });
  const model = await new FeatureFactors({ factors: 4 }).fit(split.train);
  const { itemFactors, itemBias, featureFactors } = model.state as unknown as Record<string, Float32Array>;
  const sums = contentTimes(contentRows('test', split.train), featureFactors, 5);
  const counts = split.train.itemCounts();
  let [cold, apart] = [0, 0];
  for (let item = 0; item < counts.length; item++) {
    const own = [...itemFactors.subarray(item * 4, item * 4 + 4), itemBias[item]];
    const distance = Math.hypot(...own.map((value, n) => value - sums[item * 5 + n]));
    if (counts[item] > 0) apart = Math.max(apart, distance);
    else {
      close(distance, 0, 1e-4);
      cold++;
    }
  }
  assert.equal(cold, split.test.itemCount);
  assert.ok(apart > 0.01, 'a rated item has something of its own');
});

test('where taste goes by features, models of content know items that nobody has rated, and others do not', async () => {
  const split = coldItems(tasteful(5).table, { share: 0.2, seed: 3 });
  const rmse = async (model: Model) => (await evaluate(model, { split })).row.rmse;
  const [mean, als] = [await rmse(new MeanRating({ of: 'user' })), await rmse(new ALS({ factors: 4 }))];
  for (const model of [new ContentProfile(), new ContentRidge(), new FeatureFactors({ factors: 4 })]) {
    const ours = await rmse(model);
    assert.ok(ours < 0.8 * Math.min(mean, als), `${model.name}: ${ours}, mean ${mean}, ALS ${als}`);
  }
});

/** 60 users, 40 items with two of six features each; users love one feature, loathe another, and that is all. */
function tasteful(seed: number): { table: Interactions } {
  const random = new RandomState(seed);
  const has = Array.from({ length: 40 }, () => [...random.permutation(6).subarray(0, 2)]);
  const rows: (readonly [string, string, number])[] = [];
  for (let user = 0; user < 60; user++) {
    const [loved, loathed] = random.permutation(6);
    for (let item = 0; item < 40; item++) {
      if (random.random() < 0.4) continue;
      const taste = (has[item].includes(loved) ? 1 : 0) - (has[item].includes(loathed) ? 1 : 0);
      rows.push([`u${user}`, `i${item}`, 3 + 2 * taste]);
    }
  }
  const features = has.map((own, item) => ({ item: `i${item}`, words: own.map((n) => `f${n}`) }));
  return { table: Interactions.fromRows(rows).withItemFeatures(itemFeatures(features)) };
}
