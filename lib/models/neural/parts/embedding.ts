/**
 * Embedding: a table with one learned row per user or item, of which a batch needs only a few. A step costs the batch, not
 * the table: on 1,024 rows of 32 numbers, it takes 2 ms in a table of 10,000 rows, and up to 4 ms in one of a million, whose
 * rows lie farther apart in memory. A step on that whole table would take more than a second.
 *
 * TensorFlow.js has no sparse gradients: the gradient of `tf.gather` has the shape of the table, and the optimizers in
 * `tf.train` change every row of it. So the table is not a tensor here, but a `RowTable` (`row-table.ts`). For each batch,
 *
 * 1. `gather` copies the batch's distinct rows into a small `tf.variable`, [capacity, width], and the same rows of the
 *    optimizer's slots (Adam: the running means of the gradient and of its square) into the optimizer's own variables;
 * 2. the gradient is taken with respect to the small variable, and TensorFlow's optimizer changes it;
 * 3. `scatter` copies the rows back into the table and its slots.
 *
 * With `tf.train.sgd`, the result is that of a step on the whole table. With Adam, rows that aren't in the batch stay as
 * they are, where Adam on the whole table would move them a little further in the direction of earlier gradients:
 * TensorFlow calls this LazyAdam, PyTorch SparseAdam. If every row is in every batch, both are the same.
 */
import { pickRows } from '../../../math/tensors/gradients';
import { type RowTable, rowTable } from '../../../math/tensors/row-table';
import type { Tensor, Tensors } from '../../../math/tensors/tensors';

type Variable = ReturnType<Tensors['tf']['variable']>;
/** Any optimizer of `tf.train`. */
type Optimizer = InstanceType<Tensors['tf']['Optimizer']>;

export class Embedding {
  readonly variable: Variable;
  /** Where each row of the table is in the variable; −1 if it isn't in the batch. */
  readonly #placeOf: Int32Array;
  /** The row of the table at each place; the number of rows where there is none. */
  readonly #rowAt: Int32Array;
  #count = 0;
  readonly #table: RowTable;
  #slots: { readonly variable: Variable; readonly table: RowTable }[] = [];

  /**
   * @param start [rows, width] in row-major order
   * @param capacity largest number of distinct rows in a batch
   */
  constructor(
    private readonly tensors: Tensors,
    start: Float32Array,
    readonly width: number,
    capacity: number,
  ) {
    const { tf } = tensors;
    const rows = start.length / width;
    this.#placeOf = new Int32Array(rows).fill(-1);
    this.#rowAt = new Int32Array(Math.min(rows, capacity)).fill(rows);
    this.variable = tf.tidy(() => tf.variable(tf.zeros([this.#rowAt.length, width])));
    this.#table = rowTable(tensors, start, width);
  }

  /** The table as it is now, [rows, width] in row-major order. Not to be changed. */
  values(): Float32Array {
    return this.#table.values();
  }

  /**
   * Loads the distinct rows of a batch, in the order in which they first occur. Returns the place of each index in the
   * variable, int32 [indices].
   */
  gather(indices: ArrayLike<number>): Int32Array {
    const rows = this.#placeOf.length;
    for (let place = 0; place < this.#count; place++) {
      this.#placeOf[this.#rowAt[place]] = -1;
      this.#rowAt[place] = rows;
    }
    this.#count = 0;
    const places = new Int32Array(indices.length);
    for (let n = 0; n < indices.length; n++) {
      const row = indices[n];
      if (this.#placeOf[row] < 0) {
        this.#placeOf[row] = this.#count;
        this.#rowAt[this.#count++] = row;
      }
      places[n] = this.#placeOf[row];
    }
    for (const { variable, table } of this.#all) {
      this.tensors.tf.tidy(() => variable.assign(table.rowsAt(this.#rowAt)));
    }
    return places;
  }

  /** Writes the rows back, after the optimizer's step. */
  scatter(): void {
    for (const { variable, table } of this.#all) table.write(this.#rowAt, variable);
  }

  /** Takes over the optimizer's variables that belong to this one; to be called after its first step. */
  adoptSlots(slots: readonly { readonly name: string; readonly tensor: Tensor }[]): void {
    const { tensors, width } = this;
    this.#slots = slots
      .filter(({ name }) => name.startsWith(`${this.variable.name}/`))
      .map(({ tensor }) => {
        const zeros = new Float32Array(this.#placeOf.length * width);
        return { variable: tensor as Variable, table: rowTable(tensors, zeros, width) };
      });
  }

  dispose(): void {
    this.variable.dispose();
    for (const { table } of this.#all) table.dispose();
  }

  get #all() {
    return [{ variable: this.variable, table: this.#table }, ...this.#slots];
  }
}

/** A loss from the distinct rows of each embedding, and for each index the place of its row, int32 [indices]. */
type LossOfTables = (tables: readonly Tensor[], at: readonly Tensor[]) => Tensor;

/** Steps of one optimizer on embeddings and, if there are any, on the variables of layers. */
export class SparseOptimizer {
  #hasSlots = false;

  constructor(
    private readonly tensors: Tensors,
    private readonly optimizer: Optimizer,
    private readonly embeddings: readonly Embedding[],
    private readonly variables: readonly Variable[] = [],
  ) {}

  /**
   * One step. Returns the loss before it.
   * @param indices for each embedding, the rows of the batch; a row may occur several times
   * @param loss from the rows at these indices, [indices, width] for each embedding, to a scalar
   */
  step(indices: readonly ArrayLike<number>[], loss: (rows: readonly Tensor[]) => Tensor): Promise<number> {
    return this.stepOnTables(indices, (tables, at) =>
      loss(tables.map((table, n) => pickRows(this.tensors, table, at[n]))),
    );
  }

  /**
   * The same where a loss computes something of each distinct row before it picks those of the batch.
   * @param loss from the distinct rows, and for each index the place of its row, int32 [indices]
   */
  stepOnTables(indices: readonly ArrayLike<number>[], loss: LossOfTables): Promise<number> {
    return this.stepOnSum(indices, [loss], async () => undefined);
  }

  /**
   * The same where the loss is a sum: the gradients of its parts are taken one after the other, so that the intermediate
   * results of only one are in memory.
   * @param breathe called and awaited between the parts
   */
  async stepOnSum(
    indices: readonly ArrayLike<number>[],
    losses: readonly LossOfTables[],
    breathe: () => Promise<void>,
  ): Promise<number> {
    const { embeddings, optimizer, tensors } = this;
    const { tf } = tensors;
    const places = embeddings.map((embedding, n) => embedding.gather(indices[n]));
    const tables = embeddings.map(({ variable }) => variable);
    const trained = [...tables, ...this.variables];
    const gradientsOf = (loss: LossOfTables) => {
      const at = places.map((each) => tf.tensor1d(each, 'int32'));
      return tf.variableGrads(() => loss(tables, at).asScalar(), trained);
    };
    let sum = tf.tidy(() => gradientsOf(losses[0]));
    for (const loss of losses.slice(1)) {
      await breathe();
      const before = sum;
      sum = tf.tidy(() => {
        const { value, grads } = gradientsOf(loss);
        const names = Object.keys(grads);
        const sums = names.map((name) => [name, tf.add(before.grads[name], grads[name])]);
        return { value: tf.add(before.value, value), grads: Object.fromEntries(sums) };
      });
      tf.dispose(before);
    }
    optimizer.applyGradients(sum.grads);
    tf.dispose(sum.grads);
    if (!this.#hasSlots) await this.#adoptSlots();
    for (const embedding of embeddings) embedding.scatter();
    const [number] = await sum.value.data();
    sum.value.dispose();
    return number;
  }

  dispose(): void {
    this.optimizer.dispose();
    for (const embedding of this.embeddings) embedding.dispose();
  }

  /** The optimizer makes its slots in its first step; until then, all of them are 0. */
  async #adoptSlots(): Promise<void> {
    const [iterations, ...slots] = await this.optimizer.getWeights();
    iterations.tensor.dispose();
    for (const embedding of this.embeddings) embedding.adoptSlots(slots);
    this.#hasSlots = true;
  }
}
