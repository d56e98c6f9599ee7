/** Executes a notebook in a fresh kernel, through nbclient in the project's Python environment. */
import { type ChildProcess, spawn } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { DataError } from '../core/errors';
import { KERNEL, pythonEnvironment, pythonPath, shownPath } from './environment';
import { type Json, joinOutput, type Notebook, type Output, tagsOf } from './ipynb';
import { INJECTED_TAG } from './parameters';
import { widgetMetadata, withoutWidgets } from './widgets';

/** Why an execution ended early. `index` is the cell's index in the executed notebook. */
export type Failure = { index: number | null } & (
  | { kind: 'error'; ename: string; evalue: string; traceback: string[] }
  | { kind: 'timeout'; seconds: number }
  | { kind: 'did-not-raise' }
  | { kind: 'kernel-died'; evalue: string }
  | { kind: 'no-kernel' }
  | { kind: 'driver'; evalue: string }
);

export type Outcome = { ok: true; notebook: Notebook } | { ok: false; failure: Failure };

export interface ExecuteOptions {
  /** Time limit per cell, in seconds. */
  timeout: number;
  /** Called when the kernel is ready, and before and after each code cell. */
  onProgress?: (event: 'started' | 'cell-start' | 'cell-done', index: number) => void;
  /** Aborting ends the kernel at once. */
  signal?: AbortSignal;
}

type DriverEvent =
  | { event: 'started' }
  | { event: 'cell-start' | 'cell-done'; index: number }
  | ({ event: 'failed' } & Failure)
  | { event: 'finished'; outputs: Output[][]; widgets: Json };

type Finished = Extract<DriverEvent, { event: 'finished' }>;

/** Time the driver has to end its kernel before it is killed, in milliseconds. */
const GRACE = 6000;

/**
 * Executes in the notebook's folder. A cell tagged `raises-exception` must fail, unless a parameter is set, and no other
 * may.
 *
 * @param path where the notebook is (it isn't read, and nothing is written)
 * @returns the notebook with its outputs, live widgets as pictures, or what went wrong in which cell
 * @throws DataError for a notebook of another kernel; LabError without the Python environment; the
 *   signal's reason when aborted
 */
export async function executeNotebook(
  notebook: Notebook,
  path: string,
  options: ExecuteOptions,
): Promise<Outcome> {
  const kernel = (notebook.metadata.kernelspec as { name?: string } | undefined)?.name;
  if (kernel !== KERNEL) {
    const found = kernel === undefined ? 'it names no kernel' : `its kernel is ${kernel}`;
    throw new DataError(
      `${shownPath(path)}: ${found}, expected ${KERNEL}; choose "TypeScript (Recommender Lab)" in JupyterLab and save it`,
      { file: path },
    );
  }
  options.signal?.throwIfAborted();
  const driver = spawn(pythonPath(), [join(__dirname, 'execute.py')], {
    // its own process group: Ctrl-C reaches only this process, which then shuts the driver down properly
    detached: process.platform !== 'win32',
    env: {
      ...pythonEnvironment(),
      JPY_SESSION_NAME: resolve(path), // as Jupyter tells a kernel
      RECOMMENDER_LAB_WORKSHOP: 'memory', // the outputs must not depend on anybody's progress or earlier runs
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((done) => driver.once('close', () => done()));
  const stop = () => stopDriver(driver);
  options.signal?.addEventListener('abort', stop, { once: true });
  try {
    const job = { notebook, folder: dirname(resolve(path)), kernel, timeout: options.timeout };
    driver.stdin.on('error', () => {}); // a driver that could not start has no input; reported below
    driver.stdin.write(`${JSON.stringify(job)}\n`);
    const last = await readEvents(driver, options);
    if (last?.event === 'finished') return { ok: true, notebook: withOutputs(notebook, last) };
    options.signal?.throwIfAborted();
    return { ok: false, failure: last };
  } finally {
    stop();
    await ended;
    options.signal?.removeEventListener('abort', stop);
  }
}

/** Closing its input makes the driver end the kernel and exit. */
function stopDriver(driver: ChildProcess): void {
  driver.stdin?.end();
  const timer = setTimeout(() => driver.kill('SIGKILL'), GRACE);
  driver.once('close', () => clearTimeout(timer));
}

/** The driver's last event, which says how it ended. */
async function readEvents(
  driver: ChildProcess,
  options: ExecuteOptions,
): Promise<Extract<DriverEvent, { event: 'failed' | 'finished' }>> {
  let log = '';
  driver.stderr?.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-4000);
  });
  let at: number | null = null;
  for await (const line of createInterface({ input: driver.stdout! })) {
    const event = JSON.parse(line) as DriverEvent;
    if (event.event === 'finished') return event;
    if (event.event === 'failed') {
      return event.kind === 'kernel-died' ? { ...event, evalue: `${event.evalue}\n${log}`.trim() } : event;
    }
    if (event.event !== 'started') at = event.index;
    options.onProgress?.(event.event, at ?? 0);
  }
  return { event: 'failed', kind: 'driver', index: at, evalue: log.trim() || 'it printed nothing' };
}

function withOutputs(notebook: Notebook, { outputs, widgets }: Finished): Notebook {
  const cells = notebook.cells.map((cell, i) =>
    cell.cell_type === 'code' ? { ...cell, outputs: (outputs[i] ?? []).map(joinOutput) } : cell,
  );
  const metadata = { ...notebook.metadata, widgets: widgetMetadata(widgets) };
  return withoutWidgets({ ...notebook, cells, metadata });
}

/**
 * The numbers that a reader of the file counts: of a cell among all cells, and among the code cells that
 * run. A cell added by `--set` has neither (undefined).
 */
export function cellNumbers(notebook: Notebook): ({ cell: number; code: number } | undefined)[] {
  let cell = 0;
  let code = 0;
  return notebook.cells.map((c) => {
    if (tagsOf(c).includes(INJECTED_TAG)) return undefined;
    cell++;
    if (c.cell_type === 'code' && c.source.trim() !== '') code++;
    return { cell, code };
  });
}
