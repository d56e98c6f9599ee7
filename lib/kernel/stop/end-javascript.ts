/**
 * Ends the cell code running on this thread, from the outside; see `channel-thread.cjs`.
 *
 * V8 ends whatever is running, down to the last frame, and drops all pending microtasks; Node forgets the immediates
 * due in the same turn. So only code that includes a cell's frames is ended, and the kernel relies on nothing of its
 * own that could be lost with it: messages reach it through a port, whose messages are not lost, and a cell's lost
 * answer is sent when the stop is over (see `server.ts`).
 */
import { Session } from 'node:inspector';
import { dirname, join, sep } from 'node:path';

const END = Symbol.for('recommender-lab.end-javascript');
/** The expression that the other thread evaluates in this one, followed by the number of the stop in parentheses. */
export const END_CALL = "globalThis[Symbol.for('recommender-lab.end-javascript')]?.";

/** Node's frames that are about to push a context onto its stack; ending one would leave the context there. */
const ENTERING = /^(promiseBeforeHook|emitBefore\w*|pushAsyncContext|callbackTrampoline)$/;

/** Packages work for their caller. Those used for sockets and for TypeScript belong to the kernel. */
const PACKAGE = /[\\/]node_modules[\\/]/;
const OF_KERNEL = /[\\/]node_modules[\\/](zeromq|tslab|@tslab)[\\/]/;
/** Frames between any code and the modules that it loads. */
const LOADING = /[\\/]tfjs-prelude\.cjs$/;
/** Names of the kernel's own files that run on behalf of cells. */
const KERNEL = dirname(__dirname);
const OF_CELLS = join(KERNEL, 'cells', 'cell-run.');

/**
 * Lets the channel thread end what runs here.
 * @param may returns whether this stop is still in progress
 */
export function allowEnding(may: (stop: number) => boolean): void {
  let session: Session | undefined;
  const forgetContexts = contextsForgetter();
  Object.defineProperty(globalThis, END, {
    value: (stop: number) => {
      if (!may(stop) || !isInCell()) return;
      forgetContexts?.();
      session ??= connected(); // stays open: disconnecting would cancel the termination
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
 * Called by V8 in the middle of running code: does it include a cell's code, and can it end here? Reads only names
 * and files of the frames: V8 aborts when it has to serialize a frame of a derived class's constructor that has not
 * called `super` yet.
 */
function isInCell(): boolean {
  const { stackTraceLimit, prepareStackTrace } = Error;
  Error.stackTraceLimit = Number.POSITIVE_INFINITY;
  Error.prepareStackTrace = (_, sites) => sites;
  const sites = new Error().stack as unknown as NodeJS.CallSite[];
  Object.assign(Error, { stackTraceLimit, prepareStackTrace });
  const below = sites.slice(3); // below this function, its caller, and the expression
  if (below.slice(0, 2).some((site) => ENTERING.test(site.getFunctionName() ?? ''))) return false;
  const owners = below.map(ownerOf).filter((owner) => owner !== undefined);
  // Only a package's code, resuming after an `await`: a cell called it.
  return owners.includes('cell') || owners.at(-1) === 'package';
}

/** Who owns a frame; undefined for Node's own, and for callers that await a promise. */
function ownerOf(site: NodeJS.CallSite): 'kernel' | 'cell' | 'package' | undefined {
  const file = site.getFileName() ?? site.getEvalOrigin();
  if (!file || site.isAsync() || file.startsWith('node:') || LOADING.test(file)) return undefined;
  if (file.startsWith(OF_CELLS)) return 'cell';
  if (file.startsWith(KERNEL + sep) || OF_KERNEL.test(file)) return 'kernel';
  return PACKAGE.test(file) ? 'package' : 'cell';
}

/**
 * Node counts the contexts that code has entered, and aborts if one that was ended is never left. This is the only
 * way to make it forget them; undefined in Node 24, which must be started with `--no-force-async-hooks-checks`.
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
