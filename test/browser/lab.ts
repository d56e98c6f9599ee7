/** JupyterLab in a browser, for tests: a server of our own, and a page that can't change a file. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Page, Route } from 'playwright-core';
import { pythonEnvironment, pythonPath, ROOT } from '../../lib/notebook-files/environment';
import type { Notebook } from '../../lib/notebook-files/ipynb';

const START_SECONDS = 60;

/** A running server. */
export interface LabServer {
  url: string;
  token: string;
  /** What the server has logged so far. */
  log(): string;
  /** Ends it with its kernels. */
  stop(): Promise<void>;
}

/** Serves the project on a free port of this machine. It ends with this process, however that ends. */
export async function startLab(): Promise<LabServer> {
  const scratch = mkdtempSync(join(tmpdir(), 'lab-server-'));
  const server = spawn(pythonPath(), [join(__dirname, 'lab_server.py'), ROOT, scratch], {
    detached: process.platform !== 'win32', // Ctrl-C is ours to handle: the closing input ends it in order
    env: pythonEnvironment(),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let log = '';
  server.stderr.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-100_000);
  });
  const stop = async () => {
    await end(server);
    rmSync(scratch, { recursive: true, force: true });
  };
  try {
    const { url, token } = JSON.parse(await firstLine(server, () => log));
    return { url, token, log: () => log, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function firstLine(server: ChildProcess, log: () => string): Promise<string> {
  const timer = setTimeout(() => server.kill('SIGKILL'), START_SECONDS * 1000);
  try {
    for await (const line of createInterface({ input: server.stdout! })) return line;
  } finally {
    clearTimeout(timer);
  }
  throw new Error(`JupyterLab did not start\n\n${log().slice(-4000)}`);
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise((done) => server.once('close', done));
  const timer = setTimeout(() => server.kill('SIGKILL'), 10_000);
  server.stdin?.end();
  await ended;
  clearTimeout(timer);
}

/** A notebook as JupyterLab holds it in memory. */
export interface OpenNotebook {
  cells: Notebook['cells'];
  /** Code cells with something in them that have not ended yet. */
  waiting: number;
  kernel: string;
}

/** What {@link OpenNotebook} says, asked of the running application. */
const STATE = `(() => {
  const panel = window.jupyterapp.shell.currentWidget;
  const cells = panel.content.model.sharedModel.toJSON().cells;
  return {
    cells,
    kernel: panel.sessionContext.kernelDisplayStatus,
    waiting: panel.content.widgets.filter((cell, i) =>
      cells[i].cell_type === 'code' && cells[i].source.length > 0 && cells[i].execution_count === null).length,
  };
})()`;

/**
 * Opens a notebook; `content` stands in for a file that needn't exist. The page can read what the server
 * has, but nothing that it saves arrives there.
 *
 * @param path relative to the project
 */
export async function openNotebook(
  page: Page,
  lab: LabServer,
  path: string,
  content?: Notebook,
): Promise<void> {
  await page.route('**/api/contents/**', (route) => contents(route, path, content));
  await page.goto(`${lab.url}lab/tree/${path}?token=${lab.token}&reset`);
  await untilReady(page);
}

/** Whether the page shows JupyterLab, without a dialog. */
export function isLab(page: Page): Promise<boolean> {
  return page.evaluate<boolean>("'jupyterapp' in window && !document.querySelector('.jp-Dialog')");
}

/** Opens a notebook as `openNotebook` does, in place of those that the page has open. */
export async function openInPlace(
  page: Page,
  _lab: LabServer,
  path: string,
  content?: Notebook,
): Promise<void> {
  await page.unrouteAll();
  await page.route('**/api/contents/**', (route) => contents(route, path, content));
  await page.evaluate(`(async () => {
    const { shell, commands } = window.jupyterapp;
    for (const widget of [...shell.widgets('main')]) widget.dispose();
    await commands.execute('docmanager:open', { path: ${JSON.stringify(path)} });
  })()`);
  await untilReady(page);
}

/** Until there are cells and the kernel is idle. */
async function untilReady(page: Page): Promise<void> {
  await page.locator('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell').first().waitFor({ timeout: 60_000 });
  await page.waitForFunction(
    `window.jupyterapp?.shell.currentWidget?.sessionContext?.kernelDisplayStatus === 'idle'`,
    undefined,
    { timeout: 60_000, polling: 100 },
  );
}

function contents(route: Route, path: string, content: Notebook | undefined): Promise<void> {
  const request = route.request();
  const { pathname } = new URL(request.url());
  const now = '2000-01-01T00:00:00Z';
  if (pathname.endsWith('/checkpoints')) {
    const checkpoint = { id: 'none', last_modified: now };
    return request.method() === 'GET'
      ? route.fulfill({ json: [checkpoint] })
      : route.fulfill({ status: 201, json: checkpoint });
  }
  if (request.method() !== 'GET') {
    return route.fulfill({ status: 403, json: { message: 'a browser test saves nothing' } });
  }
  if (!content || !pathname.endsWith(`/${path}`)) return route.continue();
  return route.fulfill({
    json: {
      name: path.split('/').at(-1),
      path,
      type: 'notebook',
      format: 'json',
      mimetype: null,
      size: 1,
      writable: true,
      created: now,
      last_modified: now,
      content,
    },
  });
}

/** The notebook as the page has it now. */
export async function stateOf(page: Page): Promise<OpenNotebook> {
  return page.evaluate(STATE);
}

/** Runs every cell through the menu, as a user does, and waits until the last has ended. */
export async function runAllCells(page: Page, seconds: number): Promise<OpenNotebook> {
  await page.locator('.lm-MenuBar-item', { hasText: /^Run$/ }).click();
  await page
    .locator('.lm-Menu-item', { hasText: /^Run All Cells$/ })
    .first()
    .click();
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const state = await stateOf(page);
    const failed = errorsOf(state).length > 0;
    if (state.kernel === 'idle' && (state.waiting === 0 || failed)) return state;
    if (Date.now() > deadline) {
      throw new Error(
        `after ${seconds} s ${state.waiting} cells have not ended; the kernel is ${state.kernel}`,
      );
    }
    await page.waitForTimeout(200);
  }
}

/** Errors that cells show, other than those tagged `raises-exception`. */
export function errorsOf(state: OpenNotebook): string[] {
  return state.cells.flatMap((cell, i) =>
    (cell.outputs ?? []).flatMap((output) =>
      output.output_type === 'error' &&
      !JSON.stringify(cell.metadata.tags ?? []).includes('"raises-exception"')
        ? [`cell ${i + 1}: ${output.ename}: ${output.evalue}`]
        : [],
    ),
  );
}

/** How many figures plotly is asked to draw. */
export function figuresOf({ cells }: Pick<OpenNotebook, 'cells'>): number {
  const outputs = cells.flatMap((cell) => cell.outputs ?? []);
  return outputs.filter((output) => 'data' in output && 'application/vnd.plotly.v1+json' in output.data)
    .length;
}

/** Pictures of the whole notebook, in pieces of at most `height` pixels: `name-1.png`, `name-2.png`, … */
export async function photograph(page: Page, folder: string, name: string, height = 6000): Promise<string[]> {
  for (const file of readdirSync(folder)) {
    if (file.startsWith(`${name}-`) && /^\d+\.png$/.test(file.slice(name.length + 1)))
      rmSync(join(folder, file));
  }
  const before = page.viewportSize();
  const scroller = '.jp-NotebookPanel:not(.lm-mod-hidden) .jp-WindowedPanel-outer';
  const total = Number(
    await page.evaluate(`document.querySelector(${JSON.stringify(scroller)}).scrollHeight`),
  );
  const frame = 120; // menu, toolbar and status bar
  const shot = Math.min(height, total + frame);
  await page.setViewportSize({ width: before?.width ?? 1280, height: shot });
  const paths: string[] = [];
  for (let top = 0; top < total; top += shot - frame) {
    await page.evaluate(`document.querySelector(${JSON.stringify(scroller)}).scrollTop = ${top}`);
    await page.waitForTimeout(500); // plots follow the new width
    const path = join(folder, `${name}-${paths.length + 1}.png`);
    await page.screenshot({ path });
    paths.push(path);
  }
  if (before) await page.setViewportSize(before);
  return paths;
}
