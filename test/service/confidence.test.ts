import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ItemIndex, itemId, userId } from '../../lib/core/ids';
import { Interactions } from '../../lib/data/table/interactions';
import { trainTestSplit } from '../../lib/evaluation/splits/train-test-split';
import { RandomState } from '../../lib/math/random/random-state';
import { BayesianMF } from '../../lib/models/factors/bayesian-mf';
import { BaselineOnly } from '../../lib/models/simple/baseline-only';
import { ConfidenceMeter, calibrateConfidence, coverageOf } from '../../lib/service/served/confidence';
import { ratingFacts } from '../../lib/service/served/rating-facts';
import { generateRatings } from '../../lib/simulation/generate';
import { toyRatings } from '../../lib/testing/toy-ratings';

/** 200 users x 60 items: even users rate as a rule says, odd ones at random. */
function steadyAndErratic(): Interactions {
  const random = new RandomState(5);
  const rows: (readonly [string, string, number])[] = [];
  for (let user = 0; user < 200; user++) {
    for (let item = 0; item < 60; item++) {
      if (random.random() < 0.5) continue;
      const noise = user % 2 === 0 ? 0 : random.interval(4) - 2;
      rows.push([`u${user}`, `i${item}`, Math.min(5, Math.max(1, 3 + (item % 3) - 1 + noise))]);
    }
  }
  return Interactions.fromRows(rows);
}

test('intervals hold the promised share of ratings that nothing has learned from, and differ as errors do', async () => {
  const outer = trainTestSplit(steadyAndErratic(), { testSize: 0.3, seed: 1 });
  const inner = trainTestSplit(outer.train, { testSize: 0.3, seed: 2 });
  const scale = calibrateConfidence(await new BaselineOnly().fit(inner.train), inner.test);
  const model = await new BaselineOnly().fit(outer.train);
  // Of some 1,800 rows; standard deviation of the share 0.009.
  const covered = coverageOf(model, scale, outer.test);
  assert.ok(Math.abs(covered - 0.8) < 0.03, `covered ${covered}`);
  const meter = new ConfidenceMeter(model.train, ratingFacts(model.train), scale);
  const of = (user: string) => {
    const index = model.train.users.indexOf(userId(user));
    return meter.of(index, model.train.items.require(itemId('i4')), 3);
  };
  assert.ok(of('u2').halfWidth < 0.6 * of('u3').halfWidth, `${of('u2').halfWidth} ${of('u3').halfWidth}`);
  assert.equal(of('u2').word, 'high');
  assert.equal(of('u3').word, 'low');
  const wider = calibrateConfidence(await new BaselineOnly().fit(inner.train), inner.test, {
    coverage: 0.95,
  });
  assert.ok(wider.stretch > scale.stretch);
});

test('the words and the ends of an interval, by hand', async () => {
  const { train } = await new BaselineOnly().fit(toyRatings());
  const scale = { coverage: 0.8, weights: [0.5, 0, 0, 0, 0], stretch: 1, high: 1, medium: 1.5, rows: 100 };
  const item = train.items.require(itemId('i3'));
  const of = (stretch: number, rating = 4.2) =>
    new ConfidenceMeter(train, ratingFacts(train), { ...scale, stretch }).of(undefined, item, rating);
  assert.deepEqual(of(2), { word: 'high', low: 3.2, high: 5, halfWidth: 1 });
  assert.equal(of(2.2).word, 'medium');
  assert.equal(of(3).word, 'medium');
  assert.equal(of(3.2).word, 'low');
  assert.equal(of(2, 1.5).low, 1);
  // Weight on ln(1 + n_u): a visitor with three ratings.
  const byCount = { ...scale, weights: [0, 1, 0, 0, 0] };
  assert.equal(
    new ConfidenceMeter(train, ratingFacts(train), byCount).of([3, 4, 5], item, 3).halfWidth,
    Math.log(4),
  );
  // Spread of 3, 4, 5 drawn toward that of all: √((2 + 5 σ²) / 8).
  const bySpread = { ...scale, weights: [0, 0, 0, 1, 0] };
  const all = Array.from(train.ratingColumn);
  const variance = all.reduce((sum, r) => sum + (r - train.mean) ** 2, 0) / all.length;
  const { halfWidth } = new ConfidenceMeter(train, ratingFacts(train), bySpread).of([3, 4, 5], item, 3);
  assert.ok(Math.abs(halfWidth - Math.sqrt((2 + 5 * variance) / 8)) < 1e-12);
});

test('calibration refuses too few rows and a share that is none', async () => {
  const split = trainTestSplit(toyRatings());
  const model = await new BaselineOnly().fit(split.train);
  assert.throws(
    () => calibrateConfidence(model, split.test),
    /at least 100 rows that the model can predict, got \d+/,
  );
  for (const coverage of [0, 1, Number.NaN]) {
    assert.throws(() => calibrateConfidence(model, split.test, { coverage }), { name: 'OptionError' });
  }
});

test('intervals of a model with predictive distributions stretch its own deviations', async () => {
  const ratings = generateRatings({ users: 100, items: 80, ratings: 2000 });
  const { train, test: rest } = trainTestSplit(ratings, { testSize: 0.4, seed: 3 });
  const halves = [0, 1].map((half) =>
    rest.select(Array.from(rest.ratingColumn, (_, n) => n).filter((n) => n % 2 === half)),
  );
  const model = await new BayesianMF({ factors: 2, epochs: 40 }).fit(train);
  const scale = calibrateConfidence(model, halves[0]);
  assert.equal(scale.ofDistribution, true);
  assert.ok(scale.stretch > 0.8 && scale.stretch < 2, `${scale.stretch}`); // 1.28 for 80% of a normal distribution
  const covered = coverageOf(model, scale, halves[1]);
  assert.ok(covered > 0.7 && covered < 0.9, `${covered}`);
  const meter = new ConfidenceMeter(train, ratingFacts(train), scale);
  const { halfWidth } = meter.of(undefined, 0 as ItemIndex, 3, 0.9);
  assert.ok(Math.abs(halfWidth - 0.9 * scale.stretch) < 1e-12);
});
