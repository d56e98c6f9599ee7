import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exceeds, goodFrom, likedFrom, reaches } from '../../lib/core/liked-from';
import { HALF_STARS, WHOLE_STARS } from '../../lib/core/rating-scale';

const ENDLESS = { min: 1, max: Number.POSITIVE_INFINITY };

test('liked is three quarters of the way up: 4 of 5 stars, 8 of 10, everything where there is no end', () => {
  assert.deepEqual(
    [WHOLE_STARS, HALF_STARS, { min: 1, max: 5 }, { min: 0, max: 5 }].map(likedFrom),
    [4, 4, 4, 3.75],
  );
  assert.equal(likedFrom({ min: 0, max: 10, step: 1 }), 8);
  assert.equal(likedFrom({ min: 1, max: 10, step: 1 }), 8);
  assert.equal(likedFrom({ min: 0, max: 10 }), 7.5);
  assert.equal(likedFrom({ min: 0, max: 100, step: 0.01 }), 75);
  assert.equal(likedFrom({ min: 0, max: 1, step: 0.1 }), 0.8);
  assert.equal(likedFrom({ min: 0, max: 1, step: 1 }), 1);
  assert.equal(likedFrom({ min: -10, max: 10 }), 5);
  assert.equal(likedFrom(ENDLESS), 1);
  assert.equal(likedFrom({ ...ENDLESS, min: 0, step: 1 }), 0);
});

test('good is 3.5 of 5 stars, five eighths of the way up other scales', () => {
  assert.deepEqual([WHOLE_STARS, HALF_STARS].map(goodFrom), [3.5, 3.5]);
  assert.deepEqual([{ min: 0, max: 100 }, { min: 0, max: 10, step: 1 }, ENDLESS].map(goodFrom), [62.5, 7, 1]);
});

test('a rating that 32 bits have rounded down reaches what it was', () => {
  for (let tenths = -100; tenths <= 100; tenths++) {
    assert.ok(reaches(Math.fround(tenths / 10), tenths / 10), String(tenths));
    assert.ok(!reaches(Math.fround((tenths - 1) / 10), tenths / 10), String(tenths));
  }
  assert.equal(reaches(Number.NaN, 0), false);
  assert.equal(reaches(3, Number.NEGATIVE_INFINITY), true);
});

test('a rating that 32 bits have rounded up does not exceed what it was', () => {
  for (let tenths = -100; tenths <= 100; tenths++) {
    assert.ok(!exceeds(Math.fround(tenths / 10), tenths / 10), String(tenths));
    assert.ok(exceeds(Math.fround((tenths + 1) / 10), tenths / 10), String(tenths));
  }
  assert.equal(exceeds(Number.NaN, 0), false);
  assert.equal(exceeds(3, Number.NEGATIVE_INFINITY), true);
});
