/**
 * Immediates whose callbacks a stop may end.
 *
 * Node runs immediates from a list of its own. If a callback is ended from outside, Node's `finally` block doesn't
 * run: the list keeps an entry that is already destroyed, from which Node throws forever, or it loses the entries
 * behind that one but still counts them, and the process spins. So Node's immediates only pass their callbacks on to
 * a port: the messages of a port are not lost, each is a turn of its own, and the next one is delivered whatever
 * happens in this one.
 */
import { AsyncResource } from 'node:async_hooks';
import { syncBuiltinESMExports } from 'node:module';
import { promisify } from 'node:util';
import { MessageChannel } from 'node:worker_threads';
import { cellCode } from './may-end';

// As the objects that they are: the functions are replaced for all who call them later.
const timers = require('node:timers') as typeof import('node:timers');
const promises = require('node:timers/promises') as typeof import('node:timers/promises');

type Callback = (...args: unknown[]) => void;

/** Replaces `setImmediate` for the whole process: the global one and those of `node:timers`. */
export function installEndableImmediates(): void {
  const native = timers.setImmediate;
  const nativeClear = timers.clearImmediate;
  const nativePromise = promises.setImmediate;
  const next = turns();
  const cleared = new WeakSet<object>();

  const set = (callback: Callback, ...args: unknown[]): NodeJS.Immediate => {
    if (typeof callback !== 'function') return native(callback); // throws
    const immediate: NodeJS.Immediate = native(() => {
      const resource = new AsyncResource('Immediate');
      next(() => {
        if (!cleared.has(immediate)) resource.runInAsyncScope(guarded, immediate, callback, args);
      });
    });
    return immediate;
  };
  const clear = (immediate: NodeJS.Immediate | undefined): void => {
    if (typeof immediate === 'object' && immediate !== null) cleared.add(immediate);
    nativeClear(immediate);
  };
  const promise: typeof promises.setImmediate = async (value, options) => {
    await nativePromise(undefined, options);
    await new Promise<void>(next);
    return value as never;
  };
  Object.defineProperty(set, promisify.custom, { get: () => promises.setImmediate });
  Object.defineProperty(set, 'name', { value: 'setImmediate' });
  Object.defineProperty(clear, 'name', { value: 'clearImmediate' });
  const replaced = { setImmediate: set as typeof setImmediate, clearImmediate: clear };
  Object.assign(timers, replaced);
  Object.assign(globalThis, replaced);
  Object.assign(promises, { setImmediate: promise });
  syncBuiltinESMExports();
}

/** Throws what the callback throws from a microtask: a port would lose the cell that it belongs to. */
function guarded(this: unknown, callback: Callback, args: unknown[]): void {
  try {
    cellCode(() => callback.apply(this, args));
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

/** Returns a function that runs its argument in a turn of its own, in the order of the calls. */
function turns(): (task: () => void) => void {
  const { port1, port2 } = new MessageChannel();
  const tasks = new Map<number, () => void>();
  let last = 0;
  port2.on('message', (number: number) => {
    const task = tasks.get(number)!;
    tasks.delete(number);
    task();
  });
  return (task) => {
    tasks.set(++last, task);
    port1.postMessage(last);
  };
}
