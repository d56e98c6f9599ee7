import assert from 'node:assert/strict';
import { test } from 'node:test';
import { positiveInverse } from '../../../lib/math/dense/cholesky';

test('the inverse of a positive definite matrix, by hand', () => {
  // [[4, 2], [2, 3]] has the determinant 8.
  const a = Object.freeze([4, 2, 2, 3]);
  const inverse = positiveInverse(Float64Array.from(a), 2);
  for (const [n, value] of [3 / 8, -2 / 8, -2 / 8, 4 / 8].entries()) {
    assert.ok(Math.abs(inverse[n] - value) < 1e-15, `${inverse}`);
  }
});

test('a matrix that is not positive definite has none', () => {
  assert.throws(() => positiveInverse(Float64Array.of(1, 2, 2, 1), 2), /not positive definite/);
});
