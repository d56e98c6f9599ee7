/** Paths on a command line are relative to the folder where the command was typed, not to the project's. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { promisify } from 'node:util';
import { ROOT } from '../../lib/notebook-files/environment';
import { findNotebook } from '../../lib/notebook-files/find';
import { typedPath } from '../../scripts/cli/typed-path';
import { readArguments as compared } from '../../scripts/compare/arguments';
import { readArguments as packed } from '../../scripts/pack/arguments';
import { readArguments as served } from '../../scripts/serve/arguments';
import { readArguments as prepared } from '../../scripts/workshop/arguments';

const run = promisify(execFile);
const { INIT_CWD: before } = process.env;
let typedIn = '';
beforeEach(() => {
  typedIn = mkdtempSync(join(tmpdir(), 'typed in '));
  process.env.INIT_CWD = typedIn;
});
afterEach(() => {
  rmSync(typedIn, { recursive: true });
  if (before === undefined) delete process.env.INIT_CWD;
  else process.env.INIT_CWD = before;
});

test('a path is relative to where it was typed, and stays as typed in the project', () => {
  assert.equal(typedPath('a.csv'), join(typedIn, 'a.csv'));
  assert.equal(typedPath(join(ROOT, 'a.csv')), join(ROOT, 'a.csv'));
  process.env.INIT_CWD = process.cwd();
  assert.equal(typedPath('a.csv'), 'a.csv');
  delete process.env.INIT_CWD;
  assert.equal(typedPath('a.csv'), 'a.csv');
});

test('compare, pack, serve and workshop take it so; what is not given stays in the project', () => {
  assert.equal(compared(['--data', 'my.csv']).data?.file, join(typedIn, 'my.csv'));
  assert.equal(packed(['--out', 'packages']).out, join(typedIn, 'packages'));
  assert.equal(packed([]).out, join(ROOT, '.lab', 'pack'));
  const { model, stars, feedback, keyFile } = served(
    '--model lists --stars stars --feedback log --key-file key'.split(' '),
  );
  assert.deepEqual(
    [model, stars, feedback, keyFile],
    ['lists', 'stars', 'log', 'key'].map((name) => join(typedIn, name)),
  );
  assert.deepEqual([served([]).model, served([]).feedback], [undefined, 'data/feedback']);
  assert.equal(prepared(['student', '--out', 'edition']).out, join(typedIn, 'edition'));
});

test('export finds a notebook where it was typed, and writes its pages there', async () => {
  const name = 'mine.ipynb';
  writeFileSync(
    join(typedIn, name),
    JSON.stringify({ cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 }),
  );
  const command = ['--require', 'tsx/cjs', join(ROOT, 'scripts', 'export.ts'), '--no-run'];
  await run(process.execPath, [...command, '--out', 'pages', name], { cwd: ROOT });
  assert.ok(existsSync(join(typedIn, 'pages', 'mine.html')));
});

test('check-all takes a folder where it was typed', async () => {
  mkdirSync(join(typedIn, 'course'));
  writeFileSync(join(typedIn, 'course', 'empty.ipynb'), '');
  const command = ['--require', 'tsx/cjs', join(ROOT, 'scripts', 'notebook.ts'), '--check-all', 'course'];
  const { stderr } = await run(process.execPath, command, { cwd: ROOT }).catch((error) => error);
  assert.match(stderr, /empty\.ipynb: the file is empty/);
});

test('a notebook is found by the start of its name, with either separator', () => {
  for (const folder of ['C:\\lab\\notebooks\\', '/lab/notebooks/']) {
    const all = ['00-tour', '01-explore', '02-predict'].map((name) => `${folder}${name}.ipynb`);
    for (const start of ['01', 'notebooks/01', './notebooks/01-ex', 'notebooks\\01', '.\\notebooks\\01']) {
      assert.equal(findNotebook(start, all), all[1], start);
    }
    assert.throws(() => findNotebook('0', all), /matches more than one notebook/);
    assert.throws(() => findNotebook('lab', all), /No notebook matches lab/);
  }
});
