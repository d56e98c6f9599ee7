/** The runner's command, with the real kernel. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from '../../lib/core/is-alive.cjs';
import { ROOT } from '../../lib/notebook-files/environment';
import { type Notebook, readNotebook, writeNotebook } from '../../lib/notebook-files/ipynb';
import { prepare } from '../../scripts/notebook';

const FIXTURES = join(__dirname, 'fixtures');
const fixture = (name: string) => join('test', 'notebook-files', 'fixtures', `${name}.ipynb`);

/** A copy of the fixtures in the project (their imports are relative), at the same depth. */
mkdirSync(join(ROOT, '.lab', 'test'), { recursive: true });
const copies = mkdtempSync(join(ROOT, '.lab', 'test', 'runner-'));
cpSync(FIXTURES, copies, { recursive: true });
after(() => rmSync(copies, { recursive: true, force: true }));

function start(...args: string[]): ChildProcess {
  const command = ['--require', 'tsx/cjs', join(ROOT, 'scripts', 'notebook.ts'), ...args];
  return spawn(process.execPath, command, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function ended(child: ChildProcess): Promise<{ code: number | null; out: string; err: string }> {
  let out = '';
  let err = '';
  child.stdout!.on('data', (text) => (out += text));
  child.stderr!.on('data', (text) => (err += text));
  const code = await new Promise<number | null>((done) => child.once('close', done));
  return { code, out, err };
}
const notebook = (...args: string[]) => ended(start(...args));

test('runs from a fresh start, reports each cell, and leaves the file as it was', async () => {
  const before = readFileSync(join(ROOT, fixture('tiny')));
  const { code, out, err } = await notebook(fixture('tiny'), '--set', 'COUNT=7', '--set=NAME=points');
  assert.equal(err, '');
  assert.equal(code, 0);
  assert.match(out, /^\[ 5\/14\] Data … \d+\.\d s$/m);
  assert.match(out, /^\[ \+\/14\] values given with --set … \d+\.\d s$/m);
  assert.match(out, /\n\n\[\d+\] \S.*\n/); // outputs of cells
  assert.match(out, /^passed: 9 code cells in/m);
  assert.deepEqual(readFileSync(join(ROOT, fixture('tiny'))), before);
});

test('saved outputs are those in the repository, and saving again gives the same bytes', async () => {
  const path = join(copies, 'tiny.ipynb');
  const texts: string[] = [];
  for (let i = 0; i < 2; i++) {
    const { code, err } = await notebook(path, '--save');
    assert.equal(code, 0, err);
    texts.push(readFileSync(path, 'utf8'));
  }
  assert.equal(texts[1], texts[0]);
  assert.deepEqual(comparable(path), comparable(join(FIXTURES, 'tiny.ipynb')));
});

/** A notebook without the pictures of its figures: they differ with the fonts of the machine. */
function comparable(path: string): Notebook {
  const saved = readNotebook(path);
  for (const output of saved.cells.flatMap((cell) => cell.outputs ?? [])) {
    if (!('data' in output) || !('application/vnd.plotly.v1+json' in output.data)) continue;
    delete output.data['image/png'];
    delete output.data['text/html'];
  }
  return saved;
}

test('a cell that should raise and does not is an error', async () => {
  const { code, err } = await notebook(fixture('does-not-raise'));
  assert.equal(code, 1);
  assert.match(err, /cell 2 \(code cell 1\): is tagged `raises-exception` but raised no error/);
});

test('with another parameter, it may raise nothing', async () => {
  const path = join(copies, 'may-not-raise.ipynb');
  const text = JSON.parse(readFileSync(join(FIXTURES, 'does-not-raise.ipynb'), 'utf8'));
  const source = ['const COUNT: number = 1;'];
  const metadata = { tags: ['parameters'] };
  text.cells.splice(1, 0, { ...text.cells[1], id: 'c02', metadata, source });
  writeFileSync(path, JSON.stringify(text));
  const { code, err } = await notebook(path, '--set', 'COUNT=2');
  assert.equal(code, 0, err);
});

test('a cell that takes too long is stopped', async () => {
  const { code, err } = await notebook(fixture('endless'), '--timeout', '1');
  assert.equal(code, 1);
  assert.match(err, /cell 2 \(code cell 1\): stopped after 1 s/);
});

test('--check-all runs them all, and fails when one does; a type error names its line', async () => {
  const folder = join(copies, 'all');
  mkdirSync(folder);
  for (const name of ['type-error', 'other'])
    cpSync(join(FIXTURES, `${name}.ipynb`), join(folder, `${name}.ipynb`));
  const { code, out, err } = await notebook('--check-all', folder);
  assert.equal(code, 1);
  assert.match(
    out,
    /^pass {2}.*other\.ipynb {2}\d+\.\d s\nFAIL {2}.*type-error\.ipynb {2}\d+\.\d s\n1 passed, 1 failed \(\S+type-error\.ipynb\)\n$/,
  );
  assert.match(err, /type-error\.ipynb: cell 2 \(code cell 1\), line 1: TypeScriptError: TS2322/);
});

for (const signal of ['SIGINT', 'SIGKILL'] as const) {
  test(`${signal} leaves no kernel behind`, { skip: process.platform === 'win32' }, async () => {
    const pidFile = join(copies, `${signal}.txt`);
    const endless = readNotebook(join(copies, 'endless.ipynb'));
    endless.cells[1]!.source =
      `import { writeFileSync } from 'node:fs';\nwriteFileSync('${signal}.txt', String(process.pid));\nwhile (true) {}`;
    const path = join(copies, `${signal}.ipynb`);
    writeNotebook(path, endless);
    const child = start(path);
    const end = ended(child);
    const kernel = Number(await until(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8')));
    assert.ok(isAlive(kernel));
    child.kill(signal);
    assert.equal((await end).code, signal === 'SIGINT' ? 130 : null);
    await until(() => !isAlive(kernel));
  });
}

test('Ctrl-C while the kernel is starting ends at once, and leaves no kernel behind', {
  skip: process.platform !== 'linux',
}, async () => {
  const mark = `RECOMMENDER_LAB_TEST=${process.pid}`;
  const marked = () =>
    readdirSync('/proc').filter((pid) => {
      if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return false;
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(mark);
      } catch {
        return false; // it has ended
      }
    });
  const isDriver = (pid: string) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('execute.py');
    } catch {
      return false;
    }
  };
  const [name, value] = mark.split('=') as [string, string];
  process.env[name] = value;
  try {
    for (const after of [0, 150, 400]) {
      const child = start(fixture('endless'));
      const end = ended(child);
      await until(() => marked().some(isDriver));
      await sleep(after);
      child.kill('SIGINT');
      assert.equal((await end).code, 130, `${after} ms after the driver's start`); // else it would never end
      await until(() => marked().length === 0);
    }
  } finally {
    delete process.env[name];
  }
});

test('a file that is not a notebook is refused in one sentence', async () => {
  const path = join(copies, 'malformed.ipynb');
  writeFileSync(
    path,
    '{"cells": [{"cell_type": "code"}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
  );
  const { code, err } = await notebook(path);
  assert.equal(code, 1);
  assert.match(
    err,
    /^\S+malformed\.ipynb: cell 1 must have a cell_type .* and a source \(text or lines\)\n$/,
  );
});

for (const arguments_ of [['01-none'], [fixture('other')]]) {
  test(`${arguments_} | head -0 ends without a stack trace, and leaves nothing behind`, async () => {
    const child = start(...arguments_);
    child.stdout!.destroy();
    const { err } = await ended(child);
    assert.doesNotMatch(err, /EPIPE|\n\s+at /);
  });
}

/** Waits for up to two minutes, as on a busy machine. */
async function until<T>(happens: () => T): Promise<T> {
  for (let tries = 0; tries < 2400; tries++) {
    const result = happens();
    if (result) return result;
    await sleep(50);
  }
  throw new Error(`waited in vain for ${happens}`);
}

test('wrong use exits with 2 and runs nothing', async () => {
  const wrong: [string[], RegExp][] = [
    [[], /Which notebook\?[\s\S]*--set NAME=value/],
    [['--fast'], /^Unknown option: --fast\n/],
    [['nowhere.ipynb'], /No notebook matches nowhere\.ipynb/],
    [[fixture('tiny'), '--set', 'COUNT'], /--set takes NAME=value, got "COUNT"/],
    [[fixture('tiny'), '--set', 'COUNTS=1'], /has no parameter COUNTS/],
    [[fixture('tiny'), '--set', 'हिन्दी\u200d=1'], /has no parameter हिन्दी\u200d/],
    [[fixture('tiny'), fixture('other'), '--set', 'COUNT=1'], /other\.ipynb has no cell tagged `parameters`/],
    [[fixture('tiny'), '--save', '--set', 'COUNT=1'], /--save and --set can't be combined/],
    [[fixture('tiny'), '--timeout', 'long'], /--timeout must be a whole number from 1 to 1000000, got long/],
    [[fixture('tiny'), '--timeout', '1.5'], /--timeout must be a whole number from 1 to 1000000, got 1.5/],
    [['--check-all', '--save'], /--check-all runs every notebook unchanged/],
    [['--check-all', fixture('tiny')], /No notebooks in/],
  ];
  for (const [args, message] of wrong) assert.throws(() => prepare(args), { name: 'OptionError', message });
  const { code, out, err } = await notebook('nowhere.ipynb');
  assert.deepEqual([code, out], [2, '']);
  assert.match(err, /^No notebook matches nowhere\.ipynb/);
});
