import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { cacheFolder } from '../../lib/core/cache-folder.cjs';
import { MODELS } from '../../lib/models/registry';
import { readArguments } from '../../scripts/bench/arguments';
import { GROUPS } from '../../scripts/bench/case';
import { CASES } from '../../scripts/bench/cases';
import type { BenchRow } from '../../scripts/bench/comparison';
import { prepareTable, prepareTimes } from '../../scripts/bench/prepare/prepare-times';
import { surprisePython } from '../../scripts/bench/surprise-environment';
import { TYPESCRIPT } from '../../scripts/cli/node-arguments';
import { pipFailure } from '../../scripts/python/cached-python';
import { withoutMovieLens } from '../fixtures/movielens';

const run = promisify(execFile);
const ROOT = path.join(__dirname, '..', '..');

function bench(args: readonly string[], env: NodeJS.ProcessEnv = process.env) {
  const all = [...TYPESCRIPT, 'scripts/bench.ts', ...args];
  return run(process.execPath, all, { cwd: ROOT, env });
}

/** An environment without Python, and with empty folders for the cache and for temporary files. */
function bareEnvironment() {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-test-'));
  const cache = path.join(folder, 'cache');
  mkdirSync(path.join(cache, 'recommender-lab'), { recursive: true });
  // What has been translated already.
  mkdirSync(path.join(cacheFolder(), 'typescript'), { recursive: true });
  symlinkSync(
    path.join(cacheFolder(), 'typescript'),
    path.join(cache, 'recommender-lab', 'typescript'),
    'junction',
  );
  const env = { ...process.env, PATH: folder, Path: folder, XDG_CACHE_HOME: cache, TMPDIR: folder };
  return { folder, env, tidy: () => rmSync(folder, { recursive: true }) };
}

const refused: [string[], RegExp][] = [
  [
    ['--only', 'knn,svdp'],
    /--only must be one of knn, svd, svdpp, nmf, als, bayesian, grid, ranking, neural, growth, pytorch, got svdp/,
  ],
  [['--only'], /^--only needs a value\n/],
  [['--only', '--json'], /^--only needs a value\n/],
  [['--repeat', '0'], /--repeat must be a whole number from 1 to 1000, got 0/],
  [['--repeat', '1.5'], /--repeat must be a whole number from 1 to 1000, got 1\.5/],
  [['--service', '--kernel'], /--service and --kernel: one at a time/],
  [['--experiment'], /--experiment needs --service/],
  [['--items', '5000'], /--items needs --service/],
  [['--service', '--items', '5'], /--items must be a whole number from 1000/],
  [['--rows', '5000'], /--rows needs --prepare/],
  [['--prepare', '--rows', '5'], /--rows must be a whole number from 1000/],
  [['--prepare', '--index'], /--index and --prepare: one at a time/],
  [['--service', '--index'], /--service and --index: one at a time/],
  [['--quick'], /^Unknown option: --quick\n/],
];
for (const [args, message] of refused) {
  test(`refused: ${args.join(' ')}`, () => {
    assert.throws(() => readArguments(args), { name: 'OptionError', message });
  });
}

test('the preparation of a file is measured in a process of its own', async () => {
  const row = await prepareTimes(1000, () => undefined);
  assert.ok(row.ratings > 100 && row.ratings <= 1000, `${row.ratings}`);
  assert.ok(row.peakMegabytes > 50 && row.prepareSeconds > 0 && row.fitSeconds > 0);
  assert.match(prepareTable(row), /^1,000 lines of CSV \(0 MB\), \d+ ratings: /);
  assert.match(
    prepareTable({ ...row, rows: 25e6, peakMegabytes: 2001 }),
    /under 60 s and 2000 MB: missed\.$/,
  );
});

test('a wrong argument ends with 2 before anything is installed or measured', async () => {
  const { folder, env, tidy } = bareEnvironment();
  const failure = await bench(['--repeat', 'many'], env).catch(
    (error: { code: number; stderr: string; stdout: string }) => error,
  );
  assert.ok('code' in failure);
  assert.deepEqual([failure.code, failure.stdout], [2, '']);
  assert.equal(failure.stderr, '--repeat must be a whole number from 1 to 1000, got many\n');
  assert.deepEqual(readdirSync(folder), ['cache']);
  tidy();
});

test('arguments: defaults, and all of them', () => {
  assert.deepEqual(readArguments([]), {
    only: GROUPS.filter((group) => group !== 'pytorch'),
    repeat: undefined,
    full: false,
    service: false,
    experiment: false,
    items: 0,
    kernel: false,
    index: false,
    prepareRows: 0,
    streamEvents: 0,
    kafka: false,
    experimentRuns: 0,
    offPolicyRuns: 0,
    form: 'table',
  });
  assert.deepEqual(readArguments(['--only', 'svd, als', '--repeat', '5', '--full', '--service', '--json']), {
    only: ['svd', 'als'],
    repeat: 5,
    full: true,
    service: true,
    experiment: false,
    items: 0,
    kernel: false,
    index: false,
    prepareRows: 0,
    streamEvents: 0,
    kafka: false,
    experimentRuns: 0,
    offPolicyRuns: 0,
    form: 'json',
  });
  const { kernel, repeat, form } = readArguments(['--kernel', '--repeat', '2', '--json']);
  assert.deepEqual({ kernel, repeat, form }, { kernel: true, repeat: 2, form: 'json' });
  const stream = readArguments(['--stream', '--kafka', '--events', '1050']);
  assert.deepEqual([stream.streamEvents, stream.kafka], [1100, true]);
  assert.equal(readArguments(['--experiments', '--runs', '20']).experimentRuns, 20);
  assert.equal(readArguments(['--experiments']).experimentRuns, 1000);
  assert.equal(readArguments(['--off-policy', '--runs', '20']).offPolicyRuns, 20);
});

test('every group has a case, and every case options that its model takes', () => {
  for (const group of GROUPS) assert.ok(CASES.some((the) => the.group === group));
  for (const { label, ours } of CASES) {
    const entry = MODELS.find(({ name }) => name === ours.model);
    assert.ok(entry, `${label}: there is no model ${ours.model}`);
    entry.create(ours.options);
    for (const [name, values] of Object.entries(ours.grid ?? {})) {
      for (const value of values) entry.create({ ...ours.options, [name]: value });
    }
  }
});

test('without Python: why, and our times alone, as one array', { skip: withoutMovieLens() }, async () => {
  const { folder, env, tidy } = bareEnvironment();
  const { stdout, stderr } = await bench(['--only', 'knn', '--repeat', '1', '--json'], env);
  const rows = JSON.parse(stdout) as BenchRow[];
  assert.deepEqual(
    rows.map(({ label, ours, theirs, ratio, trainRows, testRows }) => [
      label,
      ours?.rmse?.toFixed(4),
      theirs,
      ratio,
      trainRows,
      testRows,
    ]),
    [
      ['KNNBasic user cosine', '1.0194', undefined, undefined, 80_000, 20_000],
      ['KNNBaseline item pearson_baseline', '0.9169', undefined, undefined, 80_000, 20_000],
    ],
  );
  for (const { ours } of rows) {
    assert.ok(ours && ours.fitSeconds > 0 && ours.testSeconds > 0 && ours.startSeconds > 0);
    assert.ok(ours.peakMegabytes >= ours.startMegabytes && ours.startMegabytes > 20);
  }
  assert.match(stderr, /^Surprise 1\.1\.5 could not be installed: it needs Python 3\.11 or later, and none/m);
  assert.match(stderr, /^Only our times follow\.$/m);
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.startsWith('recommender-lab')),
    [],
    'no row of the data set is left behind',
  );
  tidy();
});

test('what to do where Surprise cannot be installed', async () => {
  const { env, tidy } = bareEnvironment();
  await assert.rejects(surprisePython({ env, note: () => {} }), {
    code: 'NO_ENVIRONMENT',
    message: /needs Python 3\.11 or later, and none was found/,
  });
  tidy();
  const asked = { packages: ['implicit==0.7.3'], command: 'npm run bench' };
  for (const compiler of [
    "error: command 'x86_64-linux-gnu-gcc' failed: No such file or directory",
    "error: [Errno 2] No such file or directory: '/usr/bin/gcc'",
    'error: Microsoft Visual C++ 14.0 or greater is required',
  ]) {
    assert.match(
      pipFailure(compiler, asked),
      /no C compiler was found\. Install one \(.+\), then run: npm run bench/,
    );
  }
  assert.match(pipFailure('fatal error: Python.h: No such file or directory', asked), /python3-dev/);
  assert.match(pipFailure('… NewConnectionError …', asked), /package index can't be reached/);
  assert.match(
    pipFailure('ERROR: something else', asked),
    /pip could not install implicit==0\.7\.3:\nERROR: something else/,
  );
});
