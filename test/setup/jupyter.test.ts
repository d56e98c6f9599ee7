import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { pythonPath } from '../../lib/notebook-files/environment';
import { addressOf, firstPage, hasDesktop, jupyterArguments, runJupyter } from '../../scripts/setup/jupyter';
import { openLog } from '../../scripts/setup/jupyter-log';
import { readStartOptions, USAGE } from '../../scripts/setup/start-options';
import { cloneScripts, fakeLab, SCRIPTS } from './fake-lab';

test('JupyterLab listens on loopback only, in the project, with the token left on', (t) => {
  const lab = fakeLab(t);
  const args: string[] = jupyterArguments(lab.context({ platform: 'linux' }), ['--port=9000']);
  assert.ok(args.includes('--ip=127.0.0.1'));
  assert.ok(args.includes(`--ServerApp.root_dir=${lab.root}`));
  assert.ok(args.includes('--no-browser'), 'no desktop, no browser');
  assert.ok(!args.some((arg) => /token|password/i.test(arg)));
  assert.equal(args.includes('--allow-root'), process.getuid?.() === 0);
  assert.equal(args.at(-1), '--port=9000', "the user's options win");
  assert.ok(args.includes('--MultiKernelManager.default_kernel_name=recommender-lab'));
});

test('JupyterLab takes one value of a setting: the user’s instead of ours', (t) => {
  const lab = fakeLab(t);
  const given = ['--ip=0.0.0.0', '--LabApp.workspaces_dir=/w', '--ServerApp.root_dir=/r', '--no-browser'];
  const args: string[] = jupyterArguments(lab.context({ platform: 'linux' }), given);
  const names = args.filter((arg) => arg.startsWith('--')).map((arg) => arg.replace(/=.*/, ''));
  assert.deepEqual(names, [...new Set(names)]);
  assert.deepEqual(args.slice(-4), given);
  const long = jupyterArguments(lab.context({ platform: 'linux' }), ['--ServerApp.ip=0.0.0.0']);
  assert.ok(!long.includes('--ip=127.0.0.1'));
});

test('a browser is opened only where there is a desktop', () => {
  assert.equal(hasDesktop({}, 'linux'), false);
  assert.equal(hasDesktop({ DISPLAY: ':0' }, 'linux'), true);
  assert.equal(hasDesktop({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux'), true);
  assert.equal(hasDesktop({}, 'darwin'), true);
});

test('the first page is the tour, or the notebooks while there is none', (t) => {
  const lab = fakeLab(t);
  assert.equal(firstPage(lab.root), 'lab/tree/notebooks');
  lab.write('notebooks/00-tour.ipynb', '{}');
  assert.equal(firstPage(lab.root), 'lab/tree/notebooks/00-tour.ipynb');
  const own = path.join(lab.root, 'मेरी', '50% #1.ipynb');
  assert.equal(firstPage(lab.root, own), `lab/tree/${encodeURIComponent('मेरी')}/50%25%20%231.ipynb`);
});

test('the address holds the port that was free and the token', () => {
  const server = { url: 'http://localhost:8889/', hostname: 'localhost', token: 'a+b' };
  assert.equal(
    addressOf(server, 'lab/tree/notebooks'),
    'http://127.0.0.1:8889/lab/tree/notebooks?token=a%2Bb',
  );
  assert.equal(
    addressOf({ url: 'http://127.0.0.1:8888/', hostname: '127.0.0.1', token: '' }, 'lab'),
    'http://127.0.0.1:8888/lab',
  );
});

test('the address of a server that listens everywhere is one that works outside a container, too', () => {
  const server = { url: 'http://4f2a9c:8888/', hostname: '0.0.0.0', token: 't' };
  assert.equal(addressOf(server, 'lab'), 'http://127.0.0.1:8888/lab?token=t');
  const named = { url: 'http://lab.example:8888/', hostname: 'lab.example', token: 't' };
  assert.equal(addressOf(named, 'lab'), 'http://lab.example:8888/lab?token=t');
});

test('npm start knows its options and refuses others, as JupyterLab would ignore them', (t) => {
  const lab = fakeLab(t);
  lab.write('notebooks/02-x.ipynb', '{}');
  const read = (...given: string[]) =>
    readStartOptions(given, { root: lab.root, typedIn: path.join(lab.root, 'notebooks') });
  assert.deepEqual(read(), { notebook: undefined, extra: [] });
  assert.deepEqual(read('--port', '9000', '--no-browser', '--ServerApp.base_url=/a=b/'), {
    notebook: undefined,
    extra: ['--port=9000', '--no-browser', '--ServerApp.base_url=/a=b/'],
  });
  const notebook = path.join(lab.root, 'notebooks', '02-x.ipynb');
  for (const typed of ['02-x.ipynb', 'notebooks/02-x.ipynb', notebook])
    assert.deepEqual(read(typed), { notebook, extra: [] });
  assert.deepEqual(read('--port=1', '-h'), { help: true });
  const problems: [string[], RegExp][] = [
    [['--fast'], /^Unknown option: --fast$/],
    [['--no-browser=1'], /^Unknown option: --no-browser=1$/],
    [['-p', '9'], /^Unknown option: -p$/],
    [['--ServerApp.port'], /^Unknown option/],
    [['--port'], /^--port needs a value$/],
    [['--port', '--no-browser'], /^--port needs a value$/],
    [['--port=high'], /^--port must be a number from 0 to 65535, got high$/],
    [['--port=65536'], /got 65536$/],
    [['nowhere.ipynb'], /^nowhere\.ipynb doesn't exist$/],
    [['02-x.ipynb', '02-x.ipynb'], /^npm start can open one notebook, got 02-x\.ipynb and 02-x\.ipynb$/],
    [['/'], /^JupyterLab only shows files in .*, and \/ is elsewhere$/],
  ];
  for (const [given, message] of problems) {
    const result = read(...given);
    assert.match('problem' in result ? result.problem : '', message);
  }
});

test('npm start -- --help prints help and sets nothing up; a wrong option ends with 2', (t) => {
  const lab = fakeLab(t);
  cloneScripts(lab);
  const start = (...args: string[]) =>
    spawnSync(process.execPath, [path.join(lab.root, 'scripts', 'start.js'), ...args], { encoding: 'utf8' });
  const help = start('--help');
  assert.deepEqual([help.status, help.stdout, help.stderr], [0, USAGE, '']);
  const wrong = start('--fast');
  assert.equal(wrong.status, 2);
  assert.equal(wrong.stdout, '');
  assert.equal(wrong.stderr, `Unknown option: --fast\n\n${USAGE}`);
  assert.ok(!lab.has('.lab') && !lab.has('node_modules') && !lab.has('.venv'));
});

test('all that JupyterLab prints is in its log, and only marked lines reach the terminal', async (t) => {
  const lab = fakeLab(t);
  const file = path.join(lab.root, '.lab', 'jupyter', 'jupyter.log');
  lab.write('.lab/jupyter/jupyter.log', 'x'.repeat(5_000_001));
  const shown: string[] = [];
  const log = openLog(file, (text: string) => shown.push(text));
  const stderr = new PassThrough();
  log.read(stderr);
  for (const part of ['[W] Nud', 'ge\n\x1e90 % voll: ', 'वाह 🎬\n', ...'123456', '\n', 'a\nb\nc\nd\nlast'])
    stderr.write(part);
  await new Promise((done) => stderr.end(() => setImmediate(done)));
  assert.deepEqual(shown, ['90 % voll: वाह 🎬']);
  assert.deepEqual(log.lastLines(), ['a', 'b', 'c', 'd', 'last']);
  await new Promise<void>((done) => log.close(done));
  assert.equal(fs.readFileSync(file, 'utf8'), '[W] Nudge\n90 % voll: वाह 🎬\n123456\na\nb\nc\nd\nlast\n');
  assert.ok(fs.existsSync(`${file}.1`), 'a large log is put aside');
});

test('a JupyterLab that ends before it is ready says why', async (t) => {
  const lab = fakeLab(t);
  lab.write('scripts/jupyter/lab.py', 'import nothing_like_it\n');
  const run = async (python: string): Promise<[number, string]> => {
    const said: string[] = [];
    const code = await runJupyter({ ...lab.context(), python, env: process.env }, [], {
      onReady: () => said.push('ready'),
      onMessage: (text: string) => said.push(text),
      onStopping: () => {},
    });
    return [code, said.join('\n')];
  };
  const [code, said] = await run(pythonPath());
  assert.equal(code, 1);
  assert.match(said, /^JupyterLab ended with code 1 before it was ready\. Its last output:\n/);
  assert.match(said, /No module named 'nothing_like_it'\nRun `npm run doctor` to find the problem\.$/);
  const [, gone] = await run(path.join(lab.root, 'python'));
  assert.match(gone, /^JupyterLab can't be started: spawn .*ENOENT$/);
});

/** What `terminal_log.py` says of records: level, message, arguments and a Python error, as Jupyter logs them. */
function inWords(records: string[]): (string | null)[] {
  const program = `
import json, logging, sys
sys.path.insert(0, sys.argv[1])
import terminal_log
class WebSocketClosedError(Exception): pass
def said(level, message, *args, error=None):
    info = (type(error), error, None) if error else None
    record = logging.LogRecord("ServerApp", getattr(logging, level), "x.py", 1, message, args, info)
    return terminal_log.in_words(record)
print(json.dumps([${records.map((record) => `said(${record})`).join(', ')}]))
`;
  const args = ['-I', '-c', program, path.join(SCRIPTS, 'jupyter')];
  const { stdout, stderr } = spawnSync(pythonPath(), args, { encoding: 'utf8' });
  assert.equal(stderr, '');
  return JSON.parse(stdout);
}

test('warnings and chatter stay out of the terminal; what a person must know is said in a line', () => {
  const saving = '"ERROR", "Error while saving file: %s %s", "notebooks/a b.ipynb"';
  assert.deepEqual(
    inWords([
      '"WARNING", "Notebook %s is not trusted", "a.ipynb"',
      '"WARNING", "Nudge: attempt 10 on kernel 5"',
      '"WARNING", "No web browser found: %r.", "x"',
      '"WARNING", "404 GET /api/x (1@127.0.0.1) 1ms"',
      '"INFO", "jupyter_lsp | extension was successfully linked."',
      '"ERROR", "{\\n  \\"Host\\": \\"x\\"}"',
      '"ERROR", "Uncaught exception GET /api", error=WebSocketClosedError()',
      '"CRITICAL", "received signal %s, stopping", 15',
      '"CRITICAL", "\\n    To access the server, open this file in a browser:\\n        file:///x"',
    ]),
    Array(9).fill(null),
  );
  assert.deepEqual(
    inWords([
      `${saving}, OSError(28, "No space left on device", "/x/y"), error=OSError(28, "No space")`,
      `${saving}, UnicodeEncodeError("utf-8", "ab\\ud83c", 2, 3, "surrogates not allowed")`,
      `${saving}, ValueError("bad\\nthing")`,
      '"INFO", "The port %i is already in use, trying another port.", 8888',
      '"CRITICAL", "ERROR: the Jupyter server could not be started because port %i is not available.", 80',
      '"ERROR", "500 PUT /api/contents/a.ipynb (x@127.0.0.1) 3.10ms referer=None"',
      '"ERROR", "Unhandled error in API request", error=KeyError("kernel")',
    ]),
    [
      'notebooks/a b.ipynb could not be saved: No space left on device',
      'notebooks/a b.ipynb could not be saved: it contains half a character (\\ud83c); clear the output or text that contains it',
      'notebooks/a b.ipynb could not be saved: bad',
      'The port 8888 is already in use, trying another port.',
      'ERROR: the Jupyter server could not be started because port 80 is not available.',
      'The request PUT /api/contents/a.ipynb failed (500)',
      "Unhandled error in API request: KeyError: 'kernel'",
    ],
  );
});
