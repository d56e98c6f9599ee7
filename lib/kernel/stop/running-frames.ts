/** The stack of the code that is running, as `may-end.ts` reads it. */
import type { Frame } from './may-end';

/** How errors show their stacks, while {@link runningFrames} has its own way. */
let settings: Pick<ErrorConstructor, 'stackTraceLimit' | 'prepareStackTrace'> | undefined;

/**
 * The frames, innermost first, without callers that await a promise. Reads only names and files: V8 aborts when it has
 * to serialize a frame of a derived class's constructor that has not called `super` yet.
 * @param own how many of the innermost frames, besides this function's, are left out
 */
export function runningFrames(own: number): Frame[] {
  // What an earlier call that was itself ended has left is not the user's.
  settings ??= { stackTraceLimit: Error.stackTraceLimit, prepareStackTrace: Error.prepareStackTrace };
  Error.stackTraceLimit = Number.POSITIVE_INFINITY;
  Error.prepareStackTrace = (_, sites) => sites;
  const stack = new Error().stack as unknown as NodeJS.CallSite[] | string;
  Object.assign(Error, settings);
  settings = undefined;
  // V8 writes a text itself while the code that is running composes one: it formats the `stack` of an error.
  const frames = typeof stack === 'string' ? framesOfText(stack) : framesOfSites(stack);
  return frames.slice(own + 1);
}

function framesOfSites(sites: readonly NodeJS.CallSite[]): Frame[] {
  return sites
    .filter((site) => !site.isAsync())
    .map((site) => ({
      name: site.getFunctionName() ?? undefined,
      file: site.getFileName() ?? site.getEvalOrigin(),
    }));
}

/** `    at Class.name [as other] (file:1:2)`, `    at file:1:2`, or `    at eval (eval at name (file:1:2), <anonymous>:3:4)` */
function framesOfText(stack: string): Frame[] {
  return stack.split('\n').flatMap((line): Frame[] => {
    const [, text] = /^ {4}at (?!async )(.*)$/.exec(line) ?? [];
    if (text === undefined) return []; // the error's own words
    const [, called, place = text] = /^(.*?) \((.*)\)$/.exec(text) ?? [];
    const file = place.replace(/(, <anonymous>)?:\d+:\w+$/, '');
    return [
      {
        name: called?.replace(/ \[as .*\]$/, '').replace(/^.*[. ]/, ''),
        file: file.startsWith('<') || file === 'native' ? undefined : file,
      },
    ];
  });
}
