/** The same values and gradients as those of the functions that they stand for. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pickRows, relu, rowDots } from '../../../lib/math/tensors/gradients';
import { type Tensor, type Tensors, withTensors } from '../../../lib/math/tensors/tensors';

const A = [1, -2, 0, 4, -5, 6];
const B = [0.5, 3, -1, 2, 7, -4];
type Function = (a: Tensor, b: Tensor) => Tensor;
const placesOf = ({ tf }: Tensors) => tf.tensor1d([2, 0, 2], 'int32');
type Pair = {
  name: string;
  ours: (tensors: Tensors) => Function;
  tensorflows: (tensors: Tensors) => Function;
};

const PAIRS: readonly Pair[] = [
  {
    name: 'relu',
    ours: (tensors) => (a) => relu(tensors, a),
    tensorflows:
      ({ tf }) =>
      (a) =>
        tf.relu(a),
  },
  {
    name: 'pickRows, with a row that occurs twice and one that does not',
    ours: (tensors) => {
      const places = placesOf(tensors);
      return (a) => pickRows(tensors, a, places);
    },
    tensorflows: (tensors) => {
      const places = placesOf(tensors);
      return (a) => tensors.tf.gather(a, places);
    },
  },
  {
    name: 'rowDots',
    ours: (tensors) => (a, b) => rowDots(tensors, a, b),
    tensorflows:
      ({ tf }) =>
      (a, b) =>
        tf.sum(tf.mul(a, b), 1, true),
  },
];

for (const { name, ours, tensorflows } of PAIRS) {
  test(name, () =>
    withTensors((tensors) => {
      const { tf } = tensors;
      const numbers = (f: Function) =>
        tf.tidy(() => {
          const [a, b] = [A, B].map((values) => tf.tensor2d(values, [3, 2]) as Tensor);
          // The sine, so that the gradient that comes in differs from number to number; b's own share, so that it has one.
          const loss = (x: Tensor, y: Tensor) => tf.add(tf.sum(tf.sin(f(x, y))), tf.sum(y)).asScalar();
          const gradients = tf.grads(loss)([a, b]);
          return [f(a, b), ...gradients].map((tensor) => [...tensor.dataSync()]);
        });
      assert.deepEqual(numbers(ours(tensors)), numbers(tensorflows(tensors)));
    }),
  );
}
