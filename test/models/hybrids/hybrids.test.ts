import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemId, userId } from '../../../lib/core/ids';
import { itemFeatures } from '../../../lib/data/features/feature-rows';
import { Interactions } from '../../../lib/data/table/interactions';
import { evaluateRanking } from '../../../lib/evaluation/ranking/evaluate-ranking';
import { errorByCount } from '../../../lib/evaluation/ratings/error-by-count';
import { evaluate } from '../../../lib/evaluation/ratings/evaluate';
import { gridSearch } from '../../../lib/evaluation/search/grid-search';
import { chooseWeight, weightCurve } from '../../../lib/evaluation/search/weight-curve';
import { coldItems } from '../../../lib/evaluation/splits/cold-items';
import { trainTestSplit } from '../../../lib/evaluation/splits/train-test-split';
import { StackedHybrid } from '../../../lib/models/hybrids/stacked-hybrid';
import { SwitchingHybrid } from '../../../lib/models/hybrids/switching-hybrid';
import { WeightedHybrid } from '../../../lib/models/hybrids/weighted-hybrid';
import { modelFromJson } from '../../../lib/models/model-from-json';
import { createModel } from '../../../lib/models/registry';
import type { Model } from '../../../lib/recommender/model';
import { syntheticRatings } from '../../evaluation/synthetic-ratings';

const ratings = withParity(syntheticRatings());
const split = trainTestSplit(ratings, { seed: 7 });
const BASELINE = { model: 'BaselineOnly' };
const ITEM_MEAN = { model: 'MeanRating', options: { of: 'item', damping: 0 } };
const USER_MEAN = { model: 'MeanRating', options: { of: 'user', damping: 5 } };
const RIDGE = { model: 'ContentRidge' };
const [user, item] = [userId('u3'), itemId('i5')];

const fitted = (model: string, options?: object) =>
  createModel(model, options as Record<string, unknown>).fit(split.train);
const rmseOf = async (model: Model) => (await evaluate(model, { split })).row.rmse;

test('the tutorial’s hybrid: 0.7 of a factor model and 0.3 of the item mean', async () => {
  const options = { cf: BASELINE, content: ITEM_MEAN, weight: 0.3 };
  const hybrid = await new WeightedHybrid(options).fit(split.train);
  const cf = (await fitted('BaselineOnly')).predict(user, item).score;
  const mean = (await fitted(ITEM_MEAN.model, ITEM_MEAN.options)).predict(user, item).score;
  assert.ok(Math.abs(hybrid.predict(user, item).score - (0.7 * cf + 0.3 * mean)) < 1e-12);
  assert.ok(hybrid.can.rates && hybrid.can.unknownUsers === 'unpersonalized' && !hybrid.can.personalizes);
});

test('weights 0 and 1 are the members alone, and where one has no score the other counts', async () => {
  const alone = await fitted('ContentProfile');
  for (const [weight, expected] of [
    [0, alone.predict(user, item).score],
    [1, 0],
  ]) {
    const cf = { model: 'ContentProfile' };
    const hybrid = await new WeightedHybrid({ cf, content: USER_MEAN, weight }).fit(split.train);
    if (weight === 0) assert.equal(hybrid.predict(user, item).score, expected);
    const stranger = hybrid.predict(userId('nobody'), item);
    assert.equal(stranger.score, split.train.mean, 'ContentProfile refuses an unknown user');
    assert.equal(stranger.wasImpossible, false);
  }
});

test('rankers are standardized for each user before they are mixed', async () => {
  const cf = { model: 'EASE', options: { reg: 20 } };
  const hybrid = await new WeightedHybrid({ cf, content: RIDGE, weight: 0.25 }).fit(split.train);
  assert.equal(hybrid.can.rates, false);
  const standard = (scores: Float64Array) => {
    const mean = scores.reduce((sum, score) => sum + score) / scores.length;
    const squares = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0);
    return scores.map((score) => (score - mean) / Math.sqrt(squares / scores.length));
  };
  const a = standard((await fitted('EASE', cf.options)).scoresOf(user));
  const b = standard((await fitted('ContentRidge')).scoresOf(user));
  for (const [n, score] of hybrid.scoresOf(user).entries()) {
    assert.ok(Math.abs(score - (0.75 * a[n] + 0.25 * b[n])) < 1e-9);
  }
  const { row } = await evaluateRanking(hybrid, { split, metrics: ['ndcg'] });
  assert.ok(row.ndcg > 0 && row.ndcg < 1);
});

test('scores that are equal but for rounding say nothing, and do not drown the other ranker', async () => {
  const same = [...ratings.items].map((item, n) => ({ item, amounts: { a: 0.1 + n, b: 0.3 + 3 * n } }));
  const alike = itemFeatures(same, { weighting: 'amount' });
  const { train } = trainTestSplit(ratings.withItemFeatures(alike), { seed: 7 });
  const cf = { model: 'EASE', options: { reg: 20 } };
  const hybrid = await new WeightedHybrid({ cf, content: RIDGE, weight: 0.5 }).fit(train);
  const alone = await createModel('EASE', cf.options).fit(train);
  const ids = (model: Model) => model.recommend(user).map((place) => place.item);
  assert.deepEqual(ids(hybrid), ids(alone));
});

test('switching: below the count the fallback answers, from there on CF', async () => {
  const cold = coldItems(ratings, { seed: 2 });
  const held = cold.test.row(0).item;
  const counts = cold.train.itemCounts();
  const least = Math.min(...[...counts].filter((count) => count > 0));
  const options = { cf: BASELINE, fallback: RIDGE, by: 'item', switchAt: least } as const;
  const hybrid = await new SwitchingHybrid(options).fit(cold.train);
  const [cf, fallback] = [
    await createModel('BaselineOnly').fit(cold.train),
    await createModel('ContentRidge').fit(cold.train),
  ];
  const rated = cold.train.row(0).item;
  assert.equal(hybrid.predict(user, rated).score, cf.predict(user, rated).score);
  assert.equal(hybrid.predict(user, held).score, fallback.predict(user, held).score);
  assert.equal(
    hybrid.predict(user, itemId('unheard of')).score,
    fallback.predict(user, itemId('unheard of')).score,
  );
  const count = cold.train.ratingsFor(rated).length;
  const at = await new SwitchingHybrid({ ...options, switchAt: count }).fit(cold.train);
  assert.equal(at.predict(user, rated).score, cf.predict(user, rated).score);
  const after = await new SwitchingHybrid({ ...options, switchAt: count + 1 }).fit(cold.train);
  assert.equal(after.predict(user, rated).score, fallback.predict(user, rated).score);
  const late = await new SwitchingHybrid({ ...options, switchAt: 1e6 }).fit(cold.train);
  assert.equal(late.predict(user, rated).score, fallback.predict(user, rated).score);
  const byUser = await new SwitchingHybrid({ ...options, by: 'user', switchAt: 1 }).fit(cold.train);
  assert.equal(byUser.predict(user, held).score, cf.predict(user, held).score, 'the user has ratings enough');
  const visitor = { item: rated, rating: 5 };
  assert.throws(() => byUser.foldIn([visitor]), { name: 'CapabilityError' }, 'BaselineOnly folds nobody in');
});

test('switching by the user takes rankers, else the members’ scores couldn’t be compared', async () => {
  const rankers = { cf: { model: 'EASE' }, fallback: { model: 'MostPopular' } };
  const hybrid = await new SwitchingHybrid({ ...rankers, by: 'user', switchAt: 3 }).fit(split.train);
  assert.equal(hybrid.can.rates, false);
  const popular = (await fitted('MostPopular')).recommend(userId('nobody'), { unknownUsers: 'popular' });
  assert.deepEqual(hybrid.recommend(userId('nobody'), { unknownUsers: 'popular' }), popular);
  assert.deepEqual(hybrid.recommend(user), (await fitted('EASE')).recommend(user));
  assert.throws(() => new SwitchingHybrid({ ...rankers, by: 'item' }), {
    name: 'OptionError',
    message: /by must be "user" if a member doesn't predict ratings \(EASE, MostPopular\), got "item"/,
  });
});

test('stacking finds the good member, and a wild one hardly matters', async () => {
  const members = [BASELINE, { model: 'NormalPredictor' }];
  const stacked = await rmseOf(new StackedHybrid({ members, folds: 3 }));
  const baseline = await rmseOf(createModel('BaselineOnly'));
  const wild = await rmseOf(createModel('NormalPredictor'));
  assert.ok(wild > 1.2 * baseline && stacked < 1.02 * baseline, `${stacked}, ${baseline}, ${wild}`);
  const rankers = [BASELINE, { model: 'EASE' }];
  assert.throws(() => new StackedHybrid({ members: rankers }), /members must predict ratings, got EASE/);
});

test('stacking learns from folds whom to trust with new items', async () => {
  const rows = Array.from({ length: 3000 }, (_, n) => [n % 60, Math.floor(n / 60)] as const);
  // The item's own level is all there is to say of it, and half of the levels go by the parity.
  const level = (film: number) => (film % 2 === 0 ? 4 : 2) + ((film * 7) % 3) - 1;
  const table = withParity(
    Interactions.fromRows(
      rows
        .filter(([u, i]) => (u * 31 + i * 17) % 3 > 0)
        .map(([u, i]) => [`u${u}`, `i${i}`, level(i)] as const),
    ),
  );
  const cold = coldItems(table, { share: 0.2, seed: 1 });
  const members = [BASELINE, RIDGE];
  const rmse = async (model: Model) => (await evaluate(model, { split: cold })).row.rmse;
  const trusting = await rmse(new StackedHybrid({ members, newItems: 0 }));
  const prepared = await rmse(new StackedHybrid({ members, newItems: 0.2 }));
  const content = await rmse(createModel('ContentRidge'));
  assert.ok(prepared < 0.95 * trusting, `${prepared} of ${trusting}`);
  assert.ok(prepared - content < 0.5 * (trusting - content), `${prepared} of ${content}`);
});

test('a receipt says which features a result rests on', async () => {
  const { row } = await evaluate(createModel('ContentRidge'), { split });
  assert.equal(row.receipt.itemFeatures, split.train.itemFeatures?.hash());
  const bare = trainTestSplit(syntheticRatings(), { seed: 7 });
  assert.ok(!('itemFeatures' in (await evaluate(createModel('BaselineOnly'), { split: bare })).row.receipt));
  assert.equal(row.receipt.split, bare.hash, 'the ratings are the same, and so is the truth');
});

test('members are checked by name', () => {
  const refused = (options: object, message: RegExp) =>
    assert.throws(() => createModel('WeightedHybrid', options as never), { name: 'OptionError', message });
  refused(
    { cf: { model: 'SVDD' } },
    /^WeightedHybrid: cf must be .* model is one of NormalPredictor, .*got \{ model: 'SVDD' \}/,
  );
  refused({ cf: { model: 'WeightedHybrid' } }, /cf must be/);
  refused({ cf: { model: 'SVD', epochs: 3 } }, /cf must be/);
  refused(
    { content: { model: 'SVD', options: { n_factors: 3 } } },
    /WeightedHybrid: content: SVD: there is no option n_factors/,
  );
  assert.throws(() => new StackedHybrid({ members: [BASELINE] }), /members must be a list of at least two/);
});

test('a saved hybrid comes back with its members and the features', async () => {
  const model = await new StackedHybrid({ members: [BASELINE, RIDGE], folds: 2 }).fit(split.train);
  const back = modelFromJson(JSON.parse(JSON.stringify(model)));
  assert.deepEqual(back.scoresOf(user), model.scoresOf(user));
  assert.deepEqual(back.train.itemFeatures?.toColumns(), split.train.itemFeatures?.toColumns());
  const json = JSON.parse(JSON.stringify(model));
  json.train.itemFeatures.names = 7;
  assert.throws(() => modelFromJson(json), {
    name: 'DataError',
    message: /itemFeatures\.names must be a list/,
  });
});

test('the weight curve measures what a hybrid of each weight would', async () => {
  const options = { cf: BASELINE, content: USER_MEAN, weights: [0, 0.4, 1] };
  const curve = await weightCurve(split, { ...options, metrics: ['rmse', 'ndcg'] });
  assert.deepEqual(
    curve.map(({ weight }) => weight),
    [0, 0.4, 1],
  );
  for (const { weight, rmse, ndcg } of curve) {
    const model = new WeightedHybrid({ cf: BASELINE, content: USER_MEAN, weight });
    assert.equal(rmse, await rmseOf(model));
    assert.equal(ndcg, (await evaluateRanking(model, { split, metrics: ['ndcg'] })).row.ndcg);
  }
  assert.ok(Number.isNaN((await weightCurve(split, options))[0].ndcg));
  await assert.rejects(weightCurve(split, { ...options, weights: [] }), /at least one weight/);
});

test('weightCurve and chooseWeight report how many weights are done', async () => {
  const told: string[] = [];
  const onProgress = ({ done, total }: { done: number; total: number }) => void told.push(`${done}/${total}`);
  const options = { cf: BASELINE, content: USER_MEAN, weights: [0, 1], onProgress };
  await weightCurve(split, options);
  assert.deepEqual(told.splice(0), ['0/2', '1/2', '2/2']);
  await chooseWeight(split, options);
  assert.deepEqual(told, ['0/2', '1/2', '2/2']);
});

test('chooseWeight takes the best on a part of the train set, and never looks at the test part', async () => {
  const options = { cf: BASELINE, content: USER_MEAN };
  const { weight, curve } = await chooseWeight(split, options);
  const best = Math.min(...curve.map(({ rmse }) => rmse));
  assert.equal(curve.find((point) => point.weight === weight)?.rmse, best);
  const blind = {
    ...split,
    get test(): never {
      throw new Error('looked at the test part');
    },
  };
  assert.equal((await chooseWeight(blind, options)).weight, weight);
  await assert.rejects(
    chooseWeight(split, { ...options, metric: 'mae' as never }),
    /metric must be one of rmse, ndcg, got mae/,
  );
});

test('a grid search tunes a hybrid in worker threads, with the features there', async () => {
  const { best, heldOut } = await gridSearch(split, {
    model: 'WeightedHybrid',
    fixed: { cf: BASELINE, content: RIDGE },
    grid: { weight: [0, 1] },
    folds: 2,
    workers: 1,
  });
  assert.equal(best.error, undefined);
  assert.equal(best.options.weight, 0);
  assert.ok(heldOut.row.rmse < 1);
});

test('errors by the number of ratings: groups hold all rows, and cold ones come first', async () => {
  const cold = coldItems(ratings, { seed: 2 });
  const result = await evaluate(createModel('BaselineOnly'), { split: cold });
  const groups = errorByCount(result, { split: cold });
  assert.deepEqual([groups[0].from, groups[0].to, groups[0].rows], [0, 0, cold.test.length]);
  assert.ok(Math.abs(groups[0].rmse - result.row.rmse) < 1e-12);
  assert.ok(Number.isNaN(groups[1].rmse) && groups.at(-1)?.to === Number.POSITIVE_INFINITY);
  const warm = await evaluate(createModel('BaselineOnly'), { split });
  const byUser = errorByCount(warm, { split, by: 'user', edges: [0, 15, 20] });
  assert.equal(
    byUser.reduce((sum, { rows }) => sum + rows, 0),
    split.test.length,
  );
  const squares = byUser.reduce((sum, { rows, rmse }) => sum + (rows && rows * rmse ** 2), 0);
  assert.ok(Math.abs(squares / split.test.length - warm.row.mse) < 1e-12);
  assert.throws(() => errorByCount(warm, { split: cold }), /was tested on/);
  assert.throws(() => errorByCount(warm, { split, edges: [1, 2] }), /edges must ascend from 0, got 1, 2/);
});

function withParity(table: Interactions): Interactions {
  const rows = Array.from(table.items, (id) => ({
    item: id,
    words: [Number(id.slice(1)) % 2 === 0 ? 'even' : 'odd'],
  }));
  return table.withItemFeatures(itemFeatures(rows));
}
