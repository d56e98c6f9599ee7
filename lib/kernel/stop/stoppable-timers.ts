/**
 * The timers that a cell's own code calls: whatever a stopped cell has scheduled never runs, so no chain of timers goes
 * on in the background. Those of libraries are Node's: what a library has set up during a stopped cell may serve others.
 */
import { promisify } from 'node:util';
import { cellCode } from './may-end';

/** The functions replaced, which are parameters of the function that wraps a cell. */
export const TIMERS = ['setTimeout', 'setInterval', 'setImmediate'] as const;

type Callback = (this: unknown, ...args: unknown[]) => unknown;
type Schedule = (callback: Callback, ...rest: unknown[]) => unknown;

/**
 * In the order of {@link TIMERS}.
 * @param isStopped whether the code that is running belongs to a stopped cell
 */
export function stoppableTimers(isStopped: () => boolean): unknown[] {
  const stoppable = (callback: Callback): Callback =>
    function (this: unknown, ...args) {
      if (isStopped()) clearInterval(this as NodeJS.Timeout);
      else cellCode(() => callback.apply(this, args));
    };
  return TIMERS.map((name) => {
    const schedule: Schedule = (callback, ...rest) =>
      (globalThis[name] as Schedule)(
        typeof callback === 'function' ? stoppable(callback) : callback,
        ...rest,
      );
    const custom = { get: () => Reflect.get(globalThis[name], promisify.custom) };
    return Object.defineProperties(schedule, { name: { value: name }, [promisify.custom]: custom });
  });
}
