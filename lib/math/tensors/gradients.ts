/** Functions of TensorFlow.js with shorter gradients: the same numbers by fewer operations, for loops of thousands of steps. */
import { type NativeOp, runOp } from './native-op';
import { pickAt } from './native-products';
import type { Tensor, Tensors } from './tensors';

/** `tf.relu`, with a gradient of one operation instead of eight. */
export function relu(tensors: Tensors, x: Tensor): Tensor {
  const { tf } = tensors;
  const apply = tf.customGrad((given, save) => {
    const y = tf.relu(given as Tensor);
    (save as (tensors: Tensor[]) => void)([y]);
    return {
      value: y,
      gradFunc: (dy: Tensor, [saved]: Tensor[]) => runOp(tensors, RELU_GRADIENT, [dy, saved], {}),
    };
  });
  return apply(x);
}

/**
 * Rows of a table, `tf.gather(table, places)`: without its check of each index, which must be right.
 * @param places int32 [n]; must live until the gradient was taken
 */
export function pickRows(tensors: Tensors, table: Tensor, places: Tensor): Tensor {
  const { tf } = tensors;
  const pick = tf.customGrad((given) => ({
    value: pickAt(tensors, given as Tensor, tf.reshape(places, [-1, 1])),
    gradFunc: (dy) => tf.unsortedSegmentSum(dy, places as never, table.shape[0]),
  }));
  return pick(table);
}

/** The dot product of each row of a with the same row of b, [n, 1]. */
export function rowDots({ tf }: Tensors, a: Tensor, b: Tensor): Tensor {
  const dots = tf.customGrad((left, right, save) => {
    const [p, q] = [left, right] as Tensor[];
    (save as unknown as (tensors: Tensor[]) => void)([p, q]);
    return {
      value: tf.sum(tf.mul(p, q), 1, true),
      gradFunc: (dy: Tensor, [savedP, savedQ]: Tensor[]) => [tf.mul(dy, savedQ), tf.mul(dy, savedP)],
    };
  });
  return dots(a, b);
}

const RELU_GRADIENT: NativeOp<readonly [dy: Tensor, y: Tensor], object> = {
  op: 'ReluGrad',
  attributes: ([dy]) => [{ name: 'T', type: dy.dtype }],
  portable: ({ tf }, [dy, y]) => tf.mul(dy, tf.step(y)),
};
