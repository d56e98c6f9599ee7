/**
 * `spawnSync`, `execSync` and `execFileSync` in cells. Node's own block the whole thread: nothing that the process
 * prints could be shown before it ends, and a stop would have to wait for it. So another thread runs the process
 * (`child-thread.cjs`), and this one waits for what that sends: text to show, and the end.
 */
import type { SpawnSyncOptions, SpawnSyncReturns } from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  MessageChannel,
  type MessagePort,
  receiveMessageOnPort,
  SHARE_ENV,
  Worker,
} from 'node:worker_threads';
import { Interrupted } from '../stop/interrupted';
import { kernelWork } from '../stop/may-end';
import { isStopWaiting } from '../stop/waiting-stops';
import type { CellOutput } from './cell-context';
import { ownStreamOf, type StandardStream } from './child-streams';
import { WrittenText } from './written-text';

const LOOK = 50;
const DEFAULT_MAX_BUFFER = 1024 * 1024;
const MODULE = ['spawnSync', 'execSync', 'execFileSync'] as const;

type Bytes = Uint8Array | null;
type FromThread = { id: number } & (
  | { name: StandardStream; bytes: Uint8Array }
  | { thrown: Error; code?: string }
  | { done: Done }
);
interface Done {
  pid: number;
  output: Bytes[];
  status: number | null;
  signal: NodeJS.Signals | null;
  error?: { code: string; errno?: number };
}
type Result = SpawnSyncReturns<string | Buffer | null>;

/** What a process's pipes are used for; undefined for options that only Node's own functions handle. */
function usesOf(stdio: unknown[]): ('print' | 'collect' | undefined)[] | undefined {
  if (stdio.length > 3) return undefined;
  const uses = [undefined, ...[1, 2].map((i) => useOf(stdio[i], i))];
  const isPlain = (entry: unknown) =>
    entry === undefined ||
    entry === null ||
    typeof entry === 'number' ||
    /^(pipe|ignore|inherit)$/.test(String(entry));
  return stdio.every((entry, i) => isPlain(entry) || uses[i] === 'print') ? (uses as never) : undefined;
}

/** Node's own function says what is wrong with anything else. */
function isUsual(
  file: unknown,
  args: unknown,
  { timeout, maxBuffer, killSignal }: SpawnSyncOptions,
): boolean {
  const isCount = (value: unknown) => value === undefined || (typeof value === 'number' && value >= 0);
  return (
    typeof file === 'string' &&
    file !== '' &&
    (args === undefined || typeof args === 'object') &&
    isCount(timeout) &&
    isCount(maxBuffer) &&
    (killSignal === undefined || typeof killSignal === 'number' || killSignal in constants.signals)
  );
}

function useOf(entry: unknown, index: number): 'print' | 'collect' | undefined {
  if (ownStreamOf(entry, index) !== undefined) return 'print';
  return (entry ?? 'pipe') === 'pipe' ? 'collect' : undefined;
}

/** Replaces the three functions for the whole process. @param cell the cell whose code is running */
export function installChildrenNow(cell: () => CellOutput | undefined): void {
  const childProcess = require('node:child_process') as typeof import('node:child_process');
  const native = Object.fromEntries(MODULE.map((name) => [name, childProcess[name]])) as Pick<
    typeof childProcess,
    (typeof MODULE)[number]
  >;
  const thread = new ChildThread();

  const spawnSync = (file: string, ...rest: unknown[]): Result => {
    const args = Array.isArray(rest[0]) ? rest[0].map(String) : [];
    const options = ((Array.isArray(rest[0]) ? rest[1] : (rest[1] ?? rest[0])) ?? {}) as SpawnSyncOptions;
    const output = cell();
    const stdio =
      typeof options.stdio === 'string' ? Array(3).fill(options.stdio) : [...(options.stdio ?? [])];
    const uses = isUsual(file, rest[0], options) ? usesOf(stdio) : undefined;
    if (!output || !uses) return native.spawnSync(file, rest[0] as string[], rest[1] as object) as Result;
    return kernelWork(() => thread.run(output, file, args, { ...options, stdio }, uses));
  };
  const checked = (result: Result, command: string): string | Buffer | null => {
    if (result.error) throw Object.assign(result.error, result);
    if (result.status === 0) return result.stdout;
    const why = result.stderr?.length ? `\n${result.stderr}` : '';
    throw Object.assign(new Error(`Command failed: ${command}${why}`), result);
  };
  /** Without `stdio`, these two show what is printed to stderr, and have it in their errors. */
  const shown = (result: Result, options: SpawnSyncOptions): Result => {
    if (options.stdio === undefined && result.stderr?.length) process.stderr.write(result.stderr);
    return result;
  };
  const execFileSync = (file: string, ...rest: unknown[]) => {
    const args = Array.isArray(rest[0]) ? (rest[0] as unknown[]) : [];
    const options = ((Array.isArray(rest[0]) ? rest[1] : (rest[1] ?? rest[0])) ?? {}) as SpawnSyncOptions;
    return checked(shown(spawnSync(file, args, options), options), [file, ...args].join(' '));
  };
  const execSync = (command: string, options: SpawnSyncOptions = {}) => {
    const shell = typeof options.shell === 'string' ? options.shell : true;
    return checked(shown(spawnSync(command, [], { ...options, shell }), options), command);
  };
  Object.assign(childProcess, { spawnSync, execSync, execFileSync });
  syncBuiltinESMExports();
}

class ChildThread {
  private port: MessagePort | undefined;
  private readonly sent = new Int32Array(new SharedArrayBuffer(4));
  private readonly printers = new Map<number, (name: StandardStream, bytes: Uint8Array) => void>();
  private readonly ends = new Map<number, Done | Error>();
  private last = 0;

  /** @throws {Interrupted} if the cell is stopped: the process is ended */
  run(
    output: CellOutput,
    file: string,
    args: readonly string[],
    options: SpawnSyncOptions,
    uses: readonly ('print' | 'collect' | undefined)[],
  ): Result {
    const port = this.opened();
    const id = ++this.last;
    const {
      timeout = 0,
      maxBuffer = DEFAULT_MAX_BUFFER,
      killSignal = 'SIGTERM',
      input,
      encoding,
      ...rest
    } = options;
    const [stdin = 'pipe'] = options.stdio as unknown[];
    const stdio = [
      input === undefined ? stdin : 'pipe',
      ...[1, 2].map((i) => (uses[i] ? 'pipe' : (options.stdio as unknown[])[i])),
    ];
    const cwd = rest.cwd instanceof URL ? fileURLToPath(rest.cwd) : rest.cwd;
    const env = rest.env && { ...rest.env };
    output.flush();
    // Kept after the end: processes in the background may print later.
    if (uses.includes('print')) this.printers.set(id, printerTo(output));
    const given = input ?? (stdio[0] === 'pipe' ? '' : undefined);
    port.postMessage({
      id,
      file,
      args,
      options: { ...rest, cwd, env, stdio },
      uses,
      input: given,
      timeout,
      maxBuffer,
      killSignal,
    });
    const done = this.wait(id, output, killSignal as NodeJS.Signals);
    return resultOf(done, file, args, encoding);
  }

  private wait(id: number, output: CellOutput, killSignal: NodeJS.Signals): Done {
    const port = this.opened();
    let isStopped = false;
    for (;;) {
      const before = Atomics.load(this.sent, 0);
      for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port))
        this.receive(next.message);
      const end = this.ends.get(id);
      if (end) {
        this.ends.delete(id);
        if (isStopped) throw new Interrupted();
        if (end instanceof Error) throw end;
        return end;
      }
      if (!isStopped && (output.run.signal.aborted || isStopWaiting())) {
        isStopped = true;
        port.postMessage({ id, kill: killSignal });
      }
      // No timer can show what was printed last.
      if (Atomics.wait(this.sent, 0, before, LOOK) === 'timed-out') output.flush();
    }
  }

  private receive(message: FromThread): void {
    if ('bytes' in message) this.printers.get(message.id)?.(message.name, message.bytes);
    else this.ends.set(message.id, 'thrown' in message ? withCode(message) : message.done);
  }

  private opened(): MessagePort {
    if (this.port) return this.port;
    const { port1, port2 } = new MessageChannel();
    new Worker(join(__dirname, 'child-thread.cjs'), {
      workerData: { port: port2, sent: this.sent },
      transferList: [port2],
      env: SHARE_ENV,
      execArgv: [],
    }).unref();
    port1.on('message', (message: FromThread) => this.receive(message)); // from processes left in the background
    port1.unref();
    this.port = port1;
    return port1;
  }
}

/** An error that comes from another thread has lost its code. */
function withCode({ thrown, code }: { thrown: Error; code?: string }): Error {
  return code === undefined ? thrown : Object.assign(thrown, { code });
}

function printerTo(output: CellOutput): (name: StandardStream, bytes: Uint8Array) => void {
  const texts = { stdout: new WrittenText(), stderr: new WrittenText() };
  return (name, bytes) => output.print(name, texts[name].add(bytes));
}

function resultOf(
  done: Done,
  file: string,
  args: readonly string[],
  encoding: string | null | undefined,
): Result {
  const { error, pid, status, signal } = done;
  const text = (bytes: Bytes) => {
    if (bytes === null) return null;
    const buffer = Buffer.from(bytes);
    return encoding && encoding !== 'buffer' ? buffer.toString(encoding as BufferEncoding) : buffer;
  };
  const hasStarted = pid !== 0;
  const output = hasStarted ? done.output.map(text) : null;
  const [, stdout = null, stderr = null] = output ?? [];
  const result = { pid, output, stdout, stderr, status, signal } as Result;
  if (error) {
    const syscall = `spawnSync ${file}`;
    const fields = { ...error, syscall, path: file, spawnargs: args };
    result.error = Object.assign(new Error(`${syscall} ${error.code}`), fields);
  }
  return result;
}
