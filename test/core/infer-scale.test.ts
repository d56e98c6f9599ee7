import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataError } from '../../lib/core/errors';
import { inferScale } from '../../lib/core/infer-scale';
import { isOnScale } from '../../lib/core/rating-scale';

const CASES: [name: string, ratings: number[], scale: object][] = [
  ['whole stars with a gap', [1, 2, 5], { min: 1, max: 5, step: 1 }],
  ['half stars', [0.5, 4, 4.5], { min: 0.5, max: 4.5, step: 0.5 }],
  ['tenths, as 32 bits hold them', [0.1, 0.7, 9.9], { min: 0.1, max: 9.9, step: 0.2 }],
  ['hundreds in steps of twenty', [20, 60, 100], { min: 20, max: 100, step: 40 }],
  ['negative ratings', [-10, -9.5, 3.25], { min: -10, max: 3.25, step: 0.25 }],
  ['quarters', [1.25, 1.5, 5], { min: 1.25, max: 5, step: 0.25 }],
  ['thumbs', [1, 0, 1], { min: 0, max: 1, step: 1 }],
  ['counts beyond ten million', [1, 3, 12_345_679], { min: 1, max: 12_345_679, step: 2 }],
  ['finer than a thousandth', [0, 0.00025, 1], { min: 0, max: 1 }],
  ['many values', Array.from({ length: 500 }, (_, n) => n / 7), { min: 0, max: 71.28571 }],
];

for (const [name, ratings, scale] of CASES) {
  test(`the scale of ${name}`, () => {
    const stored = Float32Array.from(ratings);
    const inferred = inferScale(stored);
    assert.deepEqual(inferred, scale);
    for (const rating of stored) assert.ok(isOnScale(inferred, rating), `${rating} is on its scale`);
  });
}

const ADVICE = 'pass a scale, or leave out the ratings if each row is a choice';

test('no scale without two distinct ratings', () => {
  assert.throws(
    () => inferScale([]),
    new DataError(
      `inferScale: ratings must have at least two distinct values, but there are none; ${ADVICE}`,
    ),
  );
  assert.throws(
    () => inferScale([3, 3]),
    new DataError(`inferScale: ratings must have at least two distinct values, but each is 3; ${ADVICE}`),
  );
  assert.throws(
    () => inferScale([3, Number.NaN]),
    new DataError('inferScale: rating 1 must be a number, got NaN'),
  );
});
