/** One native operation per variable and step gives what `tf.train.adam` gives. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adam } from '../../../lib/math/tensors/native-adam';
import { countTensors, type Tensor, type Tensors, withTensors } from '../../../lib/math/tensors/tensors';

type Make = (tensors: Tensors) => ReturnType<typeof adam>;

/** Twelve steps on two variables, the second one with huge and tiny gradients. */
function learned(make: Make): Promise<number[]> {
  return withTensors(async (tensors) => {
    const { tf } = tensors;
    const variables = [
      tf.variable(tf.tensor2d([1, -2, 3, 0, 5, -6], [2, 3])),
      tf.variable(tf.tensor1d([2, -3])),
    ];
    const [a, b] = variables as Tensor[];
    const optimizer = make(tensors);
    const loss = () =>
      tf.add(tf.sum(tf.square(tf.sin(a))), tf.sum(tf.mul([1e4, 1e-6], tf.square(b)))).asScalar();
    for (let step = 0; step < 12; step++) optimizer.minimize(loss, false, variables);
    const weights = (await optimizer.getWeights()).map(({ tensor }) => tensor);
    const numbers = await Promise.all(
      [...variables, ...weights].map(async (tensor) => [...(await tensor.data())]),
    );
    optimizer.dispose();
    tf.dispose([...variables, weights[0]]);
    return numbers.flat();
  });
}

test('values and moments are those of tf.train.adam up to single precision', async () => {
  const [ours, tensorflows] = [
    await learned((tensors) => adam(tensors, 0.1)),
    await learned(({ tf }) => tf.train.adam(0.1)),
  ];
  assert.equal(ours.length, 1 + 3 * 8);
  // 1 − β_2 in single precision is .00100005: TensorFlow.js's steps are longer by 2e-5, TensorFlow's aren't.
  for (const [n, value] of ours.entries()) {
    const wanted = tensorflows[n];
    assert.ok(
      Math.abs(value - wanted) <= 1e-4 * Math.max(1, Math.abs(wanted)),
      `${n}: ${value} is not ${wanted}`,
    );
  }
});

test('two optimizers do not touch each other, and no tensor is left', async () => {
  await withTensors(() => {});
  const before = countTensors();
  const alone = await learned((tensors) => adam(tensors, 0.1));
  const beside = await learned((tensors) => {
    const other = adam(tensors, 0.5);
    const variable = tensors.tf.variable(tensors.tf.tensor1d([1, 2]));
    other.minimize(() => tensors.tf.sum(tensors.tf.square(variable)).asScalar(), false, [variable]);
    other.dispose();
    tensors.tf.dispose(variable);
    return adam(tensors, 0.1);
  });
  assert.deepEqual(beside, alone);
  assert.equal(countTensors(), before);
});
