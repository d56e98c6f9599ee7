/** Without TensorFlow's native library, the networks learn the same. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { test } from 'node:test';
import { type ToyFit, toyFits } from './toy-fits';

test('on the fallback backend, each network has the same scores', async () => {
  const script = `
    const { toyFits } = require(${JSON.stringify(path.join(__dirname, 'toy-fits'))});
    toyFits().then((fits) => console.log(JSON.stringify(fits)));`;
  const env: NodeJS.ProcessEnv = { ...process.env, RECOMMENDER_LAB_BACKEND: 'fallback' };
  delete env.NODE_TEST_CONTEXT;
  const args = ['--require', 'tsx/cjs', '--eval', script];
  const { stdout, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  assert.equal(stderr, '');
  const there = JSON.parse(stdout) as ToyFit[];
  for (const [n, { what, scores }] of (await toyFits()).entries()) {
    assert.equal(there[n].what, what);
    for (const [user, own] of scores.entries()) {
      for (const [item, score] of own.entries()) {
        const other = there[n].scores[user][item];
        if (score === null || other === null) assert.equal(other, score);
        else
          assert.ok(
            Math.abs(score - other) < 2e-3,
            `${what}: user ${user}, item ${item}: ${score}, not ${other}`,
          );
      }
    }
  }
});
