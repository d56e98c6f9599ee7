/**
 * Evaluations by `node:vm` with a time limit, which a stop may end.
 *
 * If the limit passes while code is being ended, `node:vm` takes the end for its own and throws an error, which the
 * code may catch. In a loop of short evaluations on a busy machine, this can happen each time. So as soon as an
 * evaluation is over, an end that was caught there is asked for again, where nothing catches it.
 */
import { Script } from 'node:vm';

/** Wraps the methods of `Script`, which the functions of `node:vm` call. */
export function installEndableTimeLimits(endIfCaught: () => void): void {
  const prototype = Script.prototype as unknown as Record<string, (...args: unknown[]) => unknown>;
  for (const method of ['runInContext', 'runInThisContext']) {
    const native = prototype[method];
    const endable = function (this: unknown, ...args: unknown[]) {
      try {
        return native.apply(this, args);
      } finally {
        endIfCaught();
      }
    };
    prototype[method] = Object.defineProperty(endable, 'name', { value: method });
  }
}
