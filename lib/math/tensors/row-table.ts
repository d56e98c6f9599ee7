/**
 * A matrix of which a step needs only some rows: they are copied into a tensor, and written back. On the native backend the
 * matrix is in TensorFlow's memory, whose operations copy rows in a sixth of the time that JavaScript takes; elsewhere it
 * is a typed array.
 */
import { NativeVariable } from './native-variable';
import type { Tensor, Tensors } from './tensors';

export interface RowTable {
  /**
   * The rows at these places, [places, width].
   * @param places the number of rows stands for a row that isn't there, with any values
   */
  rowsAt(places: Int32Array): Tensor;
  /** Replaces them; each place once, but for the row that isn't there. */
  write(places: Int32Array, rows: Tensor): void;
  /** All rows, in row-major order. Not to be changed. */
  values(): Float32Array;
  dispose(): void;
}

/** @param start [rows, width] in row-major order */
export function rowTable(tensors: Tensors, start: Float32Array, width: number): RowTable {
  return tensors.backend === 'tensorflow'
    ? new NativeRowTable(tensors, start, width)
    : new ArrayRowTable(tensors, start, width);
}

/** With one more row, for the one that isn't there. */
class NativeRowTable implements RowTable {
  readonly #variable: NativeVariable;

  constructor(
    private readonly tensors: Tensors,
    start: Float32Array,
    width: number,
  ) {
    const { tf } = tensors;
    this.#variable = new NativeVariable(tensors);
    tf.tidy(() => {
      const matrix = tf.tensor2d(start, [start.length / width, width]);
      this.#variable.assign(tf.concat([matrix, tf.zeros([1, width])]));
    });
  }

  rowsAt(places: Int32Array): Tensor {
    const { tf } = this.tensors;
    return tf.tidy(() => this.#variable.rowsAt(tf.tensor1d(places, 'int32')));
  }

  write(places: Int32Array, rows: Tensor): void {
    const { tf } = this.tensors;
    tf.tidy(() => this.#variable.writeRows(tf.tensor1d(places, 'int32'), rows));
  }

  values(): Float32Array {
    // Not returned from `tidy`, because TensorFlow.js would search every number for tensors: minutes for 15 million.
    const all = this.#variable.read();
    const [rows, width] = all.shape as [number, number];
    const values = all.dataSync() as Float32Array;
    all.dispose();
    return values.subarray(0, (rows - 1) * width);
  }

  dispose(): void {
    this.#variable.dispose();
  }
}

class ArrayRowTable implements RowTable {
  readonly #values: Float32Array;

  constructor(
    private readonly tensors: Tensors,
    start: Float32Array,
    private readonly width: number,
  ) {
    this.#values = start.slice();
  }

  rowsAt(places: Int32Array): Tensor {
    const { tensors, width } = this;
    const rows = new Float32Array(places.length * width); // a new one, as TensorFlow may read it later
    for (const [n, place] of places.entries()) {
      rows.set(this.#values.subarray(place * width, (place + 1) * width), n * width);
    }
    return tensors.tf.tensor2d(rows, [places.length, width]);
  }

  write(places: Int32Array, rows: Tensor): void {
    const { width } = this;
    const values = rows.dataSync() as Float32Array;
    const end = this.#values.length / width;
    for (const [n, place] of places.entries()) {
      if (place < end) this.#values.set(values.subarray(n * width, (n + 1) * width), place * width);
    }
  }

  values(): Float32Array {
    return this.#values;
  }

  dispose(): void {}
}
