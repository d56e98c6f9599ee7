import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { Interactions } from '../../../lib/data/table/interactions';
import { bootstrapInterval, pairedBootstrap } from '../../../lib/evaluation/intervals/bootstrap';
import { drawUsers, percentileInterval } from '../../../lib/evaluation/intervals/draw-users';
import { type Evaluation, evaluate } from '../../../lib/evaluation/ratings/evaluate';
import { mae } from '../../../lib/evaluation/ratings/metrics/mae';
import { rmse } from '../../../lib/evaluation/ratings/metrics/rmse';
import { canonicalFolds } from '../../../lib/evaluation/splits/canonical-folds';
import { kFold } from '../../../lib/evaluation/splits/k-fold';
import { trainTestSplit } from '../../../lib/evaluation/splits/train-test-split';
import { RandomState } from '../../../lib/math/random/random-state';
import { BaselineOnly } from '../../../lib/models/simple/baseline-only';
import { MeanRating } from '../../../lib/models/simple/mean-rating';
import { NormalPredictor } from '../../../lib/models/simple/normal-predictor';
import { toyRatings } from '../../../lib/testing/toy-ratings';
import { syntheticRatings } from '../synthetic-ratings';

const ratings = syntheticRatings();
const split = trainTestSplit(ratings, { seed: 7 });
let biases: Evaluation;
let noise: Evaluation;

before(async () => {
  biases = await evaluate(new BaselineOnly(), { split, label: 'biases' });
  noise = await evaluate(new NormalPredictor(), { split, label: 'noise' });
});

test('a clear difference is found, with its sign, whichever way round', () => {
  const one = pairedBootstrap({ a: biases, b: noise });
  assert.equal(one.verdict, 'A beats B');
  assert.ok(one.difference.high < 0);
  assert.equal(one.difference.value, biases.row.rmse - noise.row.rmse);
  assert.match(
    one.words,
    /^biases beats noise: RMSE lower by \d\.\d{4}, 95% interval \d\.\d{4} to \d\.\d{4}$/,
  );
  const other = pairedBootstrap({ a: noise, b: biases, metric: 'mae', confidence: 0.9 });
  assert.equal(other.verdict, 'B beats A');
  assert.match(other.words, /^biases beats noise: MAE lower by .*, 90% interval/);
});

test('a model against itself, and against one with a hair of noise, is not distinguishable', () => {
  assert.equal(pairedBootstrap({ a: biases, b: biases }).verdict, 'not distinguishable');
  const random = new RandomState(3);
  const shaken = Float64Array.from(biases.predictions.ratings, (rating) => rating + random.normal(0, 0.02));
  const twin = remade(biases, shaken, 'twin');
  const { verdict, words, difference } = pairedBootstrap({ a: biases, b: twin });
  assert.equal(verdict, 'not distinguishable');
  assert.ok(difference.low < 0 && difference.high > 0);
  assert.match(
    words,
    /^biases and twin are not significantly different: RMSE differs by [−+]0\.\d{4}, 95% interval −/,
  );
});

test('errors that differ by rounding alone make no model better', () => {
  const longer = Float64Array.from(biases.predictions.ratings, (rating, row) => {
    const error = rating - split.test.ratingColumn[row];
    return rating + error * 1e-14; // each a hair worse
  });
  const same = pairedBootstrap({ a: biases, b: remade(biases, longer, 'rounded') });
  assert.equal(same.verdict, 'not distinguishable', same.words);
});

// All users alike: each has one error of 1 star with A and 2 with B, so every sample says the same.
test('users who are all alike leave no doubt', () => {
  const table = Interactions.fromRows(
    [1, 2, 3, 4].map((n) => [`u${n}`, `i${n}`, 3] as const),
    { scale: { min: 1, max: 5, step: 1 } },
  );
  const of = (rating: number, label: string) =>
    remade({ ...biases, test: table }, new Float64Array(4).fill(rating), label);
  const { difference } = pairedBootstrap({ a: of(4, 'one'), b: of(5, 'two') });
  assert.deepEqual(difference, { value: -1, low: -1, high: -1 });
});

// Known answer: the mean error of n users with errors 0 or 1 has standard deviation √(p(1−p)/n).
test('the interval has the width that theory gives', () => {
  const n = 400;
  const table = Interactions.fromRows(
    Array.from({ length: n }, (_, user) => [`u${user}`, 'x', 3] as const),
    { scale: { min: 1, max: 5, step: 1 } },
  );
  const predicted = Float64Array.from({ length: n }, (_, user) => (user % 4 === 0 ? 4 : 3));
  const { value, low, high } = bootstrapInterval({
    of: remade({ ...biases, test: table }, predicted, 'x'),
    metric: 'mae',
  });
  assert.equal(value, 0.25);
  const expected = 2 * 1.96 * Math.sqrt((0.25 * 0.75) / n);
  assert.ok(Math.abs(high - low - expected) < 0.1 * expected, `${high - low} is not ${expected}`);
});

test('the same seed draws the same users', () => {
  const ask = (seed: number) => pairedBootstrap({ a: biases, b: noise, seed }).difference;
  assert.deepEqual(ask(1), ask(1));
  assert.notDeepEqual(ask(1), ask(2));
});

test('several splits: the mean of their metrics, and who is drawn is drawn in all', async () => {
  const splits = [...kFold(ratings, { folds: 3, seed: 1 })];
  const a: Evaluation[] = [];
  const b: Evaluation[] = [];
  for (const each of splits) {
    a.push(await evaluate(new BaselineOnly(), { split: each }));
    b.push(await evaluate(new MeanRating({ of: 'user' }), { split: each }));
  }
  for (const over of ['users', 'items'] as const) {
    const ids = [...new Set(a.flatMap(({ test }) => [...test[over]].map(String)))];
    // Slowly: the squared errors of each drawn id, one by one.
    const slow = (runs: Evaluation[]) => {
      const errors = runs.map(({ test, predictions }) => {
        const rows = Array.from({ length: test.length }, (_, at) => {
          const { user, item, rating } = test.row(at);
          return {
            id: String(over === 'users' ? user : item),
            error: (rating - predictions.ratings[at]) ** 2,
          };
        });
        return new Map(ids.map((id) => [id, rows.filter((row) => row.id === id).map(({ error }) => error)]));
      });
      return (drawn: readonly string[]) => {
        const rmses = errors.map((byId) => {
          const all = drawn.flatMap((id) => byId.get(id) ?? []);
          return Math.sqrt(all.reduce((sum, error) => sum + error, 0) / all.length);
        });
        return rmses.reduce((sum, value) => sum + value, 0) / 3;
      };
    };
    const [slowA, slowB] = [slow(a), slow(b)];
    const values = drawUsers({ samples: 100 }, ids.length, (drawn) => {
      const names = Array.from(drawn, (place) => ids[place]);
      return slowA(names) - slowB(names);
    });
    const expected = percentileInterval(slowA(ids) - slowB(ids), values);
    const { difference, users } = pairedBootstrap({ a, b, over, samples: 100 });
    assert.equal(users, ids.length);
    for (const end of ['value', 'low', 'high'] as const) {
      assert.ok(Math.abs(difference[end] - expected[end]) < 1e-12, `${over}: ${end}`);
    }
  }
  assert.throws(
    () => pairedBootstrap({ a, b: b.slice(1) }),
    /a and b must have the same number of results, got 3 and 2/,
  );
  assert.throws(() => pairedBootstrap({ a: [], b: [] }), /the same number of results, got 0 and 0/);
  const over = 'films' as 'items';
  assert.throws(() => pairedBootstrap({ a, b, over }), /over must be one of users, items, got films/);
});

test('results of different splits are refused by name', async () => {
  const other = await evaluate(new NormalPredictor(), { split: trainTestSplit(ratings, { seed: 8 }) });
  assert.throws(() => pairedBootstrap({ a: biases, b: other }), {
    name: 'OptionError',
    message: /"biases" was tested on random .*, seed 7 and "NormalPredictor" on random .*, seed 8/,
  });
});

test('bad options are refused', () => {
  const ask = (options: object) => () => bootstrapInterval({ of: biases, ...options });
  assert.throws(ask({ samples: 10 }), /samples must be a whole number of at least 100, got 10/);
  assert.throws(ask({ confidence: 95 }), /confidence must be a number between 0 and 1, got 95/);
});

function remade(from: Evaluation, predicted: Float64Array, label: string): Evaluation {
  const predictions = { ...from.predictions, ratings: predicted };
  const row = { ...from.row, label, rmse: rmse(predictions, from.test), mae: mae(predictions, from.test) };
  return { row, predictions, test: from.test };
}

test('samples without a value are left out, wherever they would be sorted to', () => {
  const { NaN: none } = Number;
  assert.deepEqual(percentileInterval(2, Float64Array.of(none, 3, none, 1), 0.999), {
    value: 2,
    ...{ low: 1.001, high: 2.999 },
  });
  assert.deepEqual(percentileInterval(2, Float64Array.of(none, none)), { value: 2, low: none, high: none });
});

test('the verdict is the same the other way round where some folds have few users', async () => {
  const toy = toyRatings();
  const [a, b]: Evaluation[][] = [[], []];
  for (const fold of canonicalFolds(toy)) {
    a.push(await evaluate(new NormalPredictor({ seed: 1 }), { split: fold }));
    b.push(await evaluate(new BaselineOnly(), { split: fold }));
  }
  const one = pairedBootstrap({ a, b }).difference;
  const other = pairedBootstrap({ a: b, b: a }).difference;
  assert.ok([one.low, one.high].every(Number.isFinite));
  assert.ok(Math.abs(one.low + other.high) < 1e-12 && Math.abs(one.high + other.low) < 1e-12);
});

test('a metric that there is no bootstrap of is refused', () => {
  const metric = 'fcp' as 'rmse';
  assert.throws(
    () => bootstrapInterval({ of: biases, metric }),
    /metric must be one of rmse, mae, mse, got fcp/,
  );
  assert.throws(() => pairedBootstrap({ a: biases, b: noise, metric }), /metric must be one of rmse, mae/);
});
