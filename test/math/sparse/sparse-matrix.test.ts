import assert from 'node:assert/strict';
import { test } from 'node:test';
import { productCells, sparsePattern, sparseTimesDense } from '../../../lib/math/sparse/sparse-matrix';
import { countTensors, withTensors } from '../../../lib/math/tensors/tensors';

// S = [[0, 2, 0], [3, 0, 4]] times [[1, 10], [2, 20], [3, 30]], by hand.
const ROWS = Int32Array.of(0, 1, 1);
const COLUMNS = Int32Array.of(1, 0, 2);

test('a sparse matrix times a dense one, both ways round, as worked out by hand', async () => {
  const before = countTensors();
  const [forward, backward] = await withTensors((tensors) => {
    const { tf } = tensors;
    const pattern = sparsePattern(tensors, ROWS, COLUMNS, [2, 3]);
    const values = tf.tensor1d([2, 3, 4]);
    const dense = tf.tensor2d([1, 10, 2, 20, 3, 30], [3, 2]);
    const other = tf.tensor2d([1, 10, 2, 20], [2, 2]);
    return [
      [...sparseTimesDense(tensors, pattern, values, dense).dataSync()],
      [...sparseTimesDense(tensors, pattern, values, other, { transposed: true }).dataSync()],
    ];
  });
  assert.deepEqual(forward, [4, 40, 15, 150]);
  assert.deepEqual(backward, [6, 60, 2, 20, 8, 80]);
  assert.equal(countTensors(), before);
});

test('a product at the cells of a pattern: through all of it, and through gathered rows', async () => {
  for (const spread of [1, 50]) {
    // With `spread` 50 the same cells lie in a matrix so empty that the rows are gathered.
    const rows = 2 * spread;
    const columns = 3 * spread;
    const cells = await withTensors((tensors) => {
      const { tf } = tensors;
      const far = (at: Int32Array) => at.map((place) => place * spread);
      const pattern = sparsePattern(tensors, far(ROWS), far(COLUMNS), [rows, columns]);
      const p = tf.tensor2d(
        Float32Array.from({ length: 2 * rows }, (_, n) => Math.floor(n / 2 / spread) + (n % 2)),
        [rows, 2],
      );
      const q = tf.tensor2d(
        Float32Array.from({ length: 2 * columns }, (_, n) => 2 * Math.floor(n / 2 / spread) - (n % 2)),
        [columns, 2],
      );
      return [...productCells(tensors, pattern, p, q).dataSync()];
    });
    // p_u = [u, u + 1], q_i = [2i, 2i − 1]: (0,1): 0 + 1; (1,0): 0 − 2; (1,2): 4 + 6.
    assert.deepEqual(cells, [1, -2, 10], `spread ${spread}`);
  }
});

test('a cell outside the matrix, and operands that do not fit, are refused', async () => {
  await withTensors((tensors) => {
    const { tf } = tensors;
    assert.throws(
      () => sparsePattern(tensors, Int32Array.of(2), Int32Array.of(0), [2, 3]),
      /cell \(2, 0\) is outside the 2 x 3 matrix/,
    );
    assert.throws(
      () => sparsePattern(tensors, Int32Array.of(0, 1), Int32Array.of(0), [2, 3]),
      /rowOf and columnOf must have the same length, got 2 and 1/,
    );
    const pattern = sparsePattern(tensors, ROWS, COLUMNS, [2, 3]);
    assert.throws(
      () => sparseTimesDense(tensors, pattern, tf.tensor1d([1, 2, 3]), tf.zeros([2, 2])),
      /expected 3 values and a \[3, k\] matrix, got 3 values and \[2, 2\]/,
    );
  });
});
