import assert from 'node:assert/strict';
import { test } from 'node:test';
import { minus, plus, times } from '../../../lib/math/dense/plain-arithmetic';
import { countTensors, loadTensors, withTensors } from '../../../lib/math/tensors/tensors';

test('sum, difference and product as TensorFlow.js makes them, with broadcasting', async () => {
  await loadTensors();
  const before = countTensors();
  await withTensors((tensors) => {
    const { tf } = tensors;
    const table = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
    for (const [other, sum, difference, product] of [
      [
        tf.tensor2d([10, 20], [1, 2]),
        [11, 22, 13, 24, 15, 26],
        [-9, -18, -7, -16, -5, -14],
        [10, 40, 30, 80, 50, 120],
      ],
      [tf.tensor2d([1, 2, 3], [3, 1]), [2, 3, 5, 6, 8, 9], [0, 1, 1, 2, 2, 3], [1, 2, 6, 8, 15, 18]],
      [tf.tensor2d([2], [1, 1]), [3, 4, 5, 6, 7, 8], [-1, 0, 1, 2, 3, 4], [2, 4, 6, 8, 10, 12]],
    ] as const) {
      for (const [result, expected] of [
        [plus(tensors, table, other), sum],
        [minus(tensors, table, other), difference],
        [times(tensors, table, other), product],
      ] as const) {
        assert.deepEqual(
          [result.shape, result.dtype, [...result.dataSync()]],
          [[3, 2], 'float32', [...expected]],
        );
      }
    }
    assert.throws(() => plus(tensors, table, tf.ones([3, 4])));
  });
  assert.equal(countTensors(), before);
});
