/** No typed array leaves `tf.tidy`: TensorFlow.js would search each of its numbers for tensors, minutes for some millions. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadTensors } from '../../../lib/math/tensors/tensors';
import { MODELS } from '../../../lib/models/registry';
import { toyRatings } from '../../../lib/testing/toy-ratings';

test('no typed array leaves a tidy scope, whatever model is fitted', async (t) => {
  const { tf } = await loadTensors();
  const engine = tf.engine();
  const endScope = engine.endScope.bind(engine);
  let scopes = 0;
  const left: string[] = [];
  let fitted = '';
  t.mock.method(engine, 'endScope', (result?: never) => {
    scopes++;
    if (ArrayBuffer.isView(result)) left.push(fitted);
    endScope(result);
  });
  for (const { name, defaults, create } of MODELS) {
    fitted = name;
    await create('epochs' in defaults ? { epochs: 1 } : {}).fit(toyRatings());
  }
  assert.ok(scopes > 0);
  assert.deepEqual(left, []);
});
