/**
 * Errors as a notebook shows them: name, message, and a traceback whose lines are those of the cells.
 *
 * V8 reports places in the JavaScript that ran. A cell goes through two compilations (TypeScript to ES
 * modules, ES modules to CommonJS), each with a source map; a place is traced back through both. Sources
 * of the project are mapped by Node itself, as their loader brings its own maps.
 */
import { SourceMap } from 'node:module';
import { inspect } from 'node:util';
import type { Diagnostic } from 'tslab/dist/converter';

/** The content of a Jupyter `error` message. */
export interface CellError {
  ename: string;
  evalue: string;
  traceback: string[];
}

/**
 * A cell that has run: its TypeScript, the source maps' `mappings` from what ran back to it (last compilation first),
 * the lines of what ran. Maps stay texts until an error asks: read, a thousand cells' take twelve megabytes.
 */
export interface CellSource {
  code: string;
  maps: string[];
  lines: number;
}

/** tslab puts one line before a cell to make it a module. */
const LINES_BEFORE_CELL = 1;
const MAP_COMMENT = /^\/\/# sourceMappingURL=data:application\/json;base64,(\S+)\s*$/gm;
/** The rest of a source map that is looked at for places alone. */
const MAP = {
  file: '',
  version: 3,
  sources: ['cell'],
  sourcesContent: [],
  names: [],
  sourceRoot: '',
};
const CELL_PLACE = /In\[(\d+)\]:(\d+):(\d+)/;
const HIDDEN_FRAME = /^\s+at .*(node:|\/lib\/kernel\/|tfjs-prelude|node_modules\/(tslab|tsx)\/)/;

const red = (text: string) => `\u001b[31m${text}\u001b[39m`;
const dim = (text: string) => `\u001b[2m${text}\u001b[22m`;
const bold = (text: string) => `\u001b[1m${text}\u001b[22m`;

/** Takes the source maps out of compiled code: the code alone, and the maps in the order of tracing back. */
export function splitSourceMaps(js: string): Omit<CellSource, 'code'> & { js: string } {
  const maps = [...js.matchAll(MAP_COMMENT)].map(
    ([, encoded]) => JSON.parse(Buffer.from(encoded!, 'base64').toString('utf8')).mappings as string,
  );
  const code = js.replace(MAP_COMMENT, '').trimEnd();
  return { js: code, maps: maps.reverse(), lines: code.split('\n').length };
}

/** The place (1-based line and column) in a cell's TypeScript of a place in what ran; undefined for added code. */
function placeInCell(
  source: CellSource,
  line: number,
  column: number,
): { line: number; column: number } | undefined {
  if (line > source.lines) return undefined; // the call of the function that the cell was made into
  let at = { line: line - 1, column: column - 1 };
  for (const mappings of source.maps) {
    const map = new SourceMap({ ...MAP, mappings });
    const entry = map.findEntry(at.line, at.column);
    if (!('originalLine' in entry)) return undefined;
    at = { line: entry.originalLine, column: entry.originalColumn };
  }
  return { line: at.line - LINES_BEFORE_CELL + 1, column: at.column + 1 };
}

/** Three lines of a cell with an arrow and a caret at the place. Lines and columns are 1-based. */
function codeFrame(code: string, line: number, column: number, length = 1): string {
  const lines = code.split('\n');
  const from = Math.max(1, line - 1);
  const to = Math.min(lines.length, line + 1);
  const width = String(to).length;
  const frame: string[] = [];
  for (let n = from; n <= to; n++) {
    const number = String(n).padStart(width);
    frame.push(n === line ? `${red('>')} ${number} | ${lines[n - 1]}` : dim(`  ${number} | ${lines[n - 1]}`));
    if (n === line)
      frame.push(`  ${' '.repeat(width)} | ${' '.repeat(column - 1)}${red('^'.repeat(length))}`);
  }
  return frame.join('\n');
}

/** An exception of a running cell. */
export function runtimeError(
  thrown: unknown,
  cells: ReadonlyMap<number, CellSource>,
  root: string,
): CellError {
  if (!(thrown instanceof Error) && !isErrorLike(thrown)) {
    const shown = inspect(thrown, { depth: 2 });
    return { ename: 'Thrown', evalue: shown, traceback: [`${red(bold('Thrown'))}: ${shown}`] };
  }
  const ename = thrown.name || 'Error';
  const evalue = String(thrown.message);
  const traceback = [`${red(bold(ename))}: ${evalue}`];
  const frames = framesOf(thrown, cells, root);
  const inCell = CELL_PLACE.exec(frames.join('\n'));
  const source = inCell && cells.get(Number(inCell[1]));
  if (inCell && source) {
    traceback.push(`${dim(`In[${inCell[1]}], line ${inCell[2]}`)}`);
    traceback.push(codeFrame(source.code, Number(inCell[2]), Number(inCell[3])));
  }
  if (frames.length > 0) traceback.push(dim(frames.join('\n')));
  if (thrown.cause !== undefined) {
    const cause = runtimeError(thrown.cause, cells, root);
    traceback.push(`caused by ${cause.traceback[0]}`, ...cause.traceback.slice(1));
  }
  return { ename, evalue, traceback };
}

/** Errors of another realm or of a library that doesn't extend Error. */
function isErrorLike(thrown: unknown): thrown is Error {
  return (
    typeof thrown === 'object' &&
    thrown !== null &&
    typeof (thrown as Error).message === 'string' &&
    typeof (thrown as Error).stack === 'string'
  );
}

/** The stack's lines with cell places traced back, paths relative to the project, the kernel's own frames left out. */
function framesOf(error: Error, cells: ReadonlyMap<number, CellSource>, root: string): string[] {
  const lines = (error.stack ?? '').split('\n');
  const first = lines.findIndex((line) => /^\s+at /.test(line));
  if (first < 0) return [];
  return lines
    .slice(first)
    .filter((line) => /^\s+at /.test(line) && !HIDDEN_FRAME.test(line))
    .map((line) => traceBack(line, cells).replaceAll(`${root}/`, ''))
    .filter((line) => line !== '');
}

/** A stack line with its place in the cell's TypeScript; empty for a place in code that the kernel added. */
function traceBack(line: string, cells: ReadonlyMap<number, CellSource>): string {
  const [place, cell, row, column] = CELL_PLACE.exec(line) ?? [];
  const source = cells.get(Number(cell));
  if (!place || !source) return line;
  const at = placeInCell(source, Number(row), Number(column));
  return at ? line.replace(place, `In[${cell}]:${at.line}:${at.column}`) : '';
}

/** What TypeScript has against a cell, all of it, each with its place. */
export function typeError(diagnostics: readonly Diagnostic[], code: string, cell: number): CellError {
  const errors = withReasons(diagnostics);
  const traceback = errors.map(([d, ...reasons]) => {
    const line = d.start.line + 1;
    const column = d.start.character + 1;
    const length = d.end.line === d.start.line ? Math.max(1, d.end.character - d.start.character) : 1;
    const place = d.fileName
      ? `${d.fileName}:${line}:${column}`
      : `In[${cell}], line ${line}, column ${column}`;
    const because = reasons.map(({ messageText }) => `\n  ${messageText}`).join('');
    const head = `${red(bold(`TS${d.code}`))}: ${d.messageText}${because}\n${dim(place)}`;
    return d.fileName ? head : `${head}\n${codeFrame(code, line, column, length)}`;
  });
  const [[first]] = errors as [[Diagnostic]];
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return {
    ename: 'TypeScriptError',
    evalue: `TS${first.code}: ${first.messageText} (line ${first.start.line + 1})${more}`,
    traceback,
  };
}

/** Errors, each with the reasons that TypeScript gives: tslab lists them too, with the very same place object. */
function withReasons(diagnostics: readonly Diagnostic[]): [Diagnostic, ...Diagnostic[]][] {
  const errors: [Diagnostic, ...Diagnostic[]][] = [];
  for (const diagnostic of diagnostics) {
    const last = errors.at(-1);
    if (last && last[0].start === diagnostic.start) last.push(diagnostic);
    else errors.push([diagnostic]);
  }
  return errors;
}

/** A warning about an edited source that TypeScript objects to. */
export function sourceWarning(warning: string, root: string): string {
  return `TypeScript: ${warning.replace(`${root}/`, '')}\n`;
}

/** A warning about an edited source that the kernel itself runs on. */
export function needsRestart(path: string): string {
  return `${path} has changed, and the kernel runs on it: restart the kernel to use the change\n`;
}
