import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareRankings } from '../../../lib/evaluation/ranking/compare-rankings';
import { evaluateRanking, type RankingEvaluation } from '../../../lib/evaluation/ranking/evaluate-ranking';
import { listOverlap } from '../../../lib/evaluation/ranking/metrics/list-overlap';
import { rankBiasedOverlap } from '../../../lib/evaluation/ranking/metrics/rank-biased-overlap';
import {
  RANKING_METRIC_NAMES,
  type UserMetricName,
} from '../../../lib/evaluation/ranking/metrics/ranking-metrics';
import { rankingIntervals } from '../../../lib/evaluation/ranking/ranking-intervals';
import { kFold } from '../../../lib/evaluation/splits/k-fold';
import { RandomState } from '../../../lib/math/random/random-state';
import { createModel } from '../../../lib/models/registry';
import { BaselineOnly } from '../../../lib/models/simple/baseline-only';
import { syntheticRatings } from '../synthetic-ratings';
import { close } from './close';
import { FILMS, madeUpSplit, vectorOf } from './made-up';

const split = madeUpSplit();
const ready = (async () => {
  const run = (model: string, options: object, label: string) =>
    evaluateRanking(createModel(model, { ...options }), { split, label, films: FILMS, vectorOf });
  return {
    good: await run('BaselineOnly', {}, 'good'),
    noise: await run('NormalPredictor', { seed: 1 }, 'noise'),
  };
})();

/** The same result with other values of one metric. */
function withValues(
  of: RankingEvaluation,
  metric: UserMetricName,
  change: (value: number, n: number) => number,
  label: string,
): RankingEvaluation {
  const values = of.perUser[metric].map(change);
  const counted = values.filter((value) => !Number.isNaN(value));
  const mean = counted.reduce((sum, value) => sum + value, 0) / counted.length;
  return {
    ...of,
    row: { ...of.row, label, [metric]: mean },
    perUser: { ...of.perUser, [metric]: values },
  };
}

test('a clear difference is found, whichever way round, in the metric’s own direction', async () => {
  const { good, noise } = await ready;
  const result = compareRankings({ a: good, b: noise });
  assert.equal(result.verdict, 'A beats B');
  assert.ok(result.difference.low > 0);
  close(result.difference.value, good.row.ndcg - noise.row.ndcg, 1e-12);
  assert.match(
    result.words,
    /^good beats noise: nDCG@10 higher by 0\.\d{4}, 95% interval 0\.\d{4} to 0\.\d{4}$/,
  );
  const back = compareRankings({ a: noise, b: good });
  assert.equal(back.verdict, 'B beats A');
  assert.equal(back.words, result.words);
  // The noise spreads its lists over all items: a lower Gini, which is better.
  const spread = compareRankings({ a: noise, b: good, metric: 'gini' });
  assert.equal(spread.verdict, 'A beats B');
  assert.match(spread.words, /^noise beats good: Gini@10 lower by/);
  // Neither end of novelty is the better one.
  const strange = withValues(good, 'novelty', (value) => value + 0.1, 'strange');
  const novelty = compareRankings({ a: good, b: strange, metric: 'novelty' });
  assert.equal(novelty.verdict, 'B is higher');
  assert.match(novelty.words, /^strange and good differ: the first has novelty@10, bits higher by 0\.1000/);
});

test('not distinguishable: a model and itself, and a hair of noise', async () => {
  const { good } = await ready;
  const same = compareRankings({ a: good, b: good });
  assert.deepEqual(same.difference, { value: 0, low: 0, high: 0 });
  assert.equal(same.verdict, 'not distinguishable');
  const random = new RandomState(5);
  const shaken = withValues(good, 'ndcg', (value) => value + random.normal(0, 0.01), 'shaken');
  const result = compareRankings({ a: good, b: shaken });
  assert.equal(result.verdict, 'not distinguishable');
  assert.match(
    result.words,
    /^good and shaken are not significantly different: nDCG@10 differs by [−+]0\.00/,
  );
});

test('the smallest steady difference is found: in pairs, differences between users cancel out', async () => {
  const { good } = await ready;
  const lifted = withValues(good, 'ndcg', (value) => value + 0.001, 'lifted');
  const { verdict, difference } = compareRankings({ a: lifted, b: good });
  assert.equal(verdict, 'A beats B');
  close(difference.low, 0.001, 1e-6);
  close(difference.high, 0.001, 1e-6);
});

test('the interval of a mean has the width that theory gives', async () => {
  const { good } = await ready;
  const values = good.perUser.ndcg.filter((value) => !Number.isNaN(value));
  const { ndcg } = rankingIntervals(good, { metrics: ['ndcg'], samples: 4000 });
  const variance = values.reduce((sum, value) => sum + (value - ndcg.value) ** 2, 0) / values.length;
  const expected = 2 * 1.96 * Math.sqrt(variance / values.length);
  close(ndcg.high - ndcg.low, expected, 0.06);
  assert.ok(ndcg.low < ndcg.value && ndcg.value < ndcg.high);
});

test('every metric has an interval around its value, also coverage, whose samples all lie below it', async () => {
  const { good } = await ready;
  const intervals = rankingIntervals(good);
  assert.deepEqual(Object.keys(intervals), [...RANKING_METRIC_NAMES]);
  for (const name of RANKING_METRIC_NAMES) {
    const { value, low, high } = intervals[name];
    assert.equal(value, good.row[name], name);
    assert.ok(low < value && value < high, `${name}: ${low} ${value} ${high}`);
  }
  assert.deepEqual(rankingIntervals(good, { metrics: ['coverage'] }).coverage, intervals.coverage);
  assert.deepEqual(rankingIntervals(good, { metrics: ['mrr'] }).mrr, intervals.mrr);
});

test('several runs: the value is the mean over them, and seeds or folds are compared pair by pair', async () => {
  const folds = [...kFold(syntheticRatings(), { folds: 2, seed: 1 })];
  const runs = (model: string, label: string) =>
    Promise.all(folds.map((fold) => evaluateRanking(createModel(model), { split: fold, label })));
  const [a, b] = [await runs('BaselineOnly', 'good'), await runs('NormalPredictor', 'noise')];
  const { value, low, high } = rankingIntervals(a, { metrics: ['recall'] }).recall;
  close(value, (a[0].row.recall + a[1].row.recall) / 2, 1e-12);
  assert.ok(low < value && value < high);
  assert.equal(compareRankings({ a, b, metric: 'recall' }).verdict, 'A beats B');
  assert.equal(compareRankings({ a, b, metric: 'coverage' }).verdict, 'B beats A');
  assert.throws(() => compareRankings({ a, b: [b[1], b[0]] }), /tested on .* fold 1 and .* fold 2, whose/);
  assert.throws(
    () => compareRankings({ a, b: b[0] }),
    /a and b must have the same number of results, got 2 and 1/,
  );
});

test('what must not be compared is refused', async () => {
  const { good } = await ready;
  const other = async (options: object) =>
    evaluateRanking(new BaselineOnly(), { split, label: 'other', ...options });
  const refuse = async (options: object, message: RegExp) => {
    const b = await other(options);
    assert.throws(() => compareRankings({ a: good, b }), { name: 'OptionError', message });
  };
  const [fold] = kFold(syntheticRatings(), { folds: 2 });
  await refuse({ split: fold }, /"good" was tested on made up and "other" on 2 folds, seed 42, fold 1/);
  await refuse({ k: 5 }, /k must be the same for both, got 10 for "good" and 5 for "other"/);
  await refuse(
    { relevantFrom: 5 },
    /relevantFrom must be the same for both, got 4 for "good" and 5 for "other"/,
  );
  await refuse(
    { candidates: { sampled: 20 } },
    /candidates must be the same for both, got all unseen for "good" and 20 sampled, seed 0 for "other"/,
  );
  await refuse(
    { coldUsers: 'include' },
    /coldUsers must be the same for both, got skip for "good" and include for "other"/,
  );
  assert.throws(
    () => compareRankings({ a: good, b: good, metric: 'ndgc' as 'ndcg' }),
    /metric must be one of/,
  );
  assert.throws(() => compareRankings({ a: good, b: good, metric: 'overlap' as 'ndcg' }), /got overlap/);
  assert.throws(() => rankingIntervals(good, { metrics: ['ndgc' as 'ndcg'] }), /metrics must be among/);
  assert.throws(() => rankingIntervals([]), /at least one result/);
});

test('a metric that is not defined for both is not distinguishable', async () => {
  const { good } = await ready;
  const without = await evaluateRanking(new BaselineOnly(), { split, label: 'without' });
  const { verdict, words } = compareRankings({ a: good, b: without, metric: 'genreDiversity' });
  assert.equal(verdict, 'not distinguishable');
  assert.match(words, /genre diversity@10 isn't defined for both/);
});

test('list overlap: 1 with itself; else the mean over train users', async () => {
  const { good, noise } = await ready;
  const same = listOverlap(good, good);
  for (const end of [same.value, same.low, same.high]) close(end, 1, 1e-12);
  const { value, low, high } = listOverlap(good, noise);
  const byHand = [...split.train.users].map((user) => {
    const list = ({ lists }: RankingEvaluation) =>
      (lists?.of(user) ?? []).map(({ item }) => Number(split.train.items.indexOf(item)));
    return rankBiasedOverlap(list(good), list(noise));
  });
  close(value, byHand.reduce((sum, overlap) => sum + overlap, 0) / byHand.length, 1e-12);
  assert.ok(low < value && value < high);
  assert.throws(() => listOverlap(good, noise, { persistence: 1 }), /persistence must be a number between/);
  const sampled = await evaluateRanking(new BaselineOnly(), { split, candidates: { sampled: 5 } });
  assert.throws(() => listOverlap(sampled, sampled), /lists from sampled candidates are not kept/);
});

test('overlap of lists of unequal length, by the definition of the limit', () => {
  // RBO_ext is the overlap of lists whose agreement goes on as at their ends: computed to a great depth.
  const [short, long] = [
    [1, 2, 3],
    [2, 1, 4, 3, 5],
  ];
  const [s, l, p] = [short.length, long.length, 0.8];
  const common = (d: number) => short.filter((item) => long.slice(0, d).includes(item)).length;
  const commonBoth = (d: number) =>
    short.slice(0, d).filter((item) => long.slice(0, d).includes(item)).length;
  let sum = 0;
  for (let d = 1; d < 400; d++) {
    const atShort = commonBoth(s);
    const agreement =
      d <= s
        ? commonBoth(d) / d
        : d <= l
          ? (common(d) + (atShort * (d - s)) / s) / d
          : (common(l) - atShort) / l + atShort / s;
    sum += (1 - p) * p ** (d - 1) * agreement;
  }
  close(rankBiasedOverlap(short, long, p), sum, 1e-12);
  close(rankBiasedOverlap(long, short, p), sum, 1e-12);
  assert.ok(Number.isNaN(rankBiasedOverlap([], long, p)));
});
