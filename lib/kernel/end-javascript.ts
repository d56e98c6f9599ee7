/** Ends the JavaScript that this thread runs, from the outside; see `control-thread.cjs`. */
import { Session } from 'node:inspector';

const END = Symbol.for('recommender-lab.end-javascript');
/** What the other thread evaluates in this one. */
export const END_EXPRESSION = "globalThis[Symbol.for('recommender-lab.end-javascript')]?.()";

/** Frames of Node's that are about to put a context on its stack of contexts, which an end would leave there. */
const ENTERING = /at (promiseBeforeHook|emitBefore\w*|pushAsyncContext|callbackTrampoline) /;

/**
 * Lets the control thread end what runs here.
 * @param may whether now: TypeScript at work must not be left half done
 */
export function allowEnding(may: () => boolean): void {
  Object.defineProperty(globalThis, END, {
    value: () => {
      if (!may() || !isBetweenFrames()) return;
      forgetAsyncContexts();
      const session = new Session();
      session.connect();
      session.post('Runtime.terminateExecution');
      session.disconnect();
    },
    configurable: true,
  });
}

/** Called by V8 in the middle of running code: is there some, and can it end here? */
function isBetweenFrames(): boolean {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 6;
  const below = new Error().stack!.split('\n').slice(4); // below this function, the one above, and the expression
  Error.stackTraceLimit = stackTraceLimit;
  return below.length > 0 && !ENTERING.test(below.slice(0, 2).join('\n'));
}

/** Node 20 counts the contexts that code has entered, and aborts when one that was ended is never left. */
function forgetAsyncContexts(): void {
  const { binding } = process as unknown as { binding(name: string): { clearAsyncIdStack?(): void } };
  binding('async_wrap').clearAsyncIdStack?.();
}
