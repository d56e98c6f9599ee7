/** `npm start` as a student has it: the launcher, a notebook opened, run, saved and closed, and a terminal that stays calm. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, relative } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from '../../lib/notebook-files/environment';
import { readNotebook } from '../../lib/notebook-files/ipynb';
import { until } from '../fixtures/until';
import { launch, needsChromium, onNewPage } from './chromium';

mkdirSync(join(ROOT, '.lab', 'test'), { recursive: true });
const folder = mkdtempSync(join(ROOT, '.lab', 'test', 'start-'));
const notebook = join(folder, 'tiny.ipynb');
cpSync(join(ROOT, 'test', 'notebook-files', 'fixtures', 'tiny.ipynb'), notebook);

let start: ChildProcess;
let terminal = '';
let ended: Promise<number | null>;
/** What the terminal shows since the address was printed. */
const since = () => terminal.slice(terminal.indexOf('Ctrl-C stops it.') + 'Ctrl-C stops it.\n'.length);

before(async () => {
  // A port that is taken: the next one is used, and said.
  const taken = createServer();
  await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done));
  const { port } = taken.address() as { port: number };
  const options = [`--port=${port}`, '--no-browser', '--ContentsManager.allow_hidden=True', notebook];
  start = spawn(process.execPath, [join(ROOT, 'scripts', 'start.js'), ...options], { cwd: ROOT });
  ended = new Promise((done) => start.once('close', done));
  for (const stream of [start.stdout!, start.stderr!]) stream.on('data', (text) => (terminal += text));
  for (let tries = 0; !terminal.includes('Ctrl-C stops it.'); tries++) {
    assert.ok(tries < 1200 && start.exitCode === null, terminal);
    await sleep(100);
  }
  taken.close();
  assert.match(terminal, new RegExp(`^The port ${port} is already in use, trying another port\\.$`, 'm'));
});
after(async () => {
  start?.kill('SIGINT');
  await ended;
  rmSync(folder, { recursive: true, force: true });
});

const address = () => /http:\S+/.exec(terminal)![0];
/** Asks the server itself. */
function api(path: string, body?: object): Promise<Response> {
  const { origin, searchParams } = new URL(address());
  return fetch(`${origin}/api/${path}`, {
    method: body ? 'PUT' : 'GET',
    body: body && JSON.stringify(body),
    headers: { Authorization: `token ${searchParams.get('token')}` },
  });
}

test('a notebook is opened, run, saved and closed, and nothing is printed', needsChromium, async () => {
  const browser = await launch();
  try {
    await onNewPage(browser, 'start', async (page) => {
      await page.goto(`${address()}&reset`);
      const first = page.locator('.jp-NotebookPanel .jp-CodeCell').first();
      await first.waitFor({ timeout: 60_000 });
      await page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').waitFor({ timeout: 60_000 });
      await first.click();
      await page.getByRole('menuitem', { name: 'Run', exact: true }).click();
      await page.getByText('Run All Cells', { exact: true }).click();
      await page.locator('.jp-InputPrompt', { hasText: '[1]' }).waitFor({ timeout: 60_000 });
      const missing = () => {
        if (statSync(notebook).size === 0) return true; // being written
        return readNotebook(notebook).cells.some((cell) => cell.execution_count === null);
      };
      for (let tries = 0; missing(); tries++) {
        assert.ok(tries < 60, 'the notebook, run to its end, is saved');
        await page.keyboard.press('Control+s');
        await sleep(500);
      }
      const printed = "document.querySelector('.jp-RenderedText pre')";
      const wrapping = await page.evaluate(`getComputedStyle(${printed}).wordBreak`);
      assert.equal(wrapping, 'normal', 'long lines wrap between words, not inside a number');
      const picture = "document.querySelector('.jp-RenderedPlotly .plot-img')";
      const widest = await page.evaluate(`getComputedStyle(${picture}).maxWidth`);
      assert.equal(widest, '100%', 'figures of saved notebooks fit into a narrow window');
      await page.keyboard.press('Control+Shift+L');
      const cards = page.locator('.jp-LauncherCard');
      await cards.first().waitFor();
      const tiles = await cards.allInnerTexts();
      assert.equal(tiles[0], 'TypeScript (Recommender Lab)', 'the first tile is the lab’s own kernel');
      assert.ok(tiles.includes('Python 3 (ipykernel)'), 'others stay');
    });
  } finally {
    await browser.close();
  }
  await sleep(500);
  assert.equal(since(), '');
});

test('new notebooks get the kernel of the lab', async () => {
  const specs = (await (await api('kernelspecs')).json()) as { default: string };
  assert.equal(specs.default, 'recommender-lab');
});

test('an untrusted notebook is not mentioned; one that cannot be saved is named, with the reason and the log', async () => {
  const before = since();
  const content = { ...readNotebook(notebook), cells: [] };
  const model = (source: string) => ({
    type: 'notebook',
    format: 'json',
    content: { ...content, cells: [{ cell_type: 'markdown', id: 'a', metadata: {}, source }] },
  });
  const path = (name: string) => `contents/${encodeURI(relative(ROOT, join(folder, name)))}`;
  cpSync(join(ROOT, 'test', 'notebook-files', 'fixtures', 'tiny.ipynb'), join(folder, 'untrusted.ipynb'));
  assert.equal((await api(path('untrusted.ipynb'))).status, 200);
  assert.equal((await api(path('good.ipynb'), model('fine'))).status, 201);
  assert.equal(since(), before);
  mkdirSync(join(folder, 'my folder.ipynb'));
  assert.equal((await api(path('my folder.ipynb'), model('x'))).status, 500);
  const said = () => since().slice(before.length);
  await until(() => said().endsWith('\n'), said);
  assert.match(
    said(),
    /^\S+\/my folder\.ipynb could not be saved: Is a directory\n( {2}\(more in .*jupyter\.log\)\n)?$/,
  );
  const log = () => readFileSync(join(ROOT, '.lab', 'jupyter', 'jupyter.log'), 'utf8');
  await until(() => /untrusted\.ipynb is not trusted[\s\S]*IsADirectoryError/.test(log()), log);
});

test('Ctrl-C stops it without a word of JupyterLab', async () => {
  const before = since();
  start.kill('SIGINT');
  assert.equal(await ended, 0);
  assert.equal(since().slice(before.length), '\nStopping JupyterLab …\n');
});
