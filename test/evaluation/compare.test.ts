import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import * as path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { readArguments } from '../../scripts/compare/arguments';
import { type ComparisonRow, markdownOf, tableOf } from '../../scripts/compare/tables';
import { withoutMovieLens } from '../fixtures/movielens';

const run = promisify(execFile);
const ROOT = path.join(__dirname, '..', '..');

function compare(...args: string[]) {
  return run(process.execPath, ['--require', 'tsx/cjs', 'scripts/compare.ts', ...args], { cwd: ROOT });
}

test('--json is one array of rows with receipts, and nothing else', {
  skip: withoutMovieLens(),
}, async () => {
  const { stdout, stderr } = await compare(
    '--models',
    'BaselineOnly ALS, NormalPredictor',
    '--seeds',
    '2',
    '--json',
  );
  const rows = JSON.parse(stdout) as ComparisonRow[];
  assert.deepEqual(
    rows.map(({ label, model, split, runs }) => [label, model, split, runs.length]),
    [
      ['BaselineOnly ALS', 'BaselineOnly', 'tutorial', 1],
      ['NormalPredictor', 'NormalPredictor', 'tutorial', 2],
    ],
  );
  const [als, noise] = rows;
  assert.deepEqual([als.rmse.toFixed(4), als.mae.toFixed(4)], ['0.9442', '0.7490']);
  assert.equal(als.options.method, 'als');
  assert.equal(als.receipt.splitSeed, 42);
  assert.ok(als.fitSeconds > 0 && als.testSeconds > 0);
  assert.equal(noise.rmse, (noise.runs[0].rmse + noise.runs[1].rmse) / 2);
  assert.deepEqual(
    noise.runs.map(({ seed }) => seed),
    [0, 1],
  );
  assert.match(stderr, /^1\/2 BaselineOnly ALS, random 80\/20, seed 42: RMSE 0\.9442, MAE 0\.7490, fit/);
});

test('u1..u5 is the mean over the five folds: 0.9457', { skip: withoutMovieLens() }, async () => {
  const { stdout } = await compare('--models', 'BaselineOnly ALS', '--split', 'u1..u5');
  assert.match(stdout, /^BaselineOnly ALS +0\.9457 ± 0\.00\d\d +0\.74\d\d ± /m);
});

test('an unknown row lists the rows and ends with 2', async () => {
  const failure = await compare('--models', 'svd').catch(
    (error: { code: number; stderr: string; stdout: string }) => error,
  );
  assert.ok('code' in failure);
  assert.equal(failure.code, 2);
  assert.equal(failure.stdout, '');
  assert.match(failure.stderr, /there is no row "svd"; the rows are\n {2}NormalPredictor\n/);
  assert.match(failure.stderr, /\n {2}KNNBaseline item pearson_baseline\n/);
});

const refused: [string[], RegExp][] = [
  [['--split', 'u6'], /--split must be one of tutorial, u1, .*, u1\.\.u5, cv5, got u6/],
  [['--seeds', '0'], /--seeds must be a positive whole number, got 0/],
  [['--seeds'], /--seeds needs a value/],
  [['--models', '--json'], /--models needs a value/],
  [['--fast'], /there is no argument --fast/],
];
for (const [args, message] of refused) {
  test(`refused: ${args.join(' ')}`, () => {
    assert.throws(() => readArguments(args), { name: 'OptionError', message });
  });
}

test('the tables: four columns of numbers, a spread where there are several runs', () => {
  const row = {
    label: 'SVD',
    rmse: 0.93441,
    mae: 0.7371,
    rmseSd: 0.0009,
    maeSd: 0.001,
    fitSeconds: 0.7,
    testSeconds: 0.02,
  };
  const rows = [
    { ...row, runs: [{}, {}] },
    { ...row, label: 'ALS', runs: [{}] },
  ] as unknown as ComparisonRow[];
  assert.deepEqual(markdownOf(rows).split('\n'), [
    '| Model | RMSE | MAE |',
    '| :-- | --: | --: |',
    '| SVD | 0.9344 ± 0.0009 | 0.7371 ± 0.0010 |',
    '| ALS | 0.9344 | 0.7371 |',
  ]);
  const [head, first] = tableOf(rows).split('\n');
  assert.equal(head.length, first.length);
});
