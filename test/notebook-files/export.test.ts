/** `npm run export` and `npm run notebook` with several notebooks, some of which are none. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeWhole } from '../../lib/core/write-whole.cjs';
import { ROOT } from '../../lib/notebook-files/environment';
import { allNotebooks } from '../../lib/notebook-files/find';
import { notebookFile } from '../../lib/notebook-files/in-turn';
import { type Notebook, readNotebook, writeNotebook } from '../../lib/notebook-files/ipynb';
import { openRenderer } from '../../lib/notebook-files/render';
import { inWords } from '../../lib/notebook-files/system-error';

const FIXTURES = join(__dirname, 'fixtures');
mkdirSync(join(ROOT, '.lab', 'test'), { recursive: true });
const folder = mkdtempSync(join(ROOT, '.lab', 'test', 'export-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const CELL = {
  cell_type: 'code',
  id: 'a',
  metadata: {},
  source: '1 + 1',
  outputs: [],
  execution_count: null,
};
const file = (metadata: unknown, cells: unknown[] = [CELL]) =>
  JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 });
const withOutput = (outputs: unknown) => file({}, [{ ...CELL, outputs }]);

/** Files that somebody may have left beside the notebooks, and what is said of each when it is to be run. */
const STRAY: Record<string, [text: string, message: RegExp]> = {
  Untitled: [file({}), /it names no kernel, expected recommender-lab/],
  python: [file({ kernelspec: { name: 'python3' } }), /its kernel is python3, expected recommender-lab/],
  empty: ['', /the file is empty/],
  conflict: ['<<<<<<< HEAD\n{}', /not valid JSON \(/],
  old: [JSON.stringify({ worksheets: [], metadata: {}, nbformat: 3 }), /not a notebook of format 4 .*is 3\)/],
  list: ['[1]', /not a notebook \(/],
  'no-metadata': [file(null), /its metadata must be an object/],
  spec: [file({ kernelspec: 'x' }), /its metadata kernelspec must be an object/],
  outputs: [withOutput(5), /cell 1 must have a list of outputs/],
  'output-text': [
    withOutput([{ output_type: 'stream', name: 'stdout' }]),
    /cell 1 has an output \(number 1\)/,
  ],
  'output-data': [
    withOutput([{ output_type: 'display_data', metadata: {} }]),
    /cell 1 has an output \(number 1\)/,
  ],
  'output-error': [withOutput([{ output_type: 'error' }]), /cell 1 has an output \(number 1\)/],
};

interface Result {
  code: number | null;
  out: string;
  err: string;
}

function run(script: string, args: string[], interrupted?: (out: string) => boolean): Promise<Result> {
  const command = ['--require', 'tsx/cjs', join(ROOT, 'scripts', `${script}.ts`), ...args];
  const child = spawn(process.execPath, command, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.on('data', (text) => (out += text));
  child.stderr.on('data', (text) => (err += text));
  const timer = setInterval(() => {
    if (!interrupted?.(out)) return;
    clearInterval(timer); // one Ctrl-C: another one may come when nothing listens any more
    child.kill('SIGINT');
  }, 50);
  return new Promise((done) =>
    child.once('close', (code) => {
      clearInterval(timer);
      done({ code, out, err });
    }),
  );
}

/** A folder with these notebooks: fixtures by name, stray files, `endless` writes its process's number beside it. */
function given(name: string, names: string[]): string[] {
  const here = join(folder, name);
  mkdirSync(here);
  return names.map((file) => {
    const path = join(here, `${file}.ipynb`);
    if (file in STRAY) writeFileSync(path, STRAY[file]![0]);
    else if (file !== 'endless') cpSync(join(FIXTURES, `${file}.ipynb`), path);
    else {
      const endless = readNotebook(join(FIXTURES, 'endless.ipynb'));
      endless.cells[1]!.source =
        "import { writeFileSync } from 'node:fs';\nwriteFileSync('pid', String(process.pid));\nwhile (true) {}";
      writeNotebook(path, endless);
    }
    return path;
  });
}

/** Those of notebooks, and the index. */
const pages = (out: string) =>
  readdirSync(out)
    .filter((name) => !/^(assets|license\.html)$/.test(name))
    .sort();

test('export names what it cannot show, goes on with the others, and leaves with 1', async () => {
  const names = Object.keys(STRAY);
  const paths = given('stray', ['fails', ...names, 'other']);
  const out = join(folder, 'stray-pages');
  const { code, out: said, err } = await run('export', ['--out', out, ...paths]);
  assert.equal(code, 1);
  for (const name of names) {
    const line = err.split('\n').find((text) => text.includes(`${name}.ipynb: `));
    assert.match(line ?? '', STRAY[name]![1], name);
  }
  assert.match(err, /fails\.ipynb: cell 4 \(code cell 2\), line 2: RangeError/);
  assert.doesNotMatch(err, /Traceback|\.py"|node:internal/);
  assert.deepEqual(pages(out), ['index.html', 'other.html']);
  assert.match(said, new RegExp(`^1 written, ${names.length + 1} failed \\(.*fails\\.ipynb, .*\\)$`, 'm'));
});

test('export --no-run shows a notebook without a kernel, and one of Python', async () => {
  const paths = given('no-run', ['Untitled', 'empty', 'python']);
  const out = join(folder, 'no-run-pages');
  const { code, err } = await run('export', ['--no-run', '--out', out, ...paths]);
  assert.equal(code, 1);
  assert.match(err, /^\S+empty\.ipynb: the file is empty\n$/);
  assert.deepEqual(pages(out), ['Untitled.html', 'index.html', 'python.html']);
  const page = readFileSync(join(out, 'Untitled.html'), 'utf8');
  assert.match(page, /<a rel="next" href="python\.html">/, 'a page written early is linked to a later one');
});

test('Ctrl-C keeps the pages that are written, ends the kernel and says what is missing', async () => {
  const paths = given('interrupted', ['other', 'endless', 'tiny']);
  const out = join(folder, 'interrupted-pages');
  const pid = join(folder, 'interrupted', 'pid');
  const { code, out: said, err } = await run('export', ['--out', out, ...paths], () => existsSync(pid));
  assert.equal(code, 130, err);
  assert.deepEqual(pages(out), ['index.html', 'other.html']);
  assert.match(said, /^1 written, 0 failed, 2 not finished \(\S+endless\.ipynb, \S+tiny\.ipynb\)$/m);
  assert.equal(err, 'interrupted\n');
  await ended(Number(readFileSync(pid, 'utf8')));
});

test('an endless loop is named, and the others follow', async () => {
  const paths = given('endless', ['endless']);
  // Without code: however slow the machine is, it isn't stopped.
  const words = join(folder, 'endless', 'words.ipynb');
  const { metadata } = readNotebook(join(FIXTURES, 'other.ipynb'));
  writeFileSync(words, file(metadata, [{ cell_type: 'markdown', id: 'a', metadata: {}, source: '# Words' }]));
  const out = join(folder, 'endless-pages');
  const { code, err } = await run('export', ['--timeout', '2', '--out', out, ...paths, words]);
  assert.equal(code, 1);
  assert.match(err, /endless\.ipynb: cell 2 \(code cell 1\): stopped after 2 s/);
  assert.deepEqual(pages(out), ['index.html', 'words.html']);
});

test('notebook with several goes on after one that fails, and Ctrl-C says what was not run', async () => {
  const several = await run('notebook', given('several', ['fails', 'Untitled', 'conflict', 'other']));
  assert.equal(several.code, 1);
  // It stops at the first error, and names notebook, cell, line and traceback.
  assert.match(
    several.err,
    /^\S+fails\.ipynb: cell 4 \(code cell 2\), line 2: RangeError: division by[\s\S]*^> 2 \|\s+if \(b === 0\) throw new RangeError/m,
  );
  assert.match(several.err, /^\s+at divide \(In\[2\]:2:22\)$/m);
  assert.ok(!several.err.includes('\u001b'), 'no color codes outside a terminal');
  assert.doesNotMatch(several.out, /\[5\/5\]/);
  assert.match(several.out, /^passed: \d+ code cells/m);
  assert.match(
    several.out,
    /^1 passed, 3 failed \(\S+fails\.ipynb, \S+Untitled\.ipynb, \S+conflict\.ipynb\)$/m,
  );

  given('check', ['empty', 'endless', 'other']);
  mkdirSync(join(folder, 'check', 'x.ipynb'));
  const pid = join(folder, 'check', 'pid');
  const all = await run('notebook', ['--check-all', join(folder, 'check')], () => existsSync(pid));
  assert.equal(all.code, 130);
  assert.match(all.out, /^FAIL {2}\S+empty\.ipynb/);
  assert.match(
    all.out,
    /^0 passed, 1 failed \(\S+empty\.ipynb\), 2 not finished \(\S+endless\.ipynb, \S+other\.ipynb\)$/m,
  );
  await ended(Number(readFileSync(pid, 'utf8')));
});

test('a notebook that is not there is named, and ends with 2', async () => {
  const { code, err } = await run('export', ['nowhere.ipynb', '--out', join(folder, 'nowhere-pages')]);
  assert.equal(code, 2);
  assert.match(err, /^No notebook matches nowhere\.ipynb/);
});

test('a full disk is named with the file that was to be written', { skip: !existsSync('/dev/full') }, () => {
  const words = (write: () => void): string => {
    try {
      write();
    } catch (error) {
      return String(inWords(error));
    }
    return 'written';
  };
  const full = () => writeFileSync('/dev/full', 'x');
  assert.equal(words(full), 'LabError: the disk is full (ENOSPC)');
  const missing = join(folder, 'nowhere', 'a.html');
  assert.match(
    words(() => writeWhole(missing, 'x')),
    /nowhere\/a\.html: open failed \(ENOENT\)/,
  );
});

test('a folder is not exported, whatever its name', () => {
  const here = join(folder, 'folders');
  mkdirSync(join(here, '.ipynb_checkpoints'), { recursive: true });
  writeFileSync(join(here, '.ipynb_checkpoints', 'a-checkpoint.ipynb'), '');
  mkdirSync(join(here, 'x.ipynb'));
  symlinkSync('nowhere', join(here, 'gone.ipynb'));
  assert.deepEqual(allNotebooks(here), [join(here, 'gone.ipynb')]);
  assert.match(
    String(notebookFile(join(here, 'gone.ipynb')).content),
    /gone\.ipynb: can't be read \(ENOENT\)/,
  );
  assert.match(String(notebookFile(join(here, 'x.ipynb')).content), /x\.ipynb: is a folder, not a notebook/);
});

test('what nbconvert refuses is named, and the next notebook is rendered', async () => {
  const renderer = openRenderer();
  const notebook = (metadata: object) =>
    ({ cells: [{ ...CELL, ...metadata }], metadata: {}, nbformat: 4, nbformat_minor: 5 }) as Notebook;
  try {
    await assert.rejects(
      renderer.render(notebook({ execution_count: 'one' }), 'a.ipynb', 'notebooks/a.ipynb'),
      /^LabError: notebooks\/a\.ipynb: nbconvert could not render it: [^\n]+$/,
    );
    assert.match(await renderer.render(notebook({}), 'b.ipynb', 'b.ipynb'), /<pre/);
  } finally {
    renderer.close();
  }
});

/** Waits for a process to have gone. */
async function ended(pid: number): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await sleep(50);
  }
  assert.fail(`process ${pid} still runs`);
}
