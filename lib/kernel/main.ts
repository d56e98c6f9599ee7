/** Starts the kernel for one notebook: `startKernel(…)`; Jupyter runs it through `scripts/kernel.js`. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setCellSignal } from '../core/running-cell';
import { captureWork } from './cells/capture';
import { currentOutput, currentRun } from './cells/cell-context';
import { CellRunner } from './cells/cell-runner';
import { CellSources } from './cells/cell-sources';
import { showChildren } from './cells/child-streams';
import { installChildrenNow } from './cells/children-now';
import { installDialogs } from './cells/dialogs';
import { addLastingListeners } from './cells/lasting-listeners';
import { installNotebookStdin } from './cells/notebook-stdin';
import { type StreamName, setPrintLimit } from './cells/output-stream';
import { showPlainPromises } from './cells/plain-promises';
import { type CellQuestions, InputError } from './cells/questions';
import { traceStacksBack } from './cells/stack-trace';
import { setCommKernel } from './comm';
import { setFrontend } from './display';
import type { Strictness } from './kernelspec.cjs';
import { NotebookHandler } from './protocol/handler';
import { History } from './protocol/history';
import { languageInfo } from './protocol/language-info';
import { KernelServer } from './protocol/server';
import { allowEnding, endIfCaught } from './stop/end-javascript';
import { installEndableImmediates } from './stop/endable-immediates';
import { installEndableMicrotasks } from './stop/endable-microtasks';
import { installEndableTimeLimits } from './stop/endable-time-limits';
import { Interrupted } from './stop/interrupted';

const { codeCache } = require('./code-cache.cjs') as typeof import('./code-cache.cjs');
const { isParentGone } = require('./protocol/parent-gone.cjs') as { isParentGone: () => boolean };

/** Wait before TypeScript is loaded, so that the front end's first request is answered first; milliseconds. */
const WARM_UP_AFTER = 20;
/** Wait for a cell before TypeScript reads what the notebook will import; milliseconds. */
const READ_IMPORTS_AFTER = 1000;
/** Wait before the code that has been compiled so far is written to the cache, in case it isn't there; milliseconds. */
const SAVE_AFTER = 5000;
/** Time for the last messages to be sent before the process exits; milliseconds. */
const EXIT_AFTER = 100;

/** The folder of the nearest `package.json` above `folder`, or `folder` itself. */
function projectRoot(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, 'package.json'))) return at;
    if (at === dirname(at)) return folder;
  }
}

/** Runs until the front end asks it to stop, or until its parent process is gone. */
export async function startKernel({
  connectionFile,
  strictness,
}: {
  connectionFile: string | undefined;
  strictness: Strictness;
}): Promise<void> {
  if (!connectionFile || !existsSync(connectionFile)) {
    process.stderr.write(
      `Expected the path of a Jupyter connection file, got ${connectionFile ?? 'nothing'}.\n` +
        'Jupyter normally starts the kernel: run `npm start` and choose "TypeScript (Recommender Lab)".\n',
    );
    process.exitCode = 2;
    return;
  }
  const folder = process.cwd();
  const root = projectRoot(folder);
  const log = process.stderr.write.bind(process.stderr);
  const sources = new CellSources();
  const warn = (warning: string) => currentOutput()?.print('stderr', warning);
  const runner = new CellRunner(folder, root, currentRun, warn, sources, strictness);
  const warmUp = () => {
    setTimeout(() => {
      runner.warmUp();
      setTimeout(() => runner.readImports(), READ_IMPORTS_AFTER).unref();
    }, WARM_UP_AFTER);
    setTimeout(() => codeCache().save(), SAVE_AFTER).unref();
  };
  const handler = new NotebookHandler(runner, new History(), warmUp, languageInfo(strictness));
  const connection = JSON.parse(readFileSync(connectionFile, 'utf8'));
  const onShutdown = () => {
    setTimeout(() => process.exit(0), EXIT_AFTER);
    codeCache().save(); // messages are leaving meanwhile
  };
  const server = new KernelServer(handler, connection, { log, onShutdown });

  installEndableImmediates();
  installEndableMicrotasks();
  installEndableTimeLimits(endIfCaught);
  capture('stdout');
  capture('stderr');
  showChildren(currentOutput);
  installChildrenNow(currentOutput);
  installDialogs((question) => asking().askNow(question));
  installNotebookStdin(async (question, signal) => await asking().ask(question, signal));
  traceStacksBack(sources);
  showPlainPromises(() => currentOutput()?.promiseShown());
  setCommKernel(server.comms);
  setFrontend({
    display: async (value, options) => currentOutput()?.display(value, options),
    clearOutput: (options) => currentOutput()?.clear(options),
    atCellEnd: (callback) => currentOutput()?.atEnd(callback),
    printLimit: setPrintLimit,
    broadcast: (type, content, attached) => currentOutput()?.comm(type, content, attached),
    capture: (work, signal) => captureWork(work, (thrown) => runner.describe(thrown), signal),
  });
  setCellSignal(() => currentRun()?.signal);
  allowEnding((stop) => !server.isOver(stop));
  const onUncaught = (thrown: unknown) => {
    if (thrown instanceof Interrupted) return; // the cell has already reported it
    currentOutput()?.uncaught(runner.describe(thrown));
  };
  addLastingListeners({
    SIGINT: () => handler.interrupt(),
    uncaughtException: onUncaught,
    unhandledRejection: onUncaught,
    exit: () => currentOutput()?.flush(), // `process.exit()` in a cell
  });
  exitWithParent();
  try {
    await server.open();
  } catch (error) {
    log(`The kernel could not open its ports: ${(error as Error).message}\n`);
    process.exit(1);
  }
}

/** The questions of the running cell; what was printed before one is shown before it. */
function asking(): CellQuestions {
  const output = currentOutput();
  if (!output) throw new InputError('Cannot ask: no cell has run yet.');
  output.flush();
  return output.questions;
}

type Done = (error?: Error | null) => void;

/** Routes printed text to the cell that printed it. */
function capture(name: StreamName): void {
  const original = process[name].write.bind(process[name]);
  const write = (piece: string | Uint8Array, ...rest: (BufferEncoding | Done | undefined)[]): boolean => {
    const output = currentOutput();
    if (!output) return original(piece, ...(rest as [BufferEncoding?, Done?]));
    const [first] = rest;
    output.print(name, piece, typeof first === 'string' ? first : undefined);
    const done = rest.find((argument): argument is Done => typeof argument === 'function');
    if (done) process.nextTick(done); // not at once: `done` may run a loop
    return true;
  };
  process[name].write = write;
}

/** Exits when Jupyter was killed. */
function exitWithParent(): void {
  setInterval(() => {
    if (isParentGone()) process.exit(0);
  }, 1000).unref();
}
