/**
 * Where running code may be ended from outside.
 *
 * Ending code runs none of its `finally` blocks, so whatever was changing a list, a cache or a half-loaded module
 * leaves it damaged for good. Only the cell's own code can take that. So the stack must say that a cell's code is at
 * work, not the kernel, Node's bookkeeping or the loading of modules on its behalf.
 */
import { dirname, join, sep } from 'node:path';

/** A frame of the stack: its function and its file, if known. */
export interface Frame {
  readonly name?: string | undefined;
  readonly file: string | undefined;
}

/**
 * `no`: try again soon; `later`: likewise, and end it only if that takes too long, because it may do damage.
 */
export type Verdict = 'yes' | 'later' | 'no';

/** Calls a cell's code from the kernel's own turn; a stop may end it, together with the rest of that turn. */
export function cellCode<T>(work: () => T): T {
  return work();
}

/** The kernel's own work on behalf of running cell code; see `shielded` in `end-javascript.ts`. */
export function kernelWork<T>(work: () => T): T {
  return work();
}

/** The kernel's own work that can begin again from the start: if it takes too long, a stop may end it. */
export function repeatable<T>(work: () => T): T {
  return work();
}

/** What a stopped cell asked for at its end: the stop that ended the cell must leave it time. */
export function lastWork<T>(work: () => T): T {
  return work();
}

/** On the stack only while it asks V8 to end code. */
const TERMINATION = join(__dirname, 'termination');
const KERNEL = `${dirname(__dirname)}${sep}`;
/** Small functions that both sides call. */
const CORE = `${dirname(dirname(__dirname))}${sep}core${sep}`;
/** Packages work for their caller. Those used for sockets and for TypeScript belong to the kernel. */
const PACKAGE = /[\\/]node_modules[\\/]/;
const OF_KERNEL = /[\\/]node_modules[\\/](zeromq|typescript-6)[\\/]/;
/** What finds, reads and compiles modules, besides Node. */
const LOADER = /[\\/](tfjs-prelude\.cjs$|node_modules[\\/](tsx|esbuild|@esbuild)[\\/])/;
const NODE_LOADER = /^node:internal\/(modules|vm)\b/;
/** Node's lists of timers, ticks, promises and contexts. */
const BOOKKEEPING =
  /^node:(timers|async_hooks|internal\/(timers|async_|priority_queue|linkedlist|fixed_queue|process\/|event_target|abort_controller))/;

type Owner = 'kernel' | 'loader' | 'package' | 'wasm' | 'user';

function ownerOf(file: string): Owner {
  if (file.startsWith('wasm:')) return 'wasm';
  if (LOADER.test(file)) return 'loader';
  if (file.startsWith(KERNEL) || file.startsWith(CORE) || OF_KERNEL.test(file)) return 'kernel';
  return PACKAGE.test(file) ? 'package' : 'user';
}

/** @param frames innermost first */
export function mayEnd(frames: readonly Frame[]): Verdict {
  /** The frames seen so far that aren't Node's. */
  const seen = new Set<Owner>();
  let outermost: Owner | undefined;
  let isHeld = false;
  for (const { file, name } of frames) {
    if (!file) continue; // built into the language
    if (file.startsWith('node:')) {
      if (seen.size === 0 && NODE_LOADER.test(file)) return 'no';
      if (seen.size === 0 && BOOKKEEPING.test(file)) isHeld = true;
      // The body of a package's module: no `user` frame is further in.
      if (NODE_LOADER.test(file) && seen.has('package') && !seen.has('user')) isHeld = true;
      continue;
    }
    if (file === __filename && name === kernelWork.name) return 'no';
    if (file === __filename && name === repeatable.name) return 'later';
    if (file === __filename && name === cellCode.name) return isHeld || isLast(frames) ? 'later' : 'yes';
    if (file.startsWith(TERMINATION)) return 'no';
    const owner = ownerOf(file);
    if (owner === 'loader' && !seen.has('package') && !seen.has('user')) return 'no';
    // WebAssembly keeps its stack and heap to itself, and they would stay as they are.
    if (owner === 'package' && seen.has('wasm') && !seen.has('user')) isHeld = true;
    seen.add(owner);
    if (owner !== 'wasm') outermost = owner;
  }
  if (outermost === 'user' || outermost === 'package') return isHeld ? 'later' : 'yes';
  return seen.has('user') ? 'later' : 'no'; // the kernel has called a cell's code without saying so
}

function isLast(frames: readonly Frame[]): boolean {
  return frames.some(({ file, name }) => file === __filename && name === lastWork.name);
}
