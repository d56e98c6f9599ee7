/**
 * A variable in TensorFlow's memory, whose operations change it in place, which a tensor can't be. Only on the native backend.
 */
import { threadId } from 'node:worker_threads';
import type { Tensor, Tensors } from './tensors';

/** The part of the native backend used here; TensorFlow.js exports no type for it. */
interface NativeBackend {
  readonly binding: Readonly<
    Record<
      'TF_ATTR_TYPE' | 'TF_ATTR_BOOL' | 'TF_ATTR_SHAPE' | 'TF_ATTR_STRING' | 'TF_FLOAT' | 'TF_INT32',
      number
    >
  >;
  executeSingleOutput(op: string, attributes: object[], inputs: readonly Tensor[]): Tensor;
  executeMultipleOutputs(op: string, attributes: object[], inputs: readonly Tensor[], count: number): void;
}

/** Names of resources are shared by all threads of a process. */
let made = 0;

/** Of single-precision numbers; its values and shape are those of the tensor that was assigned last. */
export class NativeVariable {
  readonly #backend: NativeBackend;
  readonly #handle: Tensor;

  /** It has no values until the first {@link assign}. Must be disposed. */
  constructor({ tf }: Tensors) {
    this.#backend = tf.backend() as unknown as NativeBackend;
    const { TF_ATTR_SHAPE, TF_ATTR_STRING } = this.#backend.binding;
    this.#handle = tf.keep(
      this.#backend.executeSingleOutput(
        'VarHandleOp',
        [
          this.#float('dtype'),
          { name: 'shape', type: TF_ATTR_SHAPE, value: [] }, // not checked
          { name: 'container', type: TF_ATTR_STRING, value: '' },
          { name: 'shared_name', type: TF_ATTR_STRING, value: `variable-${threadId}-${made++}` },
        ],
        [],
      ),
    );
  }

  assign(value: Tensor): void {
    this.#run('AssignVariableOp', [this.#float('dtype')], [this.#handle, value]);
  }

  read(): Tensor {
    return this.#backend.executeSingleOutput('ReadVariableOp', [this.#float('dtype')], [this.#handle]);
  }

  /** Some rows of a matrix. @param places int32 [n] */
  rowsAt(places: Tensor): Tensor {
    const attributes = [this.#float('dtype'), this.#int32('Tindices')];
    return this.#backend.executeSingleOutput('ResourceGather', attributes, [this.#handle, places]);
  }

  /** Replaces some rows of a matrix. @param places int32 [n]; a row that occurs twice gets either value */
  writeRows(places: Tensor, rows: Tensor): void {
    const attributes = [this.#float('dtype'), this.#int32('Tindices')];
    this.#run('ResourceScatterUpdate', attributes, [this.#handle, places, rows]);
  }

  /** A step of Adam. @param inputs β_1^t, β_2^t, learning rate, β_1, β_2, ε, gradient */
  applyAdam(m: NativeVariable, v: NativeVariable, inputs: readonly Tensor[]): void {
    const attributes = [
      this.#float('T'),
      this.#flag('use_locking', false),
      this.#flag('use_nesterov', false),
    ];
    this.#run('ResourceApplyAdam', attributes, [this.#handle, m.#handle, v.#handle, ...inputs]);
  }

  dispose(): void {
    this.#run('DestroyResourceOp', [this.#flag('ignore_lookup_error', true)], [this.#handle]);
    this.#handle.dispose();
  }

  #run(op: string, attributes: object[], inputs: readonly Tensor[]): void {
    this.#backend.executeMultipleOutputs(op, attributes, inputs, 0);
  }

  #float(name: string): object {
    const { TF_ATTR_TYPE, TF_FLOAT } = this.#backend.binding;
    return { name, type: TF_ATTR_TYPE, value: TF_FLOAT };
  }

  #int32(name: string): object {
    const { TF_ATTR_TYPE, TF_INT32 } = this.#backend.binding;
    return { name, type: TF_ATTR_TYPE, value: TF_INT32 };
  }

  #flag(name: string, value: boolean): object {
    return { name, type: this.#backend.binding.TF_ATTR_BOOL, value };
  }
}
