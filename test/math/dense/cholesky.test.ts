import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cholesky } from '../../../lib/math/dense/cholesky';

test('a matrix is the product of its factor with the transposed factor, by hand', () => {
  // [[4, 2], [2, 5]] is L Lᵀ with L = [[2, 0], [1, 2]].
  const a = Float64Array.of(4, 2, 2, 5);
  cholesky(a, 2);
  assert.deepEqual([a[0], a[2], a[3]], [2, 1, 2]);
});

test('a matrix that is not positive definite has none', () => {
  assert.throws(() => cholesky(Float64Array.of(1, 2, 2, 1), 2), /not positive definite/);
});
