import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HALF_STARS, WHOLE_STARS } from '../../lib/core/rating-scale';
import { NormalMixture, normalBelow } from '../../lib/math/random/normal-mixture';
import { PredictedRating } from '../../lib/recommender/predicted-rating';

const around3 = new NormalMixture([3], [1]);

test('the probability of a rating of at least x: 1 at the lower end, 0 above the scale, whole steps between', () => {
  const stars = new PredictedRating(WHOLE_STARS, around3);
  assert.deepEqual(
    [0, 1, 4, 3.2, 5, 5.1].map((rating) => stars.probabilityOfAtLeast(rating)),
    [1, 1, 1 - normalBelow(0.5), 1 - normalBelow(0.5), 1 - normalBelow(1.5), 0],
  );
  const half = new PredictedRating(HALF_STARS, around3);
  assert.equal(half.probabilityOfAtLeast(4), 1 - normalBelow(0.75));
  const plays = new PredictedRating({ min: 0, max: Number.POSITIVE_INFINITY }, around3);
  assert.equal(plays.probabilityOfAtLeast(4.5), 1 - normalBelow(1.5));
  // Ratings are stored in 32 bits, where the upper end is slightly above 0.6.
  const upTo = new PredictedRating({ min: 0, max: 0.6 }, new NormalMixture([0.6], [0.1]));
  assert.ok(Math.abs(upTo.probabilityOfAtLeast(Math.fround(0.6)) - 0.5) < 1e-6);
  assert.throws(() => stars.probabilityOfAtLeast(Number.NaN), {
    name: 'OptionError',
    message: 'PredictedRating: rating must be a number, got NaN',
  });
});

test('an interval is clipped to the scale, and its coverage must be a probability', () => {
  const { low, high } = new PredictedRating(WHOLE_STARS, new NormalMixture([4.5], [1])).interval(0.95);
  assert.ok(Math.abs(low - 2.54) < 0.001);
  assert.equal(high, 5);
  for (const coverage of [0, 1, 80, Number.NaN]) {
    assert.throws(() => new PredictedRating(WHOLE_STARS, around3).interval(coverage), {
      name: 'OptionError',
      message: `PredictedRating: coverage must be a number between 0 and 1, got ${coverage}`,
    });
  }
});
