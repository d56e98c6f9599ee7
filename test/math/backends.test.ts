/** The choice of the backend, and tests of what computes with tensors once more on the fallback. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import * as path from 'node:path';
import test from 'node:test';

const root = path.resolve(__dirname, '../..');
const prelude = JSON.stringify(path.join(root, 'lib/core/tfjs-prelude.cjs'));

function run(args: string[], backend: string) {
  const env: NodeJS.ProcessEnv = { ...process.env, RECOMMENDER_LAB_BACKEND: backend };
  delete env.NODE_TEST_CONTEXT; // else the child reports to our own runner and prints nothing
  return spawnSync(process.execPath, args, { cwd: root, env, encoding: 'utf8' });
}

test('the tests of tensors, solving, and ALS pass on the fallback too', () => {
  const names = ['math/tensors/tensors', 'math/dense/matrix-solve', 'models/factors/als'];
  const files = names.map((name) => `test/${name}.test.ts`);
  const { status, stdout, stderr } = run(
    ['--require', 'tsx/cjs', '--test', '--test-reporter=tap', ...files],
    'fallback',
  );
  assert.equal(status, 0, stdout + stderr);
  assert.match(stdout, /^# pass (?!0$)\d+$/m);
});

test('the prelude loads nothing by itself, and works twice', () => {
  const script = `
    require(${prelude});
    const heavy = () => Object.keys(require.cache).filter((file) => /tensorflow|danfo/.test(file));
    if (heavy().length > 0) throw new Error('loaded ' + heavy());
    const load = require('node:module')._load;
    delete require.cache[require.resolve(${prelude})];
    require(${prelude});
    if (require('node:module')._load !== load) throw new Error('hooked twice');
    const { TF_CPP_MIN_LOG_LEVEL: level, TF_NUM_INTRAOP_THREADS: threads } = process.env;
    console.log(level, threads);`;
  const { stdout, stderr } = run(['--eval', script], '');
  assert.equal(stderr, '');
  const { TF_CPP_MIN_LOG_LEVEL: level, TF_NUM_INTRAOP_THREADS: threads } = process.env;
  assert.equal(stdout, `${level ?? 2} ${threads ?? (availableParallelism() <= 2 ? 1 : undefined)}\n`);
});

test('Danfo on the fallback starts and computes without a word of its own', () => {
  const script = `
    const prelude = require(${prelude});
    const { Series } = require('danfojs-node');
    console.log(prelude.backend, prelude.why, new Series([1, 2]).tensor.mul(2).arraySync().join());`;
  const { stdout, stderr } = run(['--eval', script], 'fallback');
  assert.equal(stderr, '');
  assert.equal(stdout, "wasm RECOMMENDER_LAB_BACKEND is 'fallback' 2,4\n");
});

test('an unhandled rejection on the fallback stays with the handlers that were there', () => {
  const script = `
    const { loadTensors } = require('./lib/math/tensors/tensors');
    process.on('unhandledRejection', (reason) => console.log('handled', reason));
    loadTensors().then(() => { Promise.reject(7); });`;
  const { status, stdout, stderr } = run(['--require', 'tsx/cjs', '--eval', script], 'fallback');
  assert.equal(stderr, '');
  assert.equal(stdout, 'handled 7\n');
  assert.equal(status, 0);
});

test('a backend that does not exist is refused with those that do', () => {
  const { stderr, status } = run(['--eval', `require(${prelude}).backend`], 'gpu');
  assert.match(stderr, /RECOMMENDER_LAB_BACKEND must be 'native' or 'fallback' or not set, got 'gpu'/);
  assert.equal(status, 1);
});
