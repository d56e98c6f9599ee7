/** Nothing may hold only for 1 to 5 stars: play counts without an end, tenths, ratings below 0. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clipToScale, type RatingScale } from '../../lib/core/rating-scale';
import { Interactions } from '../../lib/data/table/interactions';
import { evaluateRanking } from '../../lib/evaluation/ranking/evaluate-ranking';
import { precisionRecallCurve } from '../../lib/evaluation/ranking/precision-recall-curve';
import { evaluate } from '../../lib/evaluation/ratings/evaluate';
import { trainTestSplit } from '../../lib/evaluation/splits/train-test-split';
import { modelFromJson } from '../../lib/models/model-from-json';
import { createModel, MODELS } from '../../lib/models/registry';
import { toyRatings, withToyFeatures } from '../../lib/testing/toy-ratings';

/** From 1 to 5 stars to the scale's own ratings. */
const SCALES: Readonly<Record<string, { scale: RatingScale; rating: (stars: number) => number }>> = {
  'play counts without an end': {
    scale: { min: 1, max: Number.POSITIVE_INFINITY },
    rating: (stars) => 3 ** (stars - 1),
  },
  'tenths from 0 to 1': { scale: { min: 0, max: 1, step: 0.1 }, rating: (stars) => stars / 5 },
  'numbers from -10 to 10': { scale: { min: -10, max: 10 }, rating: (stars) => 5 * (stars - 3) },
  'whole numbers from 0 to 10': { scale: { min: 0, max: 10, step: 1 }, rating: (stars) => 2 * stars },
};

for (const [what, { scale, rating }] of Object.entries(SCALES)) {
  const rows = [...toyRatings()].map((row) => [row.user, row.item, rating(row.rating)] as const);
  const table = withToyFeatures(Interactions.fromRows(rows, { scale }));
  const split = trainTestSplit(table, { seed: 3 });
  for (const { name, create, defaults } of MODELS) {
    const make = () => create('epochs' in defaults ? { epochs: 5 } : {}); // nothing here needs a model that is good
    if (name === 'NMF' && scale.min < 0) continue; // it says so
    test(`${name} on ${what}: ratings on the scale, lists, metrics, JSON`, async () => {
      const model = await make().fit(split.train);
      if (model.can.rates) {
        const { ratings } = model.predictAll(split.test);
        for (const value of ratings) {
          assert.ok(Number.isFinite(value) && clipToScale(scale, value) === value, String(value));
        }
        const { row } = await evaluate(make(), { split });
        assert.ok(Number.isFinite(row.rmse) && Number.isFinite(row.mae), JSON.stringify(row));
      }
      const user = split.train.users.idOf(0 as never);
      const list = model.recommend(user);
      assert.ok(list.length > 0 && list.every(({ score }) => Number.isFinite(score)));
      const same = modelFromJson(JSON.parse(JSON.stringify(model)));
      assert.deepEqual(same.recommend(user), list);
      assert.equal(same.train.scale.max, scale.max);
      const { row, lists } = await evaluateRanking(make(), { split, k: 3 });
      assert.ok(row.ndcg >= 0 && row.ndcg <= 1 && row.recall >= 0 && row.users > 0, JSON.stringify(row));
      assert.ok(lists);
      const curve = precisionRecallCurve(lists, split);
      assert.ok(curve.length > 0 && curve.every(({ recall }) => recall >= 0 && recall <= 1));
      if (model.can.foldsIn) {
        const forVisitor = model.foldIn(split.train.ratingsOf(user)).recommend();
        assert.ok(forVisitor.length > 0 && forVisitor.every(({ score }) => Number.isFinite(score)));
      }
    });
  }
}

test('relevant, and liked, are the same share of any scale', async () => {
  const rows = [...toyRatings()];
  const recalls = [];
  for (const [times, scale] of [
    [1, { min: 1, max: 5, step: 1 }],
    [0.2, { min: 0.2, max: 1, step: 0.2 }],
    [20, { min: 20, max: 100, step: 20 }],
  ] as const) {
    const table = Interactions.fromRows(
      rows.map((row) => [row.user, row.item, row.rating * times] as const),
      { scale },
    );
    const { row } = await evaluateRanking(createModel('EASE'), {
      split: trainTestSplit(table, { seed: 3 }),
      k: 3,
    });
    recalls.push([row.recall, row.ndcg, row.users]);
  }
  assert.deepEqual(recalls[1], recalls[0]);
  assert.deepEqual(recalls[2], recalls[0]);
});
