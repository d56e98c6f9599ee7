/**
 * Ends the cell code running on this thread, from the outside; see `stops.cjs` for when.
 *
 * V8 ends whatever is running, down to the last frame, and drops all pending microtasks. So only a cell's code is
 * ended, see `may-end.ts`, and the kernel relies on nothing of its own that could be lost with it: messages reach it
 * through a port, whose messages are not lost, and a cell's lost answer is sent when the stop is over (see `server.ts`).
 */
import { noteEndedModules } from './ended-modules';
import { kernelWork, mayEnd } from './may-end';
import { runningFrames } from './running-frames';
import { Termination } from './termination';

const END = Symbol.for('recommender-lab.end-javascript');
/** The expression that the other thread evaluates in this one, followed by the number of the stop in parentheses. */
export const END_CALL = "globalThis[Symbol.for('recommender-lab.end-javascript')]?.";

/** Time for a package to load, or for WebAssembly to return, before it is ended nevertheless; milliseconds. */
const PATIENCE = 5000;

/** Ends the running code for this stop if the code may be ended here. */
let end: ((stop: number) => void) | undefined;
/** A stop that came while code could not be ended: during {@link shielded} work, or while a module was looked for. */
let pending: number | undefined;
/** The last stop for which code was to end. */
let ended: number | undefined;
let termination: Termination | undefined;

/** Ends the running code if something caught the end that was meant for it. */
export function endIfCaught(): void {
  if (ended !== undefined && termination?.isUnanswered) end?.(ended);
}

/**
 * Does the kernel's own work on behalf of running cell code, which might otherwise be ended halfway. A stop that comes
 * meanwhile takes effect right after.
 */
export function shielded<T>(work: () => T): T {
  try {
    return kernelWork(work);
  } finally {
    endIfPending();
  }
}

/** Ends the running code if a stop came while it could not be ended. Called where it can be ended again. */
export function endIfPending(): void {
  if (pending === undefined) return;
  const stop = pending;
  pending = undefined;
  end?.(stop);
}

/**
 * Lets the channel thread end what runs here.
 * @param may returns whether this stop is still in progress
 */
export function allowEnding(may: (stop: number) => boolean): void {
  const toEnd = new Termination();
  termination = toEnd;
  let held: { stop: number; since: number } | undefined;

  function isHeldTooLong(stop: number): boolean {
    if (held?.stop !== stop) held = { stop, since: performance.now() };
    return performance.now() - held.since > PATIENCE;
  }

  end = (stop) => {
    if (!may(stop)) return;
    const frames = runningFrames(2); // without this function and its caller
    const verdict = mayEnd(frames);
    if (verdict === 'no') pending = stop;
    if (verdict === 'no' || (verdict === 'later' && !isHeldTooLong(stop))) return;
    pending = undefined;
    held = undefined; // what begins before the stop is over has its own time
    noteEndedModules(frames);
    ended = stop;
    toEnd.request();
  };
  Object.defineProperty(globalThis, END, { value: end, configurable: true });
}
