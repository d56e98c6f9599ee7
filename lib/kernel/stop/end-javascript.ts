/**
 * Ends the cell's code that this thread runs, from the outside; see `channel-thread.cjs`.
 *
 * V8 ends whatever runs, down to the last frame, and drops all microtasks that wait, and Node forgets the immediates
 * that were to run in the same turn. So nothing is ended but what has code of a cell in it, and the kernel doesn't
 * depend on anything of its own that could be lost with it: it hears of messages through a port, whose messages are
 * not, and a cell's answer that is lost is given when the stop is over (see `server.ts`).
 */
import { Session } from 'node:inspector';
import { dirname, join, sep } from 'node:path';

const END = Symbol.for('recommender-lab.end-javascript');
/** What the other thread evaluates in this one, followed by the number of the stop in brackets. */
export const END_CALL = "globalThis[Symbol.for('recommender-lab.end-javascript')]?.";

/** Frames of Node's that are about to put a context on its stack of contexts, which an end would leave there. */
const ENTERING = /^(promiseBeforeHook|emitBefore\w*|pushAsyncContext|callbackTrampoline)$/;

/** Packages work for whoever has called them. Those of the sockets and of TypeScript are the kernel's own. */
const PACKAGE = /[\\/]node_modules[\\/]/;
const OF_KERNEL = /[\\/]node_modules[\\/](zeromq|tslab|@tslab)[\\/]/;
/** Stands between any code and the modules that it loads. */
const LOADING = /[\\/]tfjs-prelude\.cjs$/;
/** What the kernel's own files that work for cells are called. */
const KERNEL = dirname(__dirname);
const OF_CELLS = join(KERNEL, 'cells', 'cell-run.');

/**
 * Lets the channels' thread end what runs here.
 * @param may whether this stop is still on
 */
export function allowEnding(may: (stop: number) => boolean): void {
  let session: Session | undefined;
  const forgetContexts = contextsForgetter();
  Object.defineProperty(globalThis, END, {
    value: (stop: number) => {
      if (!may(stop) || !isInCell()) return;
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
 * Called by V8 in the middle of running code: is a cell's among it, and can it end here?
 * Of the frames, names and files alone are read: V8 aborts when it has to write down a frame of a derived class's
 * constructor that has not called `super` yet.
 */
function isInCell(): boolean {
  const { stackTraceLimit, prepareStackTrace } = Error;
  Error.stackTraceLimit = Number.POSITIVE_INFINITY;
  Error.prepareStackTrace = (_, sites) => sites;
  const sites = new Error().stack as unknown as NodeJS.CallSite[];
  Object.assign(Error, { stackTraceLimit, prepareStackTrace });
  const below = sites.slice(3); // below this function, the one above, and the expression
  if (below.slice(0, 2).some((site) => ENTERING.test(site.getFunctionName() ?? ''))) return false;
  const owners = below.map(ownerOf).filter((owner) => owner !== undefined);
  // A package's code alone, as it goes on after an `await`: a cell has called it.
  return owners.includes('cell') || owners.at(-1) === 'package';
}

/** Whose code a frame belongs to; undefined for Node's, and for callers that wait for a promise. */
function ownerOf(site: NodeJS.CallSite): 'kernel' | 'cell' | 'package' | undefined {
  const file = site.getFileName() ?? site.getEvalOrigin();
  if (!file || site.isAsync() || file.startsWith('node:') || LOADING.test(file)) return undefined;
  if (file.startsWith(OF_CELLS)) return 'cell';
  if (file.startsWith(KERNEL + sep) || OF_KERNEL.test(file)) return 'kernel';
  return PACKAGE.test(file) ? 'package' : 'cell';
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
