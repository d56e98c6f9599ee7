/** The command line of `npm run spark`, its messages, and its line of progress; the work is in `test/big-data`. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { test } from 'node:test';
import { SparkALS } from '../../lib/big-data/spark/spark-als';
import { SparkImplicitALS } from '../../lib/big-data/spark/spark-implicit-als';
import { runSparkJob, sparkEnvironment } from '../../lib/big-data/spark/spark-job';
import { modelOf } from '../../lib/models/registry';
import { spark } from '../../scripts/spark';
import { readArguments } from '../../scripts/spark/arguments';
import { sameModel } from '../../scripts/spark/models';
import { statusLine } from '../../scripts/spark/status-line';

const GIVEN = ['--ratings', 'r.csv', '--out', 'model'];

test('arguments: defaults, and all of them', () => {
  const { task, ratings, out, cluster, options, implicit } = readArguments(['train', ...GIVEN]);
  assert.deepEqual([task, ratings, out, implicit, options], ['train', 'r.csv', 'model', false, {}]);
  assert.deepEqual(cluster, { master: 'local[*]', memory: '2g', settings: {} });
  const all = readArguments([
    ...[
      'compare',
      '--ratings',
      'r.csv',
      '--implicit',
      '--positive-from',
      '3.5',
      '--factors',
      '8',
      '--rounds',
      '4',
    ],
    ...['--regularization', '.2', '--alpha', '3', '--seed', '7', '--master', 'spark://one:7077', '--json'],
    ...['--columns', 'user=who,item=what,rating=', '--skip-damaged'],
    ...['--memory', '512m', '--set', 'spark.a=b=c d', '--partitions', '6'],
  ]);
  const models = { positiveFrom: 3.5, factors: 8, epochs: 4, reg: 0.2, alpha: 3, seed: 7 };
  assert.deepEqual([all.columns, all.skipDamaged], [{ user: 'who', item: 'what', rating: null }, true]);
  assert.deepEqual([all.options, all.partitions, all.json], [models, 6, true]);
  const wanted = { master: 'spark://one:7077', memory: '512m', settings: { 'spark.a': 'b=c d' } };
  assert.deepEqual(all.cluster, wanted);
});

const refused: [args: string[], message: RegExp][] = [
  [[], /^say what to do: train or compare\n\nnpm run spark/],
  [['fit', ...GIVEN], /^the first argument must be one of train, compare, got fit$/],
  [['train', 'x', ...GIVEN], /^Unexpected argument: x/],
  [['train', '--out', 'model'], /^--ratings is missing/],
  [['train', '--ratings', 'r.csv'], /^--out is missing/],
  [['compare', ...GIVEN], /^--out is for train only$/],
  [['train', ...GIVEN, '--json'], /^--json is for compare only$/],
  [['train', ...GIVEN, '--master', 'spark:host'], /^--master must be like local\[2\], .*, got spark:host$/],
  [['train', ...GIVEN, '--memory', '2'], /^--memory must be like 512m or 4g, got 2$/],
  [['train', ...GIVEN, '--set', 'cores=2'], /^--set must be like spark\.executor\.cores=4, got cores=2$/],
  [['compare', '--ratings', 'r.csv', '--keep', 'none'], /^--keep is for train only$/],
  [['train', ...GIVEN, '--keep', 'some'], /^--keep must be one of rows, seen, none, got some$/],
  [['train', ...GIVEN, '--columns', 'user=who'], /^--columns must name user and item/],
  [['train', ...GIVEN, '--alpha', '2'], /^--alpha is for --implicit only$/],
  [['train', ...GIVEN, '--factors', 'x'], /^--factors must be a number, got x$/],
  [['train', ...GIVEN, '--factors', '0'], /^ALS: factors must be a positive whole number, got 0$/],
  [['train', ...GIVEN, '--implicit', '--alpha', '0'], /^ImplicitALS: alpha must be a number above 0, got 0$/],
];
for (const [args, message] of refused) {
  test(`refused: ${args.join(' ') || 'nothing'}`, async () => {
    const screen = { print: () => {}, note: () => {}, status: () => {} };
    await assert.rejects(spark(args, screen, new AbortController().signal), { name: 'OptionError', message });
  });
}

test('ratings that aren’t there are refused before the work', async () => {
  const screen = { print: () => {}, note: () => {}, status: () => {} };
  const refusal = spark(['train', ...GIVEN], screen, new AbortController().signal);
  await assert.rejects(refusal, { name: 'DataError', message: /r\.csv: no such file or folder$/ });
});

test('a folder with other files is refused before the work', async (t) => {
  const out = mkdtempSync(path.join(tmpdir(), 'spark-out-'));
  t.after(() => rmSync(out, { recursive: true }));
  writeFileSync(path.join(out, 'thesis.tex'), '');
  const screen = { print: () => {}, note: () => {}, status: () => {} };
  const args = ['train', '--ratings', 'r.csv', '--out', out];
  await assert.rejects(spark(args, screen, new AbortController().signal), /--out must be a new folder/);
});

const NOWHERE = { programs: { python: '', java: '' }, cluster: { master: 'local', memory: '1g' } };

test('the models on Spark are those of the registry, with the penalty of Spark', () => {
  const als = new SparkALS({ factors: 3 }, NOWHERE);
  assert.deepEqual([als.name, als.options.regExponent, als.options.factors], ['ALS', 1, 3]);
  const implicit = new SparkImplicitALS({}, NOWHERE);
  assert.deepEqual([implicit.name, implicit.options.regExponent], ['ImplicitALS', 1]);
  for (const model of [als, implicit]) {
    const same = sameModel(model);
    assert.deepEqual(same.options, model.options);
    assert.equal(same.constructor, modelOf({ model: model.name }).constructor);
  }
});

test('the environment of Spark: this machine only where that is enough, quoted settings, our Java', () => {
  const programs = { python: '/p', java: '/opt/jdk/bin/java' };
  const of = (master: string) =>
    sparkEnvironment({
      programs,
      scratch: '/s',
      cluster: { master, memory: '3g', settings: { 'spark.x': "it's" } },
    });
  const here = of('local[2]');
  assert.deepEqual([here.JAVA_HOME, here.SPARK_LOCAL_IP], ['/opt/jdk', '127.0.0.1']);
  assert.match(here.PYSPARK_SUBMIT_ARGS!, /'spark\.driver\.memory=3g'.*'spark\.x=it'\\''s' 'pyspark-shell'$/);
  assert.equal(of('spark://127.0.0.1:7077').SPARK_LOCAL_IP, '127.0.0.1');
  const far = of('spark://one:7077');
  assert.equal(far.SPARK_LOCAL_IP, process.env.SPARK_LOCAL_IP);
  assert.match(far.PYSPARK_SUBMIT_ARGS!, /'spark\.executor\.memory=3g'/);
  assert.doesNotMatch(far.PYSPARK_SUBMIT_ARGS!, /127\.0\.0\.1/);
});

test('a failed job says why in Spark’s words, or what helps', async () => {
  const failing = (program: string) =>
    runSparkJob({
      programs: { python: program, java: '/j' },
      cluster: { master: 'local', memory: '1g' },
      args: [],
      scratch: tmpdir(),
    });
  // Node reads the name of the script as its own, and fails on it.
  await assert.rejects(failing(process.execPath), { code: 'SPARK', message: /^Spark failed:\n[\s\S]*Error/ });
  await assert.rejects(failing('/no/such/python'), { code: 'SPARK', message: /ENOENT/ });
});

test('progress: one line that is overwritten on a terminal, otherwise a line for each change', () => {
  const written: string[] = [];
  const write = (text: string) => written.push(text) > 0;
  const terminal = statusLine({ write: write as never, isTTY: true, columns: 12 });
  terminal.status('round 1 of 10');
  terminal.status('round 2 of 10');
  terminal.note('done');
  assert.deepEqual(written.splice(0), ['round 1 of ', '\r\u001b[K', 'round 2 of ', '\r\u001b[K', 'done\n']);
  const log = statusLine({ write: write as never, isTTY: false, columns: 80 });
  log.status('round 1 (0 tasks)', 'round 1');
  log.status('round 1 (1 task)', 'round 1');
  log.status('round 2 (0 tasks)', 'round 2');
  assert.deepEqual(written, ['round 1 (0 tasks)\n', 'round 2 (0 tasks)\n']);
});
