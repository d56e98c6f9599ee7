/** Steps on some rows of a table are those that TensorFlow's optimizers make on the whole table, at the cost of the rows. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countTensors, type Tensor, type Tensors, withTensors } from '../../../lib/math/tensors/tensors';
import { Embedding, SparseOptimizer } from '../../../lib/models/neural/parts/embedding';

const TABLE = [0.5, -1, 2, 0.25, -0.75, 1, 1.5, -2]; // [4, 2]
const BATCHES = [
  [2, 0, 2],
  [1, 1],
  [0, 1, 2],
];
type Kind = 'sgd' | 'adam';
const optimizerOf = ({ tf }: Tensors, kind: Kind) => tf.train[kind](0.1);
/** Not the same for all rows, and not linear. */
const lossOf = ({ tf }: Tensors, rows: Tensor) => tf.mean(tf.square(tf.sub(tf.sin(rows), [0.3, -0.2])));

async function sparse(
  kind: Kind,
  batches: readonly number[][],
): Promise<{ table: number[]; losses: number[] }> {
  return withTensors(async (tensors) => {
    const embedding = new Embedding(tensors, Float32Array.from(TABLE), 2, 5);
    const optimizer = new SparseOptimizer(tensors, optimizerOf(tensors, kind), [embedding]);
    const losses: number[] = [];
    for (const batch of batches)
      losses.push(await optimizer.step([batch], ([rows]) => lossOf(tensors, rows)));
    const table = [...embedding.values()];
    optimizer.dispose();
    return { table, losses };
  });
}

async function dense(
  kind: Kind,
  batches: readonly number[][],
): Promise<{ table: number[]; losses: number[] }> {
  return withTensors(async (tensors) => {
    const { tf } = tensors;
    const table = tf.variable(tf.tensor2d(TABLE, [4, 2]));
    const optimizer = optimizerOf(tensors, kind);
    const losses: number[] = [];
    for (const batch of batches) {
      const loss = optimizer.minimize(() => lossOf(tensors, tf.gather(table, batch)).asScalar(), true, [
        table,
      ]);
      losses.push((await (loss as Tensor).data())[0]);
    }
    const learned = [...(await table.data())];
    tf.dispose([table]);
    optimizer.dispose();
    return { table: learned, losses };
  });
}

const near = (got: readonly number[], wanted: readonly number[]) =>
  got.forEach((value, n) => {
    assert.ok(Math.abs(value - wanted[n]) < 1e-6, `${n}: ${value} is not ${wanted[n]}`);
  });

test('with gradient descent, a step on the rows of a batch is a step on the table', async () => {
  const [ours, tensorflows] = [await sparse('sgd', BATCHES), await dense('sgd', BATCHES)];
  near(ours.table, tensorflows.table);
  near(ours.losses, tensorflows.losses);
  assert.deepEqual(ours.table.slice(6), TABLE.slice(6), 'a row that is in no batch stays');
});

test('with Adam, too, if every row is in every batch; its slots follow their rows', async () => {
  const batches = [
    [3, 1, 0, 2, 2],
    [0, 1, 2, 3],
    [2, 3, 1, 0, 0],
  ];
  const [ours, tensorflows] = [await sparse('adam', batches), await dense('adam', batches)];
  near(ours.table, tensorflows.table);
  near(ours.losses, tensorflows.losses);
});

test('a step on a sum of losses is that on its parts one after the other', async () => {
  const after = (inParts: boolean) =>
    withTensors(async (tensors) => {
      const { tf } = tensors;
      const embedding = new Embedding(tensors, Float32Array.from(TABLE), 2, 4);
      const optimizer = new SparseOptimizer(tensors, tf.train.adam(0.1), [embedding]);
      const of = (from: number, count: number) => (tables: readonly Tensor[]) =>
        tf.mul(count, lossOf(tensors, tf.slice(tables[0], [from, 0], [count, -1])));
      const parts = [of(0, 1), of(1, 3)];
      const losses = inParts
        ? parts
        : [(tables: readonly Tensor[]) => tf.addN(parts.map((part) => part(tables)))];
      let breaths = 0;
      const loss = await optimizer.stepOnSum([[3, 1, 0, 2]], losses, async () => {
        breaths++;
      });
      const table = [...embedding.values()];
      optimizer.dispose();
      return { loss, table, breaths };
    });
  const before = countTensors();
  const [parts, whole] = [await after(true), await after(false)];
  near([parts.loss, ...parts.table], [whole.loss, ...whole.table]);
  assert.deepEqual([parts.breaths, whole.breaths], [1, 0]);
  assert.equal(countTensors(), before);
});

test('a row that a batch has many times moves as far in a first step with Adam as one that it has once', async () => {
  // Keras 3.15 squares the gradient of each occurrence by itself, so that such a row moves √n times as far.
  const [once, often] = [[1], Array<number>(100).fill(1)];
  const [a, b] = [await sparse('adam', [once]), await sparse('adam', [often])];
  near(b.table, a.table);
  assert.ok(Math.abs(Math.abs(a.table[2] - TABLE[2]) - 0.1) < 1e-4, 'by the learning rate');
});

test('with Adam, a row that is not in the batch stays as it is, where the dense step moves it on', async () => {
  const [once, twice] = [
    await sparse('adam', BATCHES.slice(0, 1)),
    await sparse('adam', BATCHES.slice(0, 2)),
  ];
  assert.deepEqual(twice.table.slice(0, 2), once.table.slice(0, 2));
  const moved = await dense('adam', BATCHES.slice(0, 2));
  assert.ok(Math.abs(moved.table[0] - twice.table[0]) > 1e-3);
});

test('no tensor is left', async () => {
  await withTensors(() => {});
  const before = countTensors();
  await sparse('adam', BATCHES);
  assert.equal(countTensors(), before);
});

test('a step costs the batch, not the table: no tensor has more rows than the batch', async () => {
  const [rows, width, most] = [1_000_000, 8, 256];
  await withTensors(async (tensors) => {
    const { tf } = tensors;
    const bytes = () => tf.memory().numBytes;
    const embedding = new Embedding(tensors, new Float32Array(rows * width).fill(0.1), width, most);
    const optimizer = new SparseOptimizer(tensors, tf.train.adam(0.01), [embedding]);
    const seen: number[] = [];
    for (let step = 0; step < 3; step++) {
      const batch = Array.from({ length: most }, (_, n) => (n * 7919 + step * 104_729) % rows);
      await optimizer.step([batch], ([own]) => {
        seen.push(bytes());
        return lossOf(tensors, tf.slice(own, [0, 0], [-1, 2]));
      });
      seen.push(bytes());
    }
    // The variable, two slots, and what the step makes of them; the table has 32 MB.
    assert.ok(Math.max(...seen) < 20 * most * width * 4, `${Math.max(...seen)} bytes`);
    const table = embedding.values();
    const changed = Array.from({ length: rows }, (_, row) => row).filter(
      (row) => table[row * width] !== table[0.5 * rows * width + width],
    );
    assert.ok(changed.length > 0 && changed.length <= 3 * most, `${changed.length} rows have changed`);
    optimizer.dispose();
  });
});
