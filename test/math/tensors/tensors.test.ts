import assert from 'node:assert/strict';
import * as path from 'node:path';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createProjectConverter } from '../../../lib/kernel/typescript/converter';
import { countTensors, loadTensors, type TensorLeak, withTensors } from '../../../lib/math/tensors/tensors';

const fallback = process.env.RECOMMENDER_LAB_BACKEND === 'fallback';

test('TensorFlow.js is loaded once and says what it runs on', async () => {
  const tensors = await loadTensors();
  assert.equal(await loadTensors(), tensors);
  assert.equal(tensors.tf.getBackend(), tensors.backend);
  assert.equal(tensors.version, tensors.tf.version_core);
  if (fallback) assert.equal(tensors.backend, 'wasm');
  assert.ok(tensors.why.length > 0);
});

test('everything that requires tfjs-node, such as danfojs-node, gets the same copy', async () => {
  const { tf } = await loadTensors();
  assert.equal(require('@tensorflow/tfjs-node'), tf);
  assert.equal((require('danfojs-node') as { tensorflow: unknown }).tensorflow, tf);
});

test('the fallback has the kernels that WebAssembly lacks', async () => {
  const { backend, bridged } = await loadTensors();
  if (backend === 'tensorflow') assert.deepEqual(bridged, []);
  else for (const name of ['UnsortedSegmentSum', 'Einsum', 'FFT']) assert.ok(bridged.includes(name), name);
});

test('unsortedSegmentSum adds up rows by their segment', async () => {
  const sums = await withTensors(({ tf }) => {
    const rows = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
    // Read by a kernel of the backend's own, so that a bridged result has to move.
    return tf
      .unsortedSegmentSum(rows, tf.tensor1d([2, 0, 2], 'int32'), 3)
      .mul(10)
      .dataSync();
  });
  assert.deepEqual([...sums], [30, 40, 0, 0, 60, 80]);
});

test('unsortedSegmentSum leaves out ids below 0, and costs the rows, not rows times segments', async () => {
  await withTensors(({ tf }) => {
    const [count, segments, width] = [20_000, 10_000, 4];
    const rows = Float32Array.from({ length: count * width }, (_, n) => n % 7);
    const ids = Int32Array.from({ length: count }, (_, n) => ((n * 7919) % (segments + 1)) - 1);
    const expected = new Float32Array(segments * width);
    for (const [n, id] of ids.entries()) {
      for (let k = 0; k < width && id >= 0; k++) expected[id * width + k] += rows[n * width + k];
    }
    const before = process.cpuUsage();
    const sums = tf.unsortedSegmentSum(
      tf.tensor2d(rows, [count, width]),
      tf.tensor1d(ids, 'int32'),
      segments,
    );
    assert.deepEqual([sums.shape, sums.dtype, sums.dataSync()], [[segments, width], 'float32', expected]);
    // With a pass over all rows for each segment, it is a minute.
    const { user, system } = process.cpuUsage(before);
    assert.ok(user + system < 3e6, `${(user + system) / 1e6} s`);
  });
});

test('the gradient of gather counts how often each row was taken', async () => {
  const gradient = await withTensors(({ tf }) => {
    const taken = (x: Parameters<typeof tf.gather>[0]) => tf.gather(x, tf.tensor1d([1, 1, 3], 'int32')).sum();
    return tf
      .grad(taken)(tf.ones([4, 2]))
      .dataSync();
  });
  assert.deepEqual([...gradient], [0, 0, 2, 2, 0, 0, 1, 1]);
});

test('einsum multiplies matrices, and its result can be reshaped', async () => {
  const product = await withTensors(({ tf }) => {
    const a = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    return tf.einsum('ij,kj->ik', a, a).reshape([4]).add(1).dataSync();
  });
  assert.deepEqual([...product], [6, 12, 12, 26]);
});

test('a scope leaves nothing behind, over bridged kernels and awaits', async () => {
  const { tf } = await loadTensors();
  const before = tf.memory();
  for (let round = 0; round < 3; round++) {
    await withTensors(async () => {
      const x = tf.ones([3, 2]);
      const sums = tf.unsortedSegmentSum(x, tf.tensor1d([0, 1, 0], 'int32'), 2);
      await tf.einsum('ij,jk->ik', x, sums).data();
      tf.grad((y) => tf.gather(y, tf.tensor1d([0], 'int32')).sum())(x);
    });
  }
  const after = tf.memory();
  assert.deepEqual(
    [after.numTensors, after.numDataBuffers, after.numBytes],
    [before.numTensors, before.numDataBuffers, before.numBytes],
  );
});

test('returned tensors live on, alone or inside arrays and objects; the rest is disposed', async () => {
  const before = countTensors();
  const result = await withTensors(async ({ tf }) => {
    const lost = tf.ones([2]);
    await sleep(1);
    return { one: tf.zeros([1]), more: [tf.ones([3])], lost: () => lost, big: new Float32Array(1e6) };
  });
  assert.equal(countTensors() - before, 2);
  assert.ok(result.lost().isDisposed);
  assert.deepEqual([...result.more[0].dataSync()], [1, 1, 1]);
  result.one.dispose();
  result.more[0].dispose();
  assert.equal(countTensors(), before);
});

test('a leak is reported with its number and size, returned tensors are none', async () => {
  const leaks: TensorLeak[] = [];
  const kept = await withTensors(({ tf }) => tf.keep(tf.ones([4])), { onLeak: (leak) => leaks.push(leak) });
  assert.equal(leaks.length, 0);
  const { tf } = await loadTensors();
  const made: { dispose(): void }[] = [kept];
  await withTensors(
    () => {
      made.push(tf.keep(tf.ones([4])), tf.variable(tf.ones([2])));
    },
    { name: 'fit', onLeak: (leak) => leaks.push(leak) },
  );
  assert.deepEqual(leaks, [{ name: 'fit', tensors: 2, bytes: 24 }]);
  for (const tensor of made) tensor.dispose();
});

test('an error disposes all and comes through', async () => {
  const before = countTensors();
  const failing = withTensors(async ({ tf }) => {
    tf.ones([2]);
    await sleep(1);
    throw new RangeError('on purpose');
  });
  await assert.rejects(failing, new RangeError('on purpose'));
  assert.equal(countTensors(), before);
});

test('scopes that are started together run one after another', async () => {
  const { tf } = await loadTensors();
  const events: string[] = [];
  const scope = (name: string, milliseconds: number) =>
    withTensors(async () => {
      events.push(`${name} starts`);
      const mine = tf.scalar(milliseconds);
      await sleep(milliseconds);
      events.push(`${name} ends`);
      return (await mine.data())[0];
    });
  assert.deepEqual(await Promise.all([scope('a', 20), scope('b', 1)]), [20, 1]);
  assert.deepEqual(events, ['a starts', 'a ends', 'b starts', 'b ends']);
});

test('nested scopes run inside, also when several start at once', async () => {
  const { tf } = await loadTensors();
  const before = countTensors();
  const total = await withTensors(async () => {
    const ten = tf.scalar(10);
    const parts = await Promise.all([1, 2, 3].map((x) => withTensors(() => sleep(1).then(() => ten.mul(x)))));
    return tf.addN(parts).dataSync()[0];
  });
  assert.equal(total, 60);
  assert.equal(countTensors(), before);
});

test('a forgotten nested scope is waited for', async () => {
  const before = countTensors();
  let finished = false;
  await withTensors(({ tf }) => {
    withTensors(async () => {
      tf.ones([5]);
      await sleep(5);
      finished = true;
    });
  });
  assert.ok(finished);
  assert.equal(countTensors(), before);
});

test('a second copy of the module shares the engine, its turns and what it knows', async () => {
  const file = require.resolve('../../../lib/math/tensors/tensors');
  delete require.cache[file];
  const copy = require(file) as typeof import('../../../lib/math/tensors/tensors');
  assert.notEqual(copy.withTensors, withTensors);
  assert.equal(await copy.loadTensors(), await loadTensors());
  const events: string[] = [];
  const first = withTensors(() => sleep(10).then(() => events.push('first')));
  await Promise.all([first, copy.withTensors(() => events.push('second'))]);
  assert.deepEqual(events, ['first', 'second']);
});

test('a scope that is aborted while it waits never starts', async () => {
  const controller = new AbortController();
  const first = withTensors(() => sleep(10));
  let started = false;
  const second = withTensors(
    () => {
      started = true;
    },
    { signal: controller.signal },
  );
  controller.abort(new Error('stopped'));
  await assert.rejects(second, new Error('stopped'));
  await first;
  assert.equal(started, false);
  assert.equal(await withTensors(() => 'next'), 'next');
});

test('layers and optimizers are there, with their types', async () => {
  const before = countTensors();
  const losses = await withTensors(async ({ tf }) => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
    const optimizer = tf.train.adam(0.1);
    model.compile({ optimizer, loss: 'meanSquaredError' });
    const [x, y] = [tf.tensor2d([[0], [1], [2]]), tf.tensor2d([[5], [6], [7]])];
    const { history } = await model.fit(x, y, { epochs: 30, verbose: 0 });
    model.dispose();
    optimizer.dispose();
    return history.loss as number[];
  });
  assert.equal(losses.length, 30);
  assert.ok(losses[29] < losses[0] / 2, losses.join(', '));
  assert.equal(countTensors(), before);
});

test('a cell knows the types of layers too', () => {
  const converter = createProjectConverter({ folder: path.join(__dirname, '../../../notebooks') });
  const code = (units: string) => `import { loadTensors } from '../lib/math/tensors/tensors';
const { tf } = await loadTensors();
tf.layers.dense({ units: ${units} });`;
  assert.equal(converter.convert(code('1')).problems, undefined);
  assert.match(JSON.stringify(converter.convert(code("'one'")).problems), /not assignable to type 'number'/);
  converter.close();
});
