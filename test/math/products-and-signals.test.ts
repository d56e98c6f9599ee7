import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import * as path from 'node:path';
import { test } from 'node:test';

const ROOT = path.join(__dirname, '..', '..');

/** Products as a fit of SVD makes them, while a signal comes every millisecond. */
const PROGRAM = `
  const { Worker } = require('node:worker_threads');
  const { productCells, sparsePattern } = require('./lib/math/sparse/sparse-matrix');
  const { withTensors } = require('./lib/math/tensors/tensors');
  process.on('SIGWINCH', () => {});
  const send = 'setInterval(() => process.kill(' + process.pid + ', "SIGWINCH"), 1)';
  new Worker(send, { eval: true }).unref();
  withTensors(async (tensors) => {
    const { tf } = tensors;
    const cells = Int32Array.from({ length: 5000 }, (_, n) => n);
    const pattern = sparsePattern(tensors, cells.map((n) => n % 236), cells.map((n) => n % 550), [236, 550]);
    const [p, q] = [tf.ones([236, 102]), tf.ones([550, 102])];
    for (let n = 0; n < 4000; n++) {
      tf.dispose(productCells(tensors, pattern, p, q));
      if (n % 100 === 0) await new Promise(setImmediate);
    }
    const [first] = productCells(tensors, pattern, p, q).dataSync();
    process.stdout.write('done ' + first);
  }).then(() => process.exit());
`;

// TensorFlow's `MatMul` loses its memory to a signal at this size within a second; a stop button sends one.
test('signals in the middle of products do no harm', async () => {
  const child = spawn(process.execPath, ['--require', 'tsx/cjs', '-e', PROGRAM], { cwd: ROOT });
  let told = '';
  child.stdout.on('data', (text) => {
    told += text;
  });
  child.stderr.on('data', (text) => {
    told += text;
  });
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => {
    child.on('close', (...ended) => resolve(ended));
  });
  assert.deepEqual([code, signal, told], [0, null, 'done 102']);
});
