import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { prepareRatings } from '../../lib/big-data/prepare/prepare-ratings';
import { LabError } from '../../lib/core/errors';
import { runAll } from '../../lib/evaluation/comparison/runs';
import { splitsOf } from '../../lib/evaluation/comparison/splits';
import { FIRST_RANKING_MODELS, FIRST_RATING_MODELS } from '../../lib/evaluation/presets/first-models';
import { labeledModel } from '../../lib/evaluation/presets/labeled-model';
import { generateRatings } from '../../lib/simulation/generate';
import { columnsNamed } from '../../scripts/cli/own-file';
import { compare as command } from '../../scripts/compare';
import { readArguments } from '../../scripts/compare/arguments';
import { readOwnData } from '../../scripts/compare/own-data';

/** Runs the command in this process; that it can be typed: `compare.test.ts`. */
async function compare(...args: string[]) {
  const lines = { print: [] as string[], note: [] as string[] };
  const print = (text: string) => void lines.print.push(text);
  const note = (line: string) => void lines.note.push(line);
  assert.equal(await command(args, { print, note }), 0);
  const [stdout, stderr] = [lines.print, lines.note].map((each) => each.map((line) => `${line}\n`).join(''));
  return { stdout, stderr };
}

/** A file in semicolons, with half stars, decimal commas, and ids in other scripts. */
function ownFile(t: { after(work: () => void): void }): string {
  const dir = mkdtempSync(path.join(tmpdir(), 'मेरा data '));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  const ratings = generateRatings({ users: 60, items: 40, ratings: 600, seed: 1 });
  const rows = Array.from(ratings, ({ user, item, rating }) => `व${user};📕${item};${rating / 2}`);
  rows.splice(580, 0, 'वि;📕9'); // behind the lines that a look sees
  const file = path.join(dir, 'loans.csv');
  writeFileSync(file, ['पाठक;किताब;तारे', ...rows].join('\n').replaceAll('.', ','));
  return file;
}

test('--data prints both tables of a file of your own, and how it was read', async (t) => {
  const { stdout, stderr } = await compare('--data', ownFile(t), '--skip-damaged');
  assert.match(stderr, /^Read as readRatings\('.*loans\.csv', \{\n {2}separator: ';',\n/);
  assert.match(
    stderr,
    /^1 damaged and 0 incomplete lines are left out\n.*loans\.csv:582: expected 3 columns separated by ";" .*, found 2: "वि;📕9"$/m,
  );
  assert.match(stderr, /^600 ratings from 0\.5 to 2\.5 in steps of 0\.5 by 60 users of \d\d items$/m);
  const [stars, lists] = stdout.split('\nLists of ten\n\n');
  for (const { label } of FIRST_RATING_MODELS)
    assert.match(stars, new RegExp(`^${label} +\\d\\.\\d{4} +\\d\\.\\d{4}`, 'm'));
  for (const { label } of FIRST_RANKING_MODELS)
    assert.match(lists, new RegExp(`^${label} +\\d\\.\\d{4} \\(`, 'm'));
  assert.match(lists, /relevant: test ratings of 2 and up; averaged over \d+ users\./);
});

test('without --skip-damaged, reading stops at the first damaged line', async (t) => {
  const own = { file: ownFile(t), columns: undefined, duplicates: 'error', skipDamaged: false } as const;
  await assert.rejects(
    readOwnData(own, () => {}),
    /loans\.csv:582: expected 3 columns separated by ";"/,
  );
});

test('notes say how far the copy of the intact lines is', async (t) => {
  const own = { file: ownFile(t), columns: undefined, duplicates: 'error', skipDamaged: true } as const;
  let now = 0;
  t.mock.method(performance, 'now', () => {
    now += 1000;
    return now;
  });
  t.mock.timers.enable({ apis: ['setInterval'] });
  const notes: string[] = [];
  let isDone = false;
  const read = readOwnData(own, (line) => notes.push(line)).finally(() => {
    isDone = true;
  });
  while (!isDone) {
    t.mock.timers.tick(500);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await read;
  const first = notes.findIndex((note) => /^Copying the intact lines: \d+%$/.test(note));
  assert.ok(first > 0 && first < notes.findIndex((note) => /damaged and/.test(note)), notes.join('\n'));
});

test('a file that cannot be compared ends with a sentence', async (t) => {
  await assert.rejects(compare('--data', ownFile(t), '--columns', 'user=पाठक,item=book'), {
    name: 'DataError', // which ends a command with 1
    message:
      /loans\.csv: --columns: item must be a column of its own, got "book"; the columns are "पाठक", "किताब", "तारे"$/,
  });
});

test('a model that the data is not for is left out, and the others remain', async () => {
  const table = generateRatings({ users: 20, items: 20, ratings: 60, seed: 1 });
  const refused: string[] = [];
  const rows: string[] = [];
  const comparison = {
    models: [labeledModel('films only', 'ContentRidge'), labeledModel('mean', 'MeanRating')],
    splits: splitsOf('tutorial', table, 1),
    seeds: 1,
    note: () => {},
  };
  const measure = async ({ model, split }: Parameters<Parameters<typeof runAll>[1]>[0]) =>
    void (await model.fit(split.train));
  const keep = ({ label }: { label: string }) => rows.push(label);
  const onRefusal = ({ label }: { label: string }) => refused.push(label);
  await runAll({ ...comparison, onRefusal }, measure, keep);
  assert.deepEqual([refused, rows], [['films only'], ['mean']]);
  await assert.rejects(runAll(comparison, measure, keep), LabError);
});

function fileWith(t: { after(work: () => void): void }, lines: readonly string[]): string {
  const dir = mkdtempSync(path.join(tmpdir(), 'own-'));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  const file = path.join(dir, 'own.csv');
  writeFileSync(file, ['user,item,rating', ...lines].join('\n'));
  return file;
}

test('an error of the file says what the command line offers', async (t) => {
  const rows = Array.from({ length: 400 }, (_, n) => `u${n % 20},i${Math.floor(n / 20)},4`);
  const same = fileWith(t, rows);
  await assert.rejects(compare('--data', same), {
    name: 'DataError',
    message: `${same}: ratings must have at least two distinct values, but each is 4; to read each row as a choice, pass --columns user=…,item=…,rating=`,
  });
  const { stderr } = await compare('--data', same, '--columns', 'user=user,item=item,rating=');
  assert.match(stderr, /^400 choices by 20 users of 20 items$/m);
  const twice = fileWith(t, ['u1,i1,4', 'u1,i1,3']);
  await assert.rejects(
    compare('--data', twice),
    /in line 2; to allow this, pass --duplicates last, or mean$/,
  );
  const damaged = fileWith(t, [...rows.slice(0, 20), '', 'Total: 20 rows']);
  await assert.rejects(
    compare('--data', damaged),
    /own\.csv:23: expected 3 columns .*, found 1: "Total: 20 rows"\n--skip-damaged leaves out lines that can't be read$/,
  );
});

test('a packed file is prepared first, and its folder compared', async (t) => {
  const rows = Array.from({ length: 400 }, (_, n) => `u${n % 20},i${Math.floor(n / 20)},${1 + (n % 5)}`);
  const packed = `${fileWith(t, rows)}.gz`;
  writeFileSync(packed, gzipSync(['user,item,rating', ...rows].join('\n')));
  await assert.rejects(
    compare('--data', packed),
    /compressed with gzip: npm run data -- prepare FILE --out DIR reads it/,
  );
  const into = path.join(packed, '..', 'prepared');
  await prepareRatings({ from: packed, into });
  const { stderr } = await compare('--data', into, '--task', 'rating', '--models', 'BaselineOnly');
  assert.match(stderr, /^Prepared ratings: 400 ratings from 1 to 5 in steps of 1 by 20 users of 20 items$/m);
  await assert.rejects(compare('--data', into, '--skip-damaged'), {
    name: 'OptionError',
    message: /^--skip-damaged can't be used with a folder of prepared ratings/,
  });
});

test('too few users or items for lists leave the table of ratings', async (t) => {
  const cases: [lines: string[], why: RegExp][] = [
    [
      Array.from({ length: 30 }, (_, n) => `u${n},i,${1 + (n % 5)}`),
      /^This table is left out: lists of 10 can't be measured on random 80\/20, seed 42: the train set has 1 items$/m,
    ],
    [
      Array.from({ length: 90 }, (_, n) => `me,i${n},${1 + (n % 5)}`),
      /: 1 of 1 test users has a train rating and a relevant test rating, and an interval needs 2;/,
    ],
    [
      Array.from({ length: 200 }, (_, n) => `u${n},i${n % 20},${1 + (n % 5)}`),
      /: 0 of 40 test users have a train rating and a relevant test rating/,
    ],
  ];
  for (const [lines, why] of cases) {
    const out = { print: [] as string[], note: [] as string[] };
    const code = await command(['--data', fileWith(t, lines)], {
      print: (text) => void out.print.push(text),
      note: (line) => void out.note.push(line),
    });
    assert.equal(code, 1);
    assert.match(out.print.join('\n'), /^Predicted ratings\n\nModel +RMSE/);
    assert.doesNotMatch(out.print.join('\n'), /Lists of ten|NaN/);
    assert.match(out.note.join('\n'), why);
  }
});

test('--columns names the columns of a file', () => {
  assert.deepEqual(columnsNamed('user=a,item=b,rating=, timestamp= '), {
    user: 'a',
    item: 'b',
    rating: null,
    timestamp: null,
  });
  assert.deepEqual(columnsNamed('user=reader, item=the book,rating=stars'), {
    user: 'reader',
    item: 'the book',
    rating: 'stars',
  });
});

const REFUSED: [args: string[], message: RegExp][] = [
  [['--columns', 'user=a,item=b'], /^--columns requires --data$/],
  [['--duplicates', 'last'], /^--duplicates requires --data$/],
  [['--skip-damaged'], /^--skip-damaged requires --data$/],
  [
    ['--data', 'x.csv', '--duplicates', 'first'],
    /^--duplicates must be one of error, last, mean, keep, got first$/,
  ],
  [['--data', 'x.csv', '--columns', 'user=a'], /^--columns must name user and item, got "user=a"$/],
  [
    ['--data', 'x.csv', '--columns', 'user=a,item=b,user=c'],
    /^--columns must name user once, got "user=a,item=b,user=c"$/,
  ],
  [
    ['--data', 'x.csv', '--columns', 'reader=a'],
    /^--columns must be like user=reader,item=book,rating=stars, got "reader=a"$/,
  ],
  [
    ['--data', 'x.csv', '--split', 'u1'],
    /^--split must be one of tutorial, cv5, leave-last-n, time, got u1$/,
  ],
  [['--data', 'x.csv', '--task', 'cold-start'], /^--task cold-start can't be used with --data/],
  [['--data', 'x.csv', '--models', 'SVD'], /^--models with --data requires --task$/],
  [['--data', 'x.csv', '--json'], /^--json with --data requires --task$/],
];
for (const [args, message] of REFUSED) {
  test(`refused: ${args.join(' ')}`, () => {
    assert.throws(() => readArguments(args), { name: 'OptionError', message });
  });
}
