/**
 * Microtasks that a stop may end.
 *
 * A chain of them, each queued by the one before, gives Node no turn in which it could hear of a stop, so it must be
 * ended. But Node's own `queueMicrotask` spends nearly all the time in its lists of contexts, where ending code would do
 * damage. These are the reactions of a promise, which keep their context just as well.
 */
import { cellCode } from './may-end';

/** Replaces the global `queueMicrotask`. */
export function installEndableMicrotasks(): void {
  const native = globalThis.queueMicrotask;
  const queue = (callback: () => void): void => {
    if (typeof callback !== 'function') native(callback); // throws
    // V8 calls `cellCode` itself: what is ended as soon as it begins is ended there.
    void Promise.resolve().then(cellCode.bind(undefined, () => guarded(callback)));
  };
  /** What is thrown is an uncaught exception, not a rejection. */
  const guarded = (callback: () => void): void => {
    try {
      callback();
    } catch (error) {
      native(() => {
        throw error;
      });
    }
  };
  Object.defineProperty(queue, 'name', { value: 'queueMicrotask' });
  globalThis.queueMicrotask = queue;
}
