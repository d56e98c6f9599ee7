import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OptionError } from '../../../lib/core/errors';
import { userId } from '../../../lib/core/ids';
import type { Interactions } from '../../../lib/data/table/interactions';
import { evaluateRanking } from '../../../lib/evaluation/ranking/evaluate-ranking';
import { lookAtList } from '../../../lib/evaluation/ranking/look-at-list';
import { precisionRecallCurve } from '../../../lib/evaluation/ranking/precision-recall-curve';
import { BaselineOnly } from '../../../lib/models/simple/baseline-only';
import { MostPopular } from '../../../lib/models/simple/most-popular';
import { close } from './close';
import { madeUpSplit, splitOf } from './made-up';

/** A is liked by most, then B, C, D, E; u likes B and D of them, and not A, in the test part. */
const byHand = splitOf(
  [
    ['u', 'P', 5],
    ...['A', 'A', 'A', 'A', 'A', 'B', 'B', 'B', 'B', 'C', 'C', 'C', 'D', 'D', 'E'].map(
      (item, n) => [`${item}${n}`, item, 5] as [string, string, number],
    ),
  ],
  [
    ['u', 'A', 2],
    ['u', 'B', 5],
    ['u', 'D', 4],
    ['u', 'E', 4],
  ],
);

test('by hand: the five items of the cards, each sum with the value it stands for', async () => {
  const model = await new MostPopular().fit(byHand.train);
  const seen = lookAtList(model, { split: byHand, user: userId('u'), k: 4 });
  assert.deepEqual(
    seen.places.map(({ item, verdict }) => [item, verdict]),
    [['A', 'miss'], ['B', 'hit'], ['C', 'unrated'], ['D', 'hit']], // biome-ignore format: pairs
  );
  assert.equal(seen.relevant, 3);
  const sums = Object.fromEntries(seen.metrics.map(({ title, sum }) => [title, sum]));
  assert.deepEqual(sums, {
    'precision@4': '2 / 4',
    'capped precision@4': '2 / 3',
    'FAQ precision@4': '',
    'recall@4': '2 / 3',
    'FAQ recall@4': '',
    'F1@4': '2 * 2 / (4 + 3)',
    'nDCG@4': '(0.631 + 0.431) / 2.131',
    'MAP@4': '(1/2 + 2/4) / 3',
    'MRR@4': '1 / 2',
  });
});

const split = madeUpSplit();

test('each sum evaluates to its value, and the values are those of evaluateRanking', async () => {
  const model = new BaselineOnly();
  const of = await evaluateRanking(model, { split, k: 5 });
  let hits = 0;
  for (const [n, user] of of.users.entries()) {
    if (Number.isNaN(of.perUser.precision[n])) continue;
    const { metrics, places } = lookAtList(model, { split, user, k: 5 });
    hits += places.filter(({ verdict }) => verdict === 'hit').length;
    const names = [
      'precision',
      'cappedPrecision',
      'faqPrecision',
      'recall',
      'faqRecall',
      'f1',
      'ndcg',
      'map',
      'mrr',
    ];
    for (const [at, { title, sum, value }] of metrics.entries()) {
      assert.equal(value, of.perUser[names[at] as 'precision'][n], title);
      const evaluated = new Function(`return ${sum};`)() as number; // the sums are ours
      assert.ok(Math.abs(evaluated - value) < 0.002, `${title}: ${sum} is ${evaluated}, not ${value}`);
    }
  }
  assert.ok(hits > 20, `${hits} hits to speak of`);
});

test('only the ratings of the user are predicted: with neighbors all of them take a third of a second', async () => {
  let asked = 0;
  class Counting extends BaselineOnly {
    override predictAll(pairs: Interactions) {
      asked += pairs.length;
      return super.predictAll(pairs);
    }
  }
  lookAtList(await new Counting().fit(split.train), { split, user: userId('u3'), k: 5 });
  assert.equal(asked, split.test.ratingsOf(userId('u3')).length);
});

test('refuses a user of whom nothing can be said, and a model of another train part', async () => {
  const model = await new MostPopular().fit(byHand.train);
  const fails = (options: Parameters<typeof lookAtList>[1], message: RegExp) =>
    assert.throws(
      () => lookAtList(model, options),
      (error) => error instanceof OptionError && message.test(error.message),
    );
  fails({ split: byHand, user: userId('nobody') }, /test rating of 4 or more, got "nobody"/);
  fails({ split: byHand, user: userId('A0') }, /got "A0"/);
  fails({ split, user: userId('u0') }, /the model must be fitted on split\.train/);
  fails({ split: byHand, user: userId('u'), k: 0 }, /MostPopular: k must be a positive whole number, got 0/);
});

test('the curve of precision and recall by hand, and at k the numbers of evaluateRanking', async () => {
  const popular = await new MostPopular().fit(byHand.train);
  const curve = precisionRecallCurve(await popular.recommendAll({ k: 5 }), byHand);
  const hits = [0, 1, 1, 2, 3]; // A, B, C, D, E
  for (const [at, { k, precision, recall }] of curve.entries()) {
    assert.equal(k, at + 1);
    close(precision, hits[at] / k, 1e-12);
    close(recall, hits[at] / 3, 1e-12);
  }
  const model = new BaselineOnly();
  for (const k of [1, 3, 10]) {
    const { row } = await evaluateRanking(model, { split, k });
    const at = precisionRecallCurve(await model.recommendAll({ k: 20 }), split)[k - 1];
    close(at.precision, row.precision, 1e-12);
    close(at.recall, row.recall, 1e-12);
  }
});

test('the curve refuses lists from another train part, and lists without a user who counts', async () => {
  const popular = await new MostPopular().fit(byHand.train);
  const lists = await popular.recommendAll({ k: 5 });
  assert.throws(() => precisionRecallCurve(lists, split), /fitted on split.train/);
  const others = await popular.recommendAll({ k: 5, users: [userId('A1')] });
  assert.throws(() => precisionRecallCurve(others, byHand), /user with a relevant test item/);
});
