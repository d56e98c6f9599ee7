/**
 * Runs TensorFlow operations that TensorFlow.js has no function for. On the native backend, the operation
 * runs inside TensorFlow; elsewhere, a portable implementation runs, so that callers see no difference. Each
 * operation is a `NativeOp` in a file of its own; see `matrix-solve.ts`. They have no gradients.
 */
import type * as tfjs from '@tensorflow/tfjs';
import { LabError } from '../../core/errors';
import type { Tensor, Tensors } from './tensors';

/** An attribute of an operation, as listed in TensorFlow's documentation. */
export type OpAttribute =
  | { readonly name: string; readonly type: tfjs.DataType }
  | { readonly name: string; readonly bool: boolean }
  | { readonly name: string; readonly int: number }
  | { readonly name: string; readonly float: number };

/** An operation: its TensorFlow name, and a portable implementation. */
export interface NativeOp<Inputs extends readonly Tensor[], Options> {
  /** TensorFlow's name, such as `MatrixSolve`. */
  readonly op: string;
  readonly attributes: (inputs: Inputs, options: Options) => readonly OpAttribute[];
  /** Does the same without TensorFlow, synchronously. */
  readonly portable: (tensors: Tensors, inputs: Inputs, options: Options) => Tensor;
}

/** The part of the native backend used here; TensorFlow.js exports no type for it. */
interface NativeBackend {
  readonly binding: Readonly<
    Record<'TF_ATTR_TYPE' | 'TF_ATTR_BOOL' | 'TF_ATTR_INT' | 'TF_ATTR_FLOAT', number>
  >;
  getDTypeInteger(dtype: tfjs.DataType): number;
  executeSingleOutput(op: string, attributes: object[], inputs: readonly Tensor[]): Tensor;
}

/**
 * Runs an operation with one output on the current backend. The result belongs to the current scope.
 * TensorFlow's own errors become a `LabError` with code `NATIVE_OP`.
 */
export function runOp<Inputs extends readonly Tensor[], Options>(
  tensors: Tensors,
  op: NativeOp<Inputs, Options>,
  inputs: Inputs,
  options: Options,
): Tensor {
  if (tensors.backend !== 'tensorflow') return op.portable(tensors, inputs, options);
  const backend = tensors.tf.backend() as unknown as NativeBackend;
  const attributes = op.attributes(inputs, options).map((attribute) => encode(backend, attribute));
  try {
    return backend.executeSingleOutput(op.op, attributes, inputs);
  } catch (cause) {
    throw new LabError('NATIVE_OP', `${op.op}: ${(cause as Error).message}`, { cause });
  }
}

/** An attribute in the form that the native binding expects. */
function encode(backend: NativeBackend, attribute: OpAttribute): object {
  const { binding } = backend;
  const { name } = attribute;
  if ('type' in attribute) {
    return { name, type: binding.TF_ATTR_TYPE, value: backend.getDTypeInteger(attribute.type) };
  }
  if ('bool' in attribute) return { name, type: binding.TF_ATTR_BOOL, value: attribute.bool };
  if ('int' in attribute) return { name, type: binding.TF_ATTR_INT, value: attribute.int };
  return { name, type: binding.TF_ATTR_FLOAT, value: attribute.float };
}
