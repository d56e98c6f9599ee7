/**
 * The only entry point to TensorFlow.js: nothing else in this library imports it. The native version is
 * `@tensorflow/tfjs-node`, the other one `@tensorflow/tfjs` with WebAssembly; `lib/core/tfjs-prelude.cjs`
 * decides which one is used. Both have the same version and the same API.
 */
import * as path from 'node:path';
import type * as tfjs from '@tensorflow/tfjs';
import { LabError } from '../../core/errors';
import { loadOptional } from '../../core/packaged';
import { ScopeQueue } from './scope-queue';
import { bridgeKernels } from './wasm-bridge';

/** A tensor of any rank. */
export type Tensor = tfjs.Tensor;

/** What TensorFlow.js runs on: the native TensorFlow library, or WebAssembly. */
export type TensorBackend = 'tensorflow' | 'wasm';

/** TensorFlow.js, loaded and ready. */
export interface Tensors {
  /** With layers, optimizers, and data pipelines. */
  readonly tf: typeof tfjs;
  readonly backend: TensorBackend;
  /** The version of TensorFlow.js, such as `4.22.0`. */
  readonly version: string;
  /** The reason for this backend, in one line. */
  readonly why: string;
  /** Kernels that the backend lacks and that run on the CPU backend instead; empty on the native backend. */
  readonly bridged: readonly string[];
}

/** Tensors that outlived a scope without being its result, including kept ones and variables. */
export interface TensorLeak {
  readonly name: string;
  readonly tensors: number;
  readonly bytes: number;
}

/** Options of `withTensors`. */
export interface TensorScopeOptions {
  /** The name in a leak report. Default `withTensors`. */
  readonly name?: string;
  /** Called after the scope if more tensors are alive than before, not counting those returned. */
  readonly onLeak?: (leak: TensorLeak) => void;
  /**
   * If aborted before the scope's turn comes, the scope never starts, and doesn't wait. Inside the scope, check it
   * yourself.
   */
  readonly signal?: AbortSignal;
}

/** The field is public in the source code, but missing from the type that the package exports. */
type ScopedTensor = Tensor & { readonly scopeId: number };

interface Prelude {
  readonly backend: TensorBackend;
  readonly why: string;
}

const FATAL_EVENTS = ['uncaughtException', 'unhandledRejection'];

/**
 * TensorFlow.js has one engine per process, so this state is kept once per process, too: a kernel reloads an
 * edited file, and scopes of the old and the new copy must still take turns.
 */
interface Shared {
  loading?: Promise<Tensors>;
  loaded?: Tensors;
  readonly queue: ScopeQueue;
}

const KEY = Symbol.for('recommender-lab.tensors');

function shared(): Shared {
  const home = globalThis as { [KEY]?: Shared };
  home[KEY] ??= { queue: new ScopeQueue() };
  return home[KEY];
}

/**
 * Loads TensorFlow.js, once per process; the first call takes 0.3 to 1 s. Prints nothing and uses no network.
 * Throws LabError with code `BACKEND` or `OPTION` if the environment variable RECOMMENDER_LAB_BACKEND
 * requests a backend that isn't available or doesn't exist.
 */
export function loadTensors(): Promise<Tensors> {
  const state = shared();
  state.loading ??= load(state).catch((error: unknown) => {
    state.loading = undefined; // so that it can be retried once the cause is fixed
    throw error;
  });
  return state.loading;
}

async function load(state: Shared): Promise<Tensors> {
  const prelude = require('../../core/tfjs-prelude.cjs') as Prelude;
  const { backend, why } = settle(prelude);
  const tf = withoutSourceMaps(() => ofPackage(() => require('@tensorflow/tfjs-node') as typeof tfjs));
  const bridged = backend === 'wasm' ? await startWasm(tf) : [];
  state.loaded = Object.freeze({
    tf,
    backend,
    version: tf.version_core,
    why,
    bridged: Object.freeze(bridged),
  });
  return state.loaded;
}

/**
 * With tsx, Node reads the source map of every loaded file. Those of TensorFlow.js take a quarter of its
 * loading time and 20 to 40 MB, for stack traces into its source code that nobody needs.
 */
function withoutSourceMaps<T>(load: () => T): T {
  const { sourceMapsEnabled } = process;
  process.setSourceMapsEnabled(false);
  try {
    return load();
  } finally {
    process.setSourceMapsEnabled(sourceMapsEnabled);
  }
}

/** Where the library is a package, TensorFlow.js is optional. */
function ofPackage<Loaded>(load: () => Loaded): Loaded {
  const packages = ['@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm'];
  return loadOptional('Models that compute with tensors', packages, load);
}

/** The prelude is plain JavaScript; this turns its error into one of this library's. */
function settle(prelude: Prelude): Prelude {
  try {
    return { backend: prelude.backend, why: prelude.why };
  } catch (cause) {
    const { code, message } = cause as { code?: string; message: string };
    throw new LabError(code ?? 'BACKEND', message, { cause });
  }
}

async function startWasm(tf: typeof tfjs): Promise<string[]> {
  const wasm = ofPackage(
    () => require('@tensorflow/tfjs-backend-wasm') as { setWasmPaths(folder: string): void },
  );
  // The package's own folder, so that nothing is downloaded; the path must end with a separator.
  const entry = require.resolve('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(path.dirname(entry) + path.sep);
  const before = new Set(FATAL_EVENTS.flatMap((event) => process.rawListeners(event)));
  if (!(await tf.setBackend('wasm'))) {
    throw new LabError('BACKEND', 'the WebAssembly backend of TensorFlow.js did not start');
  }
  // Emscripten's startup code makes every unhandled rejection fatal for the process and prints two megabytes
  // of its own source code. That isn't a backend's decision to make.
  for (const event of FATAL_EVENTS) {
    for (const listener of process.rawListeners(event)) {
      if (before.has(listener) || !/throw (ex|reason)\b/.test(String(listener))) continue;
      process.removeListener(event, listener as (...args: unknown[]) => void);
    }
  }
  return bridgeKernels(tf);
}

/** The backend in use in this thread, or undefined if TensorFlow.js isn't loaded. */
export function loadedBackend(): TensorBackend | undefined {
  return shared().loaded?.backend;
}

/** The number of live tensors in this process; 0 before TensorFlow.js is loaded. */
export function countTensors(): number {
  return shared().loaded?.tf.memory().numTensors ?? 0;
}

/**
 * Runs `fn`, which may be asynchronous, and disposes every tensor made in it except those it returns
 * (directly, or in arrays and plain objects) and those passed to `tf.keep`. It is better to return typed
 * arrays. Scopes take turns: a second one waits until the first has finished; one opened inside another is
 * its child and must be awaited there. Tensors made elsewhere while an asynchronous scope is open count as
 * the scope's.
 */
export async function withTensors<T>(
  fn: (tensors: Tensors) => T | Promise<T>,
  options: TensorScopeOptions = {},
): Promise<T> {
  const tensors = await loadTensors();
  const { tf } = tensors;
  const engine = tf.engine();
  const name = options.name ?? 'withTensors';
  let before = { numTensors: 0, numBytes: 0 };
  const hooks = {
    enter() {
      before = tf.memory();
      engine.startScope(name);
    },
    leave(result: T | undefined) {
      const scope = engine.state.activeScope.id;
      const made = tensorsIn(tf, result).filter((tensor) => !tensor.isDisposed && tensor.scopeId === scope);
      // Not `result` itself, because the engine would visit every number of a returned typed array.
      engine.endScope(made as tfjs.TensorContainer);
      if (!options.onLeak) return;
      const after = tf.memory();
      const leaked = after.numTensors - before.numTensors - made.length;
      const returned = made.reduce(
        (sum, tensor) => sum + tensor.size * tf.util.bytesPerElement(tensor.dtype),
        0,
      );
      const bytes = Math.max(0, after.numBytes - before.numBytes - returned);
      if (leaked > 0) options.onLeak({ name, tensors: leaked, bytes });
    },
  };
  return shared().queue.run(() => fn(tensors), hooks, options.signal);
}

/** The distinct tensors in a value: the value itself, or in arrays and plain objects at any depth. */
function tensorsIn(tf: typeof tfjs, value: unknown): ScopedTensor[] {
  const found = new Set<ScopedTensor>();
  const seen = new Set<object>();
  const visit = (item: unknown): void => {
    if (typeof item !== 'object' || item === null || seen.has(item)) return;
    seen.add(item);
    if (item instanceof tf.Tensor) found.add(item as ScopedTensor);
    else if (Array.isArray(item) || isPlain(item)) for (const child of Object.values(item)) visit(child);
  };
  visit(value);
  return [...found];
}

/** True for `{…}`, even from another realm, which has its own `Object.prototype`. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
