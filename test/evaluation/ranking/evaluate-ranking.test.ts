import assert from 'node:assert/strict';
import { test } from 'node:test';
import { userId } from '../../../lib/core/ids';
import { evaluateRanking } from '../../../lib/evaluation/ranking/evaluate-ranking';
import { RANKING_METRIC_NAMES } from '../../../lib/evaluation/ranking/metrics/ranking-metrics';
import type { ListsWanted } from '../../../lib/evaluation/ranking/ranking-options';
import { rankingFrame } from '../../../lib/evaluation/results-frame';
import { createModel } from '../../../lib/models/registry';
import { BaselineOnly } from '../../../lib/models/simple/baseline-only';
import type { FitOptions, Model } from '../../../lib/recommender/model';
import { close } from './close';
import { FILMS, madeUpSplit, splitOf, vectorOf } from './made-up';
import { slowRanking } from './slow-ranking';

const split = madeUpSplit();

for (const [name, options, k, relevantFrom] of [
  ['BaselineOnly', { epochs: 3 }, 10, 4],
  ['ALS', { factors: 4, epochs: 3, seed: 1 }, 7, 3],
] as const) {
  test(`${name}: every metric as computed slowly from its definition`, async () => {
    const model = createModel(name, options);
    const { row } = await evaluateRanking(model, { split, k, relevantFrom, films: FILMS, vectorOf });
    const slow = slowRanking(model, split, { k, relevantFrom, films: FILMS, vectorOf });
    assert.deepEqual(Object.keys(slow).sort(), [...RANKING_METRIC_NAMES].sort());
    for (const metric of RANKING_METRIC_NAMES) close(row[metric], slow[metric], 1e-9, metric);
  });
}

test('a row says what it is of, and is plain JSON', async () => {
  const { row, users, perUser } = await evaluateRanking(new BaselineOnly(), { split, label: 'mine' });
  const { label, model, k, relevantFrom, candidates, coldUsers, warnings } = row;
  assert.deepEqual([label, model, k, relevantFrom], ['mine', 'BaselineOnly', 10, 4]);
  assert.deepEqual([candidates, coldUsers, warnings], ['all unseen', 'skip', []]);
  assert.equal(row.testUsers, split.test.userCount);
  assert.equal(users.length, row.testUsers);
  assert.ok(split.train.users.has(userId('u61')) && !users.includes(userId('u61')), 'u61 has no test row');
  assert.equal(row.receipt.split, split.hash);
  const counted = perUser.ndcg.filter((value) => !Number.isNaN(value));
  assert.equal(counted.length, row.users);
  const withRelevant = [...split.test.users].filter((user) =>
    split.test.ratingsOf(user).some(({ rating }) => rating >= 4),
  );
  assert.equal(row.users, withRelevant.length);
  assert.ok(row.users < row.testUsers);
  // Without films and vectors their metrics aren't defined: NaN, null in JSON.
  const undefinedHere = ['genreDiversity', 'latentDiversity', 'miscalibration'] as const;
  for (const name of undefinedHere) assert.ok(Number.isNaN(row[name]), name);
  const json = JSON.parse(JSON.stringify(row)) as Record<string, unknown>;
  assert.deepEqual(
    Object.keys(json).filter((field) => json[field] === null),
    [...undefinedHere],
  );
});

test('by hand: an item without train ratings can be no hit, but counts as relevant', async () => {
  const byHand = splitOf(
    [
      ['ann', 'a', 5],
      ['bob', 'b', 5],
      ['bob', 'c', 4],
      ['cy', 'c', 2],
      ['cy', 'a', 3],
    ],
    [
      ['ann', 'b', 5],
      ['ann', 'new', 5],
      ['bob', 'a', 1],
      ['dan', 'a', 5],
    ],
  );
  const { row } = await evaluateRanking(new BaselineOnly(), { split: byHand, k: 2 });
  // Only ann is averaged: bob has nothing relevant, dan no train rating. Her list is b c.
  assert.deepEqual([row.users, row.testUsers, row.coldTestUsers], [1, 3, 1]);
  assert.deepEqual([row.precision, row.recall, row.mrr, row.hitRate], [0.5, 0.5, 1, 1]);
  close(row.ndcg, 1 / (1 + 1 / Math.log2(3)), 1e-12);
  // b before c, and `new` behind all: one pair of two.
  assert.equal(row.auc, 0.5);
  // Three lists (b c, a, b): all of a, b and c; `new` can be on none.
  assert.equal(row.coverage, 1);
});

test('cold users: skipped by default; included, a refusing model has an empty list for them', async () => {
  const byHand = splitOf(
    [
      ['ann', 'a', 5],
      ['bob', 'a', 4],
      ['bob', 'b', 5],
    ],
    [
      ['ann', 'b', 5],
      ['dan', 'b', 5],
    ],
  );
  const run = async (name: string, options: object, coldUsers: 'skip' | 'include') =>
    (await evaluateRanking(createModel(name, { ...options }), { split: byHand, k: 1, coldUsers })).row;
  const skipped = await run('BaselineOnly', {}, 'skip');
  assert.deepEqual([skipped.users, skipped.hitRate], [1, 1]);
  assert.deepEqual(skipped.warnings, ['1 of 2 test users have no train rating and are left out.']);
  const included = await run('BaselineOnly', {}, 'include');
  assert.deepEqual([included.users, included.hitRate, included.warnings], [2, 1, []]);
  const refused = await run('NMF', { factors: 2, epochs: 2 }, 'include');
  assert.deepEqual([refused.users, refused.hitRate], [2, 0.5]);
});

test('lists of a re-ranker: measured instead of the model’s own, with a warning', async () => {
  const backwards = async (model: Model, wanted: ListsWanted) => {
    const lists = await model.recommendAll(wanted);
    for (let row = 0; row < lists.users.length; row++) {
      lists.items.subarray(row * lists.k, (row + 1) * lists.k).reverse();
    }
    return lists;
  };
  const own = (await evaluateRanking(new BaselineOnly(), { split })).row;
  const { row } = await evaluateRanking(new BaselineOnly(), { split, makeLists: backwards });
  assert.deepEqual([row.precision, row.coverage], [own.precision, own.coverage]);
  assert.ok(row.ndcg < own.ndcg);
  assert.match(row.warnings.join(), /made by `makeLists`, which the receipt does not record/);
  const fewer = async (model: Model) => model.recommendAll({ k: 10, users: [userId('u1')] });
  await assert.rejects(
    evaluateRanking(new BaselineOnly(), { split, makeLists: fewer }),
    /makeLists must return lists of at most 10 places for the 120 given users.* got 10 places for 1 users/,
  );
});

test('sampled candidates: by name only, with a warning, higher numbers and no coverage', async () => {
  const full = (await evaluateRanking(new BaselineOnly(), { split })).row;
  const sampled = async (seed: number) =>
    (await evaluateRanking(new BaselineOnly(), { split, candidates: { sampled: 10, seed } })).row;
  const row = await sampled(1);
  assert.equal(row.candidates, '10 sampled, seed 1');
  assert.match(row.warnings.join(), /Ranked among 10 sampled items/);
  assert.ok(row.ndcg > full.ndcg);
  assert.ok(Number.isNaN(row.coverage));
  assert.equal(row.users, full.users);
  assert.equal(row.ndcg, (await sampled(1)).ndcg);
  assert.notEqual(row.ndcg, (await sampled(2)).ndcg);
  // With more than there are, it is the full ranking but for test items that aren't relevant.
  const all = await evaluateRanking(new BaselineOnly(), { split, candidates: { sampled: 1000 } });
  assert.ok(all.row.ndcg >= full.ndcg);
});

test('a user who has rated everything has an empty list, and counts 0', async () => {
  const byHand = splitOf(
    [
      ['ann', 'a', 5],
      ['ann', 'b', 5],
      ['bob', 'b', 5],
    ],
    [
      ['ann', 'new', 5],
      ['bob', 'a', 5],
    ],
  );
  const { row, perUser } = await evaluateRanking(new BaselineOnly(), { split: byHand, k: 1, films: FILMS });
  assert.deepEqual([...perUser.precision], [0, 1]);
  assert.equal(row.users, 2);
  assert.deepEqual([Number.isNaN(perUser.novelty[0]), Number.isNaN(perUser.auc[0])], [true, true]);
});

test('only some metrics: the others are NaN, and without AUC no scores are asked for', async () => {
  class Silent extends BaselineOnly {
    override scoresOf(): Float64Array {
      throw new Error('asked');
    }
  }
  const { row } = await evaluateRanking(new Silent(), { split, metrics: ['ndcg', 'coverage'] });
  const all = (await evaluateRanking(new BaselineOnly(), { split })).row;
  const defined = RANKING_METRIC_NAMES.filter((name) => !Number.isNaN(row[name]));
  assert.deepEqual(defined, ['ndcg', 'coverage']);
  assert.deepEqual([row.ndcg, row.coverage], [all.ndcg, all.coverage]);
});

test('results as a frame: the metrics that are defined, or those asked for', async () => {
  const { row } = await evaluateRanking(new BaselineOnly(), { split });
  const { columns } = rankingFrame([row]);
  assert.ok(columns.includes('ndcg') && !columns.includes('genreDiversity'));
  assert.deepEqual(rankingFrame([row], { metrics: ['mrr', 'ndcg'] }).columns, [
    'label',
    'split',
    'users',
    'mrr',
    'ndcg',
    'fitSeconds',
    'listSeconds',
  ]);
});

const refused: [string, object, RegExp][] = [
  ['a metric', { metrics: ['ndgc'] }, /metrics must be among precision, .*, got ndgc/],
  ['k 0', { k: 0 }, /evaluateRanking: k must be a whole number from 1 to 59, .* got 0/],
  ['k above the catalog', { k: 60 }, /k must be a whole number from 1 to 59, .* got 60/],
  ['k that is no number', { k: Number.NaN }, /got NaN/],
  [
    'nothing relevant',
    { relevantFrom: 6 },
    /rankings: relevantFrom must be at most the highest test rating of "made up", 5, got 6/,
  ],
  ['no rating', { relevantFrom: Number.NaN }, /relevantFrom must be a finite number, got NaN/],
  ['no sample', { candidates: { sampled: 0 } }, /candidates\.sampled must be a positive whole number, got 0/],
  ['a rule for cold users', { coldUsers: 'drop' }, /coldUsers must be one of skip, include, got drop/],
  ['other candidates', { candidates: 'test' }, /candidates must be "all" or \{ sampled: n \}, got test/],
];
for (const [what, options, message] of refused) {
  test(`refused: ${what}`, async () => {
    await assert.rejects(evaluateRanking(new BaselineOnly(), { split, ...options }), {
      name: 'OptionError',
      message,
    });
  });
}

test('an unknown option is refused, and an abort is heard after the fit', async () => {
  await assert.rejects(
    evaluateRanking(new BaselineOnly(), { split, releventFrom: 4 } as unknown as { split: typeof split }),
    /evaluateRanking: there is no option releventFrom; the options are split, label, k, /,
  );
  const stop = new AbortController();
  class Stopping extends BaselineOnly {
    override async fit(train: typeof split.train, options: FitOptions) {
      await super.fit(train, options);
      stop.abort(new Error('stopped'));
      return this;
    }
  }
  await assert.rejects(evaluateRanking(new Stopping(), { split, signal: stop.signal }), /stopped/);
});

test('a model that only ranks is measured too; the metrics of predicted ratings are then NaN', async () => {
  class OnlyRanks extends BaselineOnly {
    override readonly can = Object.freeze({ ...new BaselineOnly().can, rates: false });
  }
  const { row } = await evaluateRanking(new OnlyRanks(), { split });
  assert.ok(Number.isNaN(row.faqPrecision) && Number.isNaN(row.faqRecall));
  assert.ok(row.ndcg > 0);
});
