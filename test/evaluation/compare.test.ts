import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { itemId } from '../../lib/core/ids';
import type { Film } from '../../lib/data/movielens/film';
import { compareColdStart } from '../../lib/evaluation/comparison/cold-start/cold-start';
import type { ColdStartRow } from '../../lib/evaluation/comparison/cold-start/row';
import type { RankingComparisonRow } from '../../lib/evaluation/comparison/compare-lists';
import {
  type ComparisonRow,
  ratingMarkdown,
  ratingTable,
} from '../../lib/evaluation/comparison/compare-ratings';
import { jsonRows } from '../../lib/evaluation/comparison/json-rows';
import { spreadNote, spreadOf } from '../../lib/evaluation/comparison/spread';
import { RANKING_METRIC_NAMES } from '../../lib/evaluation/ranking/metrics/ranking-metrics';
import { MODELS } from '../../lib/models/registry';
import { compare as command } from '../../scripts/compare';
import { modelsFor, readArguments } from '../../scripts/compare/arguments';
import { differences, readmeTables } from '../../scripts/compare/readme-tables';
import { withoutMovieLens } from '../fixtures/movielens';
import { syntheticRatings } from './synthetic-ratings';

const run = promisify(execFile);
const ROOT = path.join(__dirname, '..', '..');

/** Runs the command as it is typed. */
function compare(...args: string[]) {
  return run(process.execPath, ['--require', 'tsx/cjs', 'scripts/compare.ts', ...args], { cwd: ROOT });
}

/** Runs it in this process, which has loaded TensorFlow. */
async function compareHere(...args: string[]) {
  const lines = { print: [] as string[], note: [] as string[] };
  const screen = {
    print: (text: string) => void lines.print.push(text),
    note: (line: string) => void lines.note.push(line),
  };
  assert.equal(await command(args, screen), 0);
  const [stdout, stderr] = [lines.print, lines.note].map((each) => each.map((line) => `${line}\n`).join(''));
  return { stdout, stderr };
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
  const { stdout } = await compareHere('--models', 'BaselineOnly ALS', '--split', 'u1..u5');
  assert.match(stdout, /^BaselineOnly ALS +0\.9457 ± 0\.00\d\d +0\.74\d\d ± /m);
  assert.match(
    stdout,
    /^± is the standard deviation over the 5 folds: it shows how much they differ and is not an interval/m,
  );
});

/** A row as `--json` prints it: see `json-rows.ts`. */
type PrintedRankingRow = Pick<
  RankingComparisonRow,
  'label' | 'model' | 'split' | 'users' | 'spread' | 'k' | 'receipt'
> & {
  readonly ndcgAt10: number;
  readonly ndcgAt10Sd: number;
  readonly intervals: Readonly<Record<string, readonly [number, number]>>;
  readonly runs: readonly { readonly seed: number; readonly ndcgAt10: number }[];
  readonly [field: string]: unknown;
};

test('--task ranking --json is one array of rows with all metrics, intervals and receipts', {
  skip: withoutMovieLens(),
}, async () => {
  const args = ['--task', 'ranking', '--split', 'u1', '--models', 'CoClustering', '--seeds', '2', '--json'];
  const { stdout, stderr } = await compareHere(...args);
  const rows = JSON.parse(stdout) as PrintedRankingRow[];
  assert.equal(rows.length, 1);
  const [row] = rows;
  assert.deepEqual(
    [row.label, row.model, row.split, row.users],
    ['CoClustering', 'CoClustering', 'u1', [456]],
  );
  assert.deepEqual(
    row.runs.map(({ seed }) => seed),
    [0, 1],
  );
  assert.equal(row.ndcgAt10, (row.runs[0].ndcgAt10 + row.runs[1].ndcgAt10) / 2);
  assert.equal(row.spread, 'seeds');
  assert.equal(row.ndcgAt10Sd, Math.abs(row.runs[0].ndcgAt10 - row.runs[1].ndcgAt10) / 2);
  assert.equal(row.k, 10);
  const fields = Object.keys(row.intervals);
  assert.equal(fields.length, RANKING_METRIC_NAMES.length);
  for (const field of fields) {
    const [low, high] = row.intervals[field];
    const value = row[field] as number;
    assert.ok(low < value && value < high, `${field}: ${low} ${value} ${high}`);
  }
  assert.equal(row.receipt.splitName, 'u1');
  assert.match(stderr, /^1\/1 CoClustering, u1, model seed 0: nDCG@10 0\.\d{4}, P@10 0\.\d{4}, fit \d/m);
});

test('--task ranking prints a table and which models differ significantly', {
  skip: withoutMovieLens(),
}, async () => {
  const which = ['--split', 'leave-last-n', '--last', '3', '--models', 'MostPopular, NormalPredictor'];
  const { stdout } = await compareHere('--task', 'ranking', ...which);
  assert.match(stdout, /^Model +nDCG@10 +P@10 +R@10 +MAP@10 +MRR +hit rate +AUC +coverage +Gini +novelty/);
  assert.match(stdout, /^NormalPredictor +0\.\d{4} \(0\.\d{3} to 0\.\d{3}\) +0\.\d{4} /m);
  assert.match(
    stdout,
    /^MostPopular beats NormalPredictor: nDCG@10 higher by 0\.\d{4}, 95% interval 0\.\d{4} to 0\.\d{4}$/m,
  );
  assert.match(
    stdout,
    /^Lists of 10; candidates: all unseen; relevant: test ratings of 4 and up; averaged over \d+ users\./m,
  );
});

// The command on MovieLens, and the other parts: `npm test -- long`.
test('cold start without ratings: each way to ask after each answer, as plain JSON, and a note of who is held out', async () => {
  const notes: string[] = [];
  const films = Array.from(
    { length: 60 },
    (_, n): Film => ({ id: itemId(`i${n}`), title: `Film ${n} (1990)`, year: 1990, genres: ['Drama'] }),
  );
  const note = (line: string) => void notes.push(line);
  const given = { ratings: syntheticRatings(), films, split: 'u1', parts: ['new-system'], note } as const;
  const rows = jsonRows(await compareColdStart(given)) as unknown as ColdStartRow[];
  assert.deepEqual([...new Set(rows.map(({ part, split }) => `${part} ${split}`))], ['new-system u1']);
  for (const way of ['representative', 'random']) {
    const steps = rows.filter(({ label }) => label === way);
    assert.deepEqual(
      steps.map(({ answers }) => answers),
      [0, 1, 2, 3, 5, 8],
    );
    // Users differ most in how strict they are here, and any answer tells of that.
    assert.ok(Number(steps[5].rmse) < Number(steps[0].rmse), `${steps[5].rmse}`);
  }
  assert.deepEqual(JSON.parse(JSON.stringify(rows)), rows);
  assert.deepEqual(notes, ['24 of 120 users held out, fold 1 of 5, seed 42: no ratings of others']);
});

test('--split microsoft prints their results beside ours, for both tasks', {
  skip: withoutMovieLens(),
}, async () => {
  const lists = await compareHere('--split', 'microsoft', '--task', 'ranking', '--models', 'MostPopular');
  assert.match(lists.stdout, /^Model +nDCG@10 +MAP +P@10 +R@10$/m);
  assert.match(lists.stdout, /^published: BiVAE +0\.4687 +0\.1436 +0\.4082 +0\.2209$/m);
  assert.match(lists.stdout, /^MostPopular +0\.\d{4} +0\.\d{4} +0\.\d{4} +0\.\d{4}$/m);
  assert.match(
    lists.stdout,
    /every test film is relevant; .* 943 users\. Rows marked “published” are Microsoft's own/,
  );
  const stars = await compareHere('--split', 'microsoft', '--models', 'BaselineOnly ALS');
  assert.match(stars.stdout, /^published: Surprise SVD +0\.9425\nBaselineOnly ALS +0\.9\d{3}$/m);
});

test('an unknown row lists the rows', async () => {
  await assert.rejects(compareHere('--models', 'svd'), {
    name: 'OptionError', // which ends a command with 2
    message:
      /no row is called "svd"; the rows are\n {2}NormalPredictor\n[\s\S]*\n {2}KNNBaseline item pearson_baseline\n/,
  });
});

test('README has a table for each task, under the command that prints it', () => {
  const tables = readmeTables();
  assert.deepEqual(
    tables.map(({ args }) => [args.task, args.split, args.seeds, args.form]),
    [
      ['rating', 'tutorial', 5, 'markdown'],
      ['rating', 'u1..u5', 1, 'markdown'],
      ['rating', 'u1..u5', 1, 'markdown'],
      ['ranking', 'u1..u5', 1, 'markdown'],
      ['rating', 'microsoft', 1, 'markdown'],
      ['ranking', 'microsoft', 1, 'markdown'],
      ['cold-start', 'u1..u5', 1, 'markdown'],
    ],
  );
  for (const { text } of tables) assert.match(text, /^\| .+\n\| :-- \|.+(\n\| .+){2}/);
  assert.throws(
    () => readmeTables('<!-- compare -->\n| a |\n<!-- /compare -->'),
    /no command .* <!-- compare -->/,
  );
});

test('notebook 08b quotes README’s tables', () => {
  const { cells } = JSON.parse(readFileSync(path.join(ROOT, 'notebooks', '08b-bayesian.ipynb'), 'utf8'));
  const sources: string[] = cells.map(({ source }: { source: string[] }) => source.join(''));
  const quoted = sources.flatMap((text) => /const published = \{(.*)\};/.exec(text)?.[1] ?? []);
  const [when] = sources.flatMap((text) => /reach (0\.\d+) on the folds/.exec(text)?.[1] ?? []);
  const written = readmeTables().flatMap(({ text }) =>
    [...text.matchAll(/^\| (.+?) \| (0\.\d{4}) ± /gm)].map(
      ([, label, rmse]) => [label, Number(rmse)] as const,
    ),
  );
  const rmseOf = (label: string) => written.filter(([name]) => name === label).at(-1)?.[1];
  assert.equal(
    quoted.join(),
    ` 'ratings only': ${rmseOf('BayesianMF')}, 'with side information': ${rmseOf('BayesianMF + side')}, best: ${rmseOf('best')} `,
  );
  assert.equal(Number(when), rmseOf('best knows when'));
});

test('lines of README and of compare that differ', () => {
  assert.deepEqual(differences('a\nb', 'a\nb'), []);
  assert.deepEqual(differences('a\nb', 'a\nc'), ['- b', '+ c']);
  assert.deepEqual(differences('a\nb', 'b\na'), ['the same lines in another order']);
});

/** Those that take seconds; the others by `npm run compare -- --check`. */
const CHEAP: [string, string][] = [
  ['rating', 'NormalPredictor, BaselineOnly ALS'],
  ['ranking', 'MostPopular'],
];
for (const [task, models] of CHEAP) {
  test(`rows of README's ${task} table are what compare prints`, { skip: withoutMovieLens() }, async () => {
    const table = readmeTables().find(({ args }) => args.task === task);
    assert.ok(table);
    const args = table.command.split(' -- ')[1].split(' ');
    const { stdout } = await compareHere(...args, '--models', models, '--markdown');
    const printed = stdout.split('\n').filter((line) => line.startsWith('|'));
    assert.equal(printed.length, 2 + models.split(',').length);
    const written = table.text.split('\n');
    assert.deepEqual(
      printed,
      written.filter((line) => printed.some((one) => one.split('|')[1] === line.split('|')[1])),
    );
  });
}

const refused: [string[], RegExp][] = [
  [['--check', '--split', 'u1'], /--check can only be combined with --task/],
  [['--check', '--models', 'SVD'], /--check can only be combined with --task/],
  [
    ['--split', 'u6'],
    /--split must be one of tutorial, u1, .*, u1\.\.u5, cv5, leave-last-n, time, microsoft, got u6/,
  ],
  [['--task', 'rank'], /--task must be one of rating, ranking, cold-start, got rank/],
  [
    ['--task', 'ranking', '--models', 'nmf'],
    /no row is called "nmf"; the rows are\n {2}[\s\S]*\nand, .*, NMF, /,
  ],
  [['--models', 'EASE'], /EASE doesn't predict ratings; compare its lists with --task ranking/],
  [['--last', '3'], /--last requires --split leave-last-n/],
  [['--split', 'leave-last-n', '--last', '0'], /--last must be a whole number from 1 to 1000, got 0/],
  [['--seeds', '0'], /--seeds must be a whole number from 1 to 1000, got 0/],
  [['--seeds'], /^--seeds needs a value\n/],
  [['--models', '--json'], /^--models needs a value\n/],
  [['--json', '--markdown'], /--json and --markdown: one at a time/],
  [['--fast'], /^Unknown option: --fast; did you mean --last\?\n/],
];
for (const [args, message] of refused) {
  test(`refused: ${args.join(' ')}`, () => {
    assert.throws(() => readArguments(args), { name: 'OptionError', message });
  });
}

test('any model of the registry is a row, with its default options', () => {
  for (const { name, create } of MODELS) {
    for (const task of create().can.rates ? ['rating', 'ranking'] : ['ranking']) {
      const [row] = readArguments(['--task', task, '--models', name]).models!;
      assert.deepEqual([row.label, row.model], [name, name]);
    }
  }
  const { models } = readArguments(['--models', 'MeanRating, SVD']);
  assert.deepEqual(
    models!.map(({ label, options }) => [label, options?.seed]),
    [
      ['MeanRating', undefined],
      ['SVD', 0],
    ],
  );
});

test('a model of content is compared too, on films with features', { skip: withoutMovieLens() }, async () => {
  const { stdout } = await compareHere(
    '--task',
    'ranking',
    '--split',
    'u1',
    '--models',
    'ContentProfile, MeanRating',
  );
  assert.match(stdout, /^ContentProfile +0\.\d{4} /m);
  assert.match(stdout, /^MeanRating +0\.\d{4} /m);
});

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
    { ...row, spread: 'seeds', runs: [{ split: 's' }, { split: 's' }] },
    { ...row, label: 'ALS', spread: null, runs: [{ split: 's' }] },
  ] as unknown as ComparisonRow[];
  assert.deepEqual(ratingMarkdown(rows).split('\n'), [
    '| Model | RMSE | MAE |',
    '| :-- | --: | --: |',
    '| SVD | 0.9344 ± 0.0009 | 0.7371 ± 0.0010 |',
    '| ALS | 0.9344 | 0.7371 |',
  ]);
  const [head, first, , note] = ratingTable(rows).split('\n');
  assert.equal(head.length, first.length);
  assert.equal(note, '± is the standard deviation over 2 seeds.');
});

test('a spread is over seeds or over folds, never over both mixed', () => {
  assert.deepEqual(spreadOf([[1]]), { mean: 1, sd: 0, over: null, seedSd: null });
  assert.deepEqual(spreadOf([[1, 3]]), { mean: 2, sd: 1, over: 'seeds', seedSd: null });
  assert.deepEqual(spreadOf([[1], [5]]), { mean: 3, sd: 2, over: 'folds', seedSd: null });
  // Folds with means 2 and 6, seeds with means 3 and 5.
  assert.deepEqual(
    spreadOf([
      [1, 3],
      [5, 7],
    ]),
    { mean: 4, sd: 2, over: 'folds', seedSd: 1 },
  );
  assert.match(
    spreadNote('folds', { splits: 5, seeds: 3 }),
    /5 folds, each averaged over its seeds: it shows how much/,
  );
});

test('--models takes groups of rows, and --knows-when has rows of its own', () => {
  const labels = (...args: string[]) => modelsFor('rating', readArguments(args)).map(({ label }) => label);
  const accurate = ['BayesianMF', 'BayesianMF + side', 'FactorizationMachine', 'best'];
  assert.deepEqual(labels('--models', 'accurate'), accurate);
  assert.deepEqual(labels('--models', 'ALS, accurate'), ['ALS', ...accurate]);
  const all = labels();
  assert.deepEqual(all, labels('--models', 'tutorial,neural,accurate'));
  const when = labels('--knows-when');
  assert.deepEqual(when, ['BayesianMF knows when', 'best knows when']);
  assert.ok(when.every((label) => !all.includes(label)));
  for (const args of [
    ['--models', 'SVD'],
    ['--task', 'ranking'],
    ['--data', 'x.csv', '--task', 'rating'],
  ]) {
    assert.throws(() => readArguments(['--knows-when', ...args]), {
      name: 'OptionError',
      message: /^--knows-when can't be used with/,
    });
  }
});
