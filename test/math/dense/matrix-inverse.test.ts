import assert from 'node:assert/strict';
import test from 'node:test';
import { type LabError, OptionError } from '../../../lib/core/errors';
import { blockInverse, symmetricInverse } from '../../../lib/math/dense/matrix-inverse';
import { type Tensor, type Tensors, withTensors } from '../../../lib/math/tensors/tensors';

/** A Gram matrix of random numbers with a ridge: symmetric and positive definite. */
function positiveDefinite({ tf }: Tensors, n: number): Tensor {
  const x = tf.randomNormal([n + 5, n], 0, 1, 'float32', n);
  return tf.add(tf.matMul(x, x, true), tf.mul(tf.eye(n), 5));
}

test('by hand: the inverse of [[2, 1], [1, 3]] is [[3, -1], [-1, 2]] / 5', async () => {
  const found = await withTensors((tensors) =>
    symmetricInverse(tensors, tensors.tf.tensor2d([2, 1, 1, 3], [2, 2])).dataSync(),
  );
  const expected = [0.6, -0.2, -0.2, 0.4];
  for (const [n, value] of found.entries()) assert.ok(Math.abs(value - expected[n]) < 1e-6, `${found}`);
});

for (const n of [1, 64, 65, 130, 259, 600]) {
  test(`${n} x ${n}: A times either form of its inverse is the identity`, async () => {
    await withTensors((tensors) => {
      const { tf } = tensors;
      const a = positiveDefinite(tensors, n);
      for (const inverse of [symmetricInverse(tensors, a), blockInverse(tensors, a, 64)]) {
        const off = tf.sub(tf.matMul(a, inverse), tf.eye(n)).abs().max().dataSync()[0];
        assert.ok(off < 1e-3, `${off}`);
      }
    });
  });
}

test('a matrix without an inverse, a wrong shape, and a wrong type are refused', async () => {
  await withTensors((tensors) => {
    const { tf } = tensors;
    assert.throws(
      () => symmetricInverse(tensors, tf.ones([3, 3])),
      (error: LabError) =>
        error.code === 'SINGULAR' && error.message === 'symmetricInverse: the matrix has no inverse',
    );
    assert.throws(
      () => symmetricInverse(tensors, tf.ones([2, 3])),
      /a must be float32 \[n, n\], got float32 \[2, 3\]/,
    );
    assert.throws(() => symmetricInverse(tensors, tf.eye(2).toInt()), OptionError);
  });
});
