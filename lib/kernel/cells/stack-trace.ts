/**
 * The `stack` of errors, however it is shown (thrown, printed, in a list, by `console.trace()`): its places
 * are lines of the cells and of the project's TypeScript, without the kernel's own frames.
 *
 * V8 calls `Error.prepareStackTrace` when `stack` is first read, so an error whose stack is never read costs
 * nothing. Setting that function makes it responsible for the source maps of imported files, too.
 */
import { findSourceMap, SourceMap } from 'node:module';
import { dirname, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CellSources } from './cell-sources';

const { codeCache } = require('../code-cache.cjs') as typeof import('../code-cache.cjs');

const MAP_COMMENT = /^\/\/# sourceMappingURL=data:application\/json;base64,(\S+)\s*$/m;
/** What runs below every cell and every import, besides the kernel's own files. */
const BELOW_CELLS = /[\\/](tfjs-prelude\.cjs|node_modules[\\/](typescript-6|tsx)[\\/])/;
/** All of `lib/kernel`. */
const OWN_FILES = `${dirname(__dirname)}${sep}`;

/** Whether this stack line is one of the kernel's own, which says nothing about a cell. */
export function isOfKernel(line: string): boolean {
  return line.includes(OWN_FILES) || BELOW_CELLS.test(line);
}

/** Whether this stack line is in Node's own code. */
export function isOfNode(line: string): boolean {
  return /node:[^\s()]+:\d+:\d+\)?$/.test(line);
}

/** From now on, error stacks name the lines of these cells. */
export function traceStacksBack(cells: CellSources): void {
  Error.prepareStackTrace = (error, sites) => {
    const head = headOf(error);
    try {
      return [head, ...linesOf(sites, cells)].join('\n');
    } catch {
      return [head, ...sites.map((site) => `    at ${site}`)].join('\n'); // reading `stack` must never throw
    }
  };
}

function linesOf(sites: readonly NodeJS.CallSite[], cells: CellSources): string[] {
  const maps = new Map<string, SourceMap | undefined>();
  const all = sites.flatMap((site) => {
    const line = cells.traceBack(`    at ${inSource(site, maps)}`);
    return line === undefined ? [] : [line];
  });
  const kept = all.filter((line) => !isOfKernel(line));
  while (kept.length > 0 && isOfNode(kept.at(-1)!)) kept.pop(); // the kernel's callers
  // An error in the kernel itself keeps its frames, the only clue to its cause.
  return kept.length > 0 ? kept : all;
}

/** A frame as V8 writes it, with the place mapped to the TypeScript source. */
function inSource(site: NodeJS.CallSite, maps: Map<string, SourceMap | undefined>): string {
  // The variables of the cells are a proxy, of which a function of another cell is called.
  const text = site.toString().replace(/^(async )?Proxy\./, '$1');
  const file = site.getFileName();
  const [line, column] = [site.getLineNumber(), site.getColumnNumber()];
  if (!file || line === null || column === null || file.startsWith('node:')) return text;
  if (!maps.has(file)) maps.set(file, findSourceMap(file) ?? ownSourceMap(file));
  const entry = maps.get(file)?.findEntry(line - 1, column - 1);
  const place = `${file}:${line}:${column}`;
  if (!entry || !('originalLine' in entry))
    return text.replace(place, () => `${pathOf(file)}:${line}:${column}`);
  const { originalSource, originalLine, originalColumn } = entry;
  return text.replace(place, () => `${pathOf(originalSource)}:${originalLine + 1}:${originalColumn + 1}`);
}

/** Node doesn't know the maps of what comes from the kernel's own cache. */
function ownSourceMap(file: string): SourceMap | undefined {
  const [, encoded] = MAP_COMMENT.exec(codeCache().translated(file) ?? '') ?? [];
  return encoded ? new SourceMap(JSON.parse(Buffer.from(encoded, 'base64').toString('utf8'))) : undefined;
}

/** Of an ES module, which V8 knows by its address: without the version that is imported, `?…`. */
function pathOf(file: string): string {
  return file.startsWith('file:') ? fileURLToPath(file) : file;
}

/** The first line, as Node writes it, with the code for Node's own errors. */
function headOf(error: Error): string {
  try {
    const { name, code, message } = error as NodeJS.ErrnoException;
    if (typeof code === 'string' && code.startsWith('ERR_')) return `${name} [${code}]: ${message}`;
    return Error.prototype.toString.call(error);
  } catch {
    return 'Error'; // its name or message can't be read
  }
}
