import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  clipToScale,
  describeScale,
  HALF_STARS,
  isOnScale,
  ratingScale,
  scaleValues,
  WHOLE_STARS,
} from '../../lib/core/rating-scale';

test('whole stars take 1 to 5 and nothing between or beyond', () => {
  assert.deepEqual(
    [0, 0.5, 1, 3.5, 5, 5.5, 6, Number.NaN].map((r) => isOnScale(WHOLE_STARS, r)),
    [false, false, true, false, true, false, false, false],
  );
});

test('half stars take halves; a scale without a step takes everything between', () => {
  assert.deepEqual(
    [0, 0.5, 3.5, 3.25, 5].map((r) => isOnScale(HALF_STARS, r)),
    [false, true, true, false, true],
  );
  assert.equal(isOnScale(ratingScale({ min: -10, max: 10 }), 0.1234), true);
});

test('a step of a tenth survives 32 bits', () => {
  const tenths = ratingScale({ min: 0, max: 1, step: 0.1 });
  assert.equal(isOnScale(tenths, Math.fround(0.7)), true);
  assert.equal(isOnScale(tenths, 0.75), false);
});

test('every step of wide and of fine scales is on them, as written and in 32 bits; what lies between is not', () => {
  const scales = [
    { min: 0, max: 100, step: 0.01 },
    { min: 0, max: 1000, step: 0.1 },
    { min: 0, max: 1000, step: 0.5 },
    { min: 0.05, max: 20, step: 0.05 },
    { min: -10, max: 10, step: 0.1 },
    { min: 1, max: 1.001, step: 0.0001 },
  ].map(ratingScale);
  for (const scale of scales) {
    const { step = 1 } = scale;
    for (const value of scaleValues(scale)) {
      for (const rating of [value, Math.fround(value)]) assert.ok(isOnScale(scale, rating), `${rating}`);
      const between = value + step / 2;
      if (between < scale.max) assert.equal(isOnScale(scale, between), false, `${between}`);
      if (between < scale.max) assert.equal(isOnScale(scale, Math.fround(between)), false, `${between}`);
      assert.ok(String(value).length <= 7, `${value} is written as it is read`);
    }
  }
  assert.equal(scaleValues(scales[0])[9999], 99.99);
  assert.equal(
    isOnScale(ratingScale({ min: 0, max: Number.POSITIVE_INFINITY, step: 0.1 }), Math.fround(12345.6)),
    true,
  );
});

test('clips, lists and describes', () => {
  assert.deepEqual(
    [-1, 3.3, 9].map((r) => clipToScale(WHOLE_STARS, r)),
    [1, 3.3, 5],
  );
  assert.deepEqual(scaleValues(HALF_STARS), [0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5]);
  assert.deepEqual(scaleValues({ min: 0, max: 0.7, step: 0.1 }), [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]);
  assert.equal(describeScale(HALF_STARS), '0.5 to 5 in steps of 0.5');
  assert.throws(() => scaleValues({ min: 0, max: 1 }), /scale must have a step and an upper end/);
});

test('an impossible scale is refused, a good one is frozen', () => {
  assert.throws(() => ratingScale({ min: 5, max: 1 }), /min must be a number below max, got min 5, max 1/);
  assert.throws(() => ratingScale({ min: 1, max: Number.NaN }), /got min 1, max NaN/);
  assert.throws(() => ratingScale({ min: 1, max: 5, step: 0 }), /step must be a positive number, got 0/);
  assert.ok(Object.isFrozen(ratingScale({ min: 0, max: 1 })) && Object.isFrozen(WHOLE_STARS));
});

test('a bound that has been through 32 bits is on the scale', () => {
  const scale = ratingScale({ min: 0.1, max: 0.6 });
  for (const bound of [0.1, 0.6]) assert.ok(isOnScale(scale, bound) && isOnScale(scale, Math.fround(bound)));
  assert.equal(isOnScale(scale, 0.6001), false);
  const tenths = ratingScale({ min: 0, max: 0.3, step: 0.1 });
  assert.ok(scaleValues(tenths).every((value) => isOnScale(tenths, value)));
});
