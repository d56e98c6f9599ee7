/**
 * Sum, difference and product of float32 tensors, element by element, with broadcasting, as `tf.add`, `tf.sub` and
 * `tf.mul` make them, but called in TensorFlow directly. For loops of thousands of steps on small tensors, where
 * what TensorFlow.js does around each call counts: it converts arguments, matches types, opens a scope. The first
 * fit of SVD in a process takes 0.35 s instead of 0.45 with these and with the cells picked likewise, later ones 0.18
 * instead of 0.21. No gradients are defined for them.
 */
import { type NativeOp, runOp } from '../tensors/native-op';
import type { Tensor, Tensors } from '../tensors/tensors';

type BinaryOp = NativeOp<readonly [a: Tensor, b: Tensor], undefined>;

function binaryOp(op: string, portable: BinaryOp['portable']): BinaryOp {
  return { op, attributes: ([a]) => [{ name: 'T', type: a.dtype }], portable };
}

const ADD = binaryOp('AddV2', ({ tf }, [a, b]) => tf.add(a, b));
const SUBTRACT = binaryOp('Sub', ({ tf }, [a, b]) => tf.sub(a, b));
const MULTIPLY = binaryOp('Mul', ({ tf }, [a, b]) => tf.mul(a, b));

/** a + b. The result belongs to the current scope, as those of the others. */
export function plus(tensors: Tensors, a: Tensor, b: Tensor): Tensor {
  return runOp(tensors, ADD, [a, b], undefined);
}

/** a − b. */
export function minus(tensors: Tensors, a: Tensor, b: Tensor): Tensor {
  return runOp(tensors, SUBTRACT, [a, b], undefined);
}

/** a ∘ b. */
export function times(tensors: Tensors, a: Tensor, b: Tensor): Tensor {
  return runOp(tensors, MULTIPLY, [a, b], undefined);
}
