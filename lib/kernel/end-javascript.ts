/** Ends the JavaScript that this thread runs, from the outside; see `control-thread.cjs`. */
import { Session } from 'node:inspector';

const END = Symbol.for('recommender-lab.end-javascript');
/** What the other thread evaluates in this one. */
export const END_EXPRESSION = "globalThis[Symbol.for('recommender-lab.end-javascript')]?.()";

/** Frames of Node's that are about to put a context on its stack of contexts, which an end would leave there. */
const ENTERING = /^(promiseBeforeHook|emitBefore\w*|pushAsyncContext|callbackTrampoline)$/;

/**
 * Lets the control thread end what runs here.
 * @param may whether now: TypeScript at work must not be left half done
 */
export function allowEnding(may: () => boolean): void {
  let session: Session | undefined;
  const forgetContexts = contextsForgetter();
  Object.defineProperty(globalThis, END, {
    value: () => {
      if (!may() || !isBetweenFrames()) return;
      forgetContexts?.();
      session ??= connected(); // it stays: to leave would call the end off
      session.post('Runtime.terminateExecution');
    },
    configurable: true,
  });
}

function connected(): Session {
  const session = new Session();
  session.connect();
  return session;
}

/**
 * Called by V8 in the middle of running code: is there some, and can it end here?
 * The frames' names alone are read: V8 aborts when it has to write down a frame of a derived class's constructor
 * that has not called `super` yet.
 */
function isBetweenFrames(): boolean {
  const { stackTraceLimit, prepareStackTrace } = Error;
  Error.stackTraceLimit = 5;
  Error.prepareStackTrace = (_, sites) => sites.map((site) => site.getFunctionName());
  const names = new Error().stack as unknown as (string | null)[];
  Object.assign(Error, { stackTraceLimit, prepareStackTrace });
  const below = names.slice(3); // below this function, the one above, and the expression
  return below.length > 0 && !below.some((name) => name !== null && ENTERING.test(name));
}

/**
 * Node counts the contexts that code has entered, and aborts when one that was ended is never left. This is its only way
 * to forget them; undefined in Node 24, which must be started with `--no-force-async-hooks-checks`.
 */
function contextsForgetter(): (() => void) | undefined {
  const node = process as unknown as {
    binding(name: string): { clearAsyncIdStack?(): void };
    noDeprecation?: boolean;
  };
  const { noDeprecation } = node;
  node.noDeprecation = true;
  try {
    return node.binding('async_wrap').clearAsyncIdStack;
  } catch {
    return undefined;
  } finally {
    node.noDeprecation = noDeprecation;
  }
}
