import assert from 'node:assert/strict';
import test from 'node:test';
import { type LabError, OptionError } from '../../../lib/core/errors';
import { luSolve } from '../../../lib/math/dense/lu-solve';
import { matrixSolve } from '../../../lib/math/dense/matrix-solve';
import { withTensors } from '../../../lib/math/tensors/tensors';

test('a system worked by hand: 2x + y = 5, x + 3y = 10', async () => {
  const x = await withTensors((tensors) => {
    const a = tensors.tf.tensor2d([2, 1, 1, 3], [2, 2]);
    return matrixSolve(tensors, a, tensors.tf.tensor2d([5, 10], [2, 1])).dataSync();
  });
  assert.ok(Math.abs(x[0] - 1) < 1e-6 && Math.abs(x[1] - 3) < 1e-6, String(x));
});

test('a zero on the diagonal needs a pivot, and transposed means the transpose', async () => {
  const rows = [0, 2, 1, 1, 0, 0, 0, 0, 4];
  const [plain, transposed] = await withTensors((tensors) => {
    const a = tensors.tf.tensor2d(rows, [3, 3]);
    const b = tensors.tf.tensor2d([3, 1, 4], [3, 1]);
    return [false, true].map((flag) => matrixSolve(tensors, a, b, { transposed: flag }).dataSync());
  });
  assert.deepEqual([...plain], [1, 1, 1]); // 2y + z = 3, x = 1, 4z = 4
  assert.deepEqual([...transposed], [0.5, 3, 0.875]); // y = 3, 2x = 1, x + 4z = 4
});

test('a batch of ridge systems: A X gives B back, and the portable form agrees to 1e-4', async () => {
  await withTensors((tensors) => {
    const { tf } = tensors;
    const x = tf.randomNormal([50, 16, 24], 0, 1, 'float32', 7);
    const a = tf.add(tf.matMul(x, x, false, true), tf.eye(16).mul(0.1)); // [50, 16, 16]
    const b = tf.randomNormal([50, 16, 2], 0, 1, 'float32', 8);
    const solved = matrixSolve(tensors, a, b);
    assert.deepEqual(solved.shape, [50, 16, 2]);
    assert.ok(tf.matMul(a, solved).sub(b).abs().max().dataSync()[0] < 1e-3);
    const portable = luSolve(a.dataSync(), b.dataSync(), { batch: 50, n: 16, k: 2 });
    solved.dataSync().forEach((value, i) => {
      assert.ok(Math.abs(value - portable[i]) < 1e-4, `${i}: ${value} and ${portable[i]}`);
    });
  });
});

test('a matrix without an inverse is refused in the same words on each backend', async () => {
  const run = withTensors((tensors) =>
    matrixSolve(tensors, tensors.tf.ones([3, 2, 2]), tensors.tf.ones([3, 2, 1])),
  );
  await assert.rejects(run, (error: LabError) => {
    assert.equal(error.code, 'SINGULAR');
    assert.equal(error.message, 'matrixSolve: a matrix of the batch has no inverse');
    return true;
  });
  assert.throws(() => luSolve([Number.NaN], [1], { batch: 1, n: 1, k: 1 }), /matrix 0 of 1 has no inverse/);
});

test('shapes and types that do not fit are refused with the shape that would', async () => {
  await withTensors((tensors) => {
    const { tf } = tensors;
    const square = tf.ones([2, 3, 3]);
    assert.throws(
      () => matrixSolve(tensors, tf.ones([2, 3]), tf.ones([2, 1])),
      /a must be \[\.\.\., n, n\], got \[2, 3\]/,
    );
    assert.throws(
      () => matrixSolve(tensors, square, tf.ones([2, 3])),
      /b must be \[2, 3, k\] to match a, got \[2, 3\]/,
    );
    assert.throws(() => matrixSolve(tensors, square, tf.ones([4, 3, 1])), OptionError);
    assert.throws(
      () => matrixSolve(tensors, square.toInt(), tf.ones([2, 3, 1])),
      /a must be float32, got int32/,
    );
  });
});
