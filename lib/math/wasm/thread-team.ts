/**
 * Loops in WebAssembly, divided among threads that share one memory. A loop is an exported function that is called once
 * for each piece, `loop(piece, thread, …args)`. Threads take the next piece whenever they are free, so which thread does
 * what differs from run to run; the results don't as long as pieces write to different places.
 *
 * Why WebAssembly: plain JavaScript has no SIMD, and TensorFlow has no operation for rows of different lengths. Why
 * threads of its own: the calling thread begins at once and does all the work itself until the others are there, in
 * some 40 ms; they sleep between loops.
 */
import { availableParallelism } from 'node:os';
import * as path from 'node:path';
import { isMainThread, SHARE_ENV, Worker } from 'node:worker_threads';
import type { Allocation } from '../../core/check-memory';
import { WasmTables } from './wasm-tables';
import { checkAddresses, PAGE, type WasmMemory, type WasmModule, wasm } from './web-assembly';

const { CONTROL } = require('./team-control.cjs') as typeof import('./team-control.cjs');

/** More threads would wait for memory most of the time. */
const MOST_THREADS = 8;
/** Milliseconds after which a wait for other threads lets the event loop run. */
const PATIENCE = 20;

/**
 * V8 doesn't count memory that threads share, so it would be in no hurry to collect it. It does count an array of the same
 * size beside each, which takes no memory because nothing touches it: 200 fits of ImplicitALS on 80,000 ratings leave a
 * process with 150 MB instead of 430.
 */
const counted = new WeakMap<WasmMemory<SharedArrayBuffer>, ArrayBuffer>();

type Loop = (piece: number, thread: number, ...args: number[]) => void;
type WasmFunction = (...args: number[]) => number;

/** `bytes` is the size of the memory, for all tables. */
export interface ThreadTeamOptions extends Allocation {
  /** Compiled code that imports `env.memory`, shared. */
  readonly module: WasmModule;
  /** Number of threads, the caller's included. Default: see `teamSize`. */
  readonly threads?: number;
}

/** The number of threads that a team has by default: one for each core, at most 8; 1 in a worker thread, which others are beside. */
export function teamSize(): number {
  return isMainThread ? Math.min(MOST_THREADS, availableParallelism()) : 1;
}

export class ThreadTeam {
  readonly threads: number;
  /** Of the shared memory. */
  readonly tables: WasmTables;
  readonly #loops: Readonly<Record<string, Loop & WasmFunction>>;
  readonly #control = new Int32Array(new SharedArrayBuffer(4 * CONTROL.size));
  readonly #helpers: readonly Worker[];
  #failure: Error | undefined;

  /** @throws OptionError, before anything is allocated, when the memory is larger than WebAssembly's addresses reach */
  constructor({ module, threads = teamSize(), ...allocation }: ThreadTeamOptions) {
    checkAddresses(allocation);
    const pages = Math.max(1, Math.ceil(allocation.bytes / PAGE));
    const memory = new wasm.Memory({ initial: pages, maximum: pages, shared: true });
    counted.set(memory, new ArrayBuffer(pages * PAGE));
    this.tables = new WasmTables(memory);
    this.#loops = new wasm.Instance(module, { env: { memory } }).exports as Record<
      string,
      Loop & WasmFunction
    >;
    this.threads = threads;
    const loops = Object.keys(this.#loops);
    this.#helpers = Array.from({ length: threads - 1 }, (_, n) => {
      const helper = new Worker(path.join(__dirname, 'team-member.cjs'), {
        workerData: { module, memory, control: this.#control, loops, thread: n + 1 },
        env: SHARE_ENV,
        execArgv: [],
      });
      helper.on('error', (error) => {
        this.#failure = error;
      });
      helper.unref();
      return helper;
    });
  }

  /**
   * Runs all pieces of a loop. `breathe` is called and awaited after each piece that this thread does. One loop at a time;
   * after an error, the team is of no use.
   */
  async run(
    loop: string,
    pieces: number,
    args: readonly number[],
    breathe: () => Promise<void>,
  ): Promise<void> {
    const control = this.#control;
    const start = control[CONTROL.end];
    control[CONTROL.start] = start;
    control[CONTROL.loop] = Object.keys(this.#loops).indexOf(loop);
    control[CONTROL.argCount] = args.length;
    control.set(args, CONTROL.args);
    Atomics.store(control, CONTROL.end, start + pieces);
    Atomics.notify(control, CONTROL.end);
    const work = this.#loops[loop];
    for (;;) {
      const piece = Atomics.add(control, CONTROL.next, 1);
      if (piece >= start + pieces) break;
      work(piece - start, 0, ...args);
      Atomics.add(control, CONTROL.done, 1);
      await breathe();
    }
    // The one that wasn't there.
    Atomics.sub(control, CONTROL.next, 1);
    await this.#othersDone(start + pieces);
  }

  /** Calls a function that isn't divided, on this thread. */
  call(name: string, ...args: number[]): number {
    return this.#loops[name](...args);
  }

  async #othersDone(end: number): Promise<void> {
    for (;;) {
      const done = Atomics.load(this.#control, CONTROL.done);
      if (done === end) return;
      if (Atomics.wait(this.#control, CONTROL.done, done, PATIENCE) !== 'timed-out') continue;
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#failure) throw this.#failure;
    }
  }

  /** Ends the other threads. */
  close(): void {
    for (const helper of this.#helpers) void helper.terminate();
  }
}
