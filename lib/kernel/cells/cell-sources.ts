/**
 * Maps places in a cell's compiled JavaScript back to its TypeScript.
 *
 * V8 reports places in the JavaScript, as `In[3].js:7:5`. Each compilation step of a cell produces a source map; a
 * place is traced back through them to the cell's own line, `In[3]:2:5`.
 */
import { SourceMap } from 'node:module';

/** A cell that has run: its TypeScript, the source maps back to it, and the number of lines that ran. */
export interface CellSource {
  code: string;
  /**
   * `mappings` of the source maps, last compilation first. They stay unparsed until an error needs them: parsed, the
   * maps of a thousand cells take twelve megabytes.
   */
  maps: string[];
  lines: number;
  /** Number of columns before the cell's own code on the first line of the code that runs. */
  head: number;
}

/** Places are mapped for this many of the latest cells; in older cells they remain places in the JavaScript. */
const KEPT = 2000;
const MAP_COMMENT = /^\/\/# sourceMappingURL=data:application\/json;base64,(\S+)\s*$/gm;
/** The rest of a source map used only for looking up places. */
const MAP = {
  file: '',
  version: 3,
  sources: ['cell'],
  sourcesContent: [],
  names: [],
  sourceRoot: '',
};
const EVAL_BEFORE = /\beval at [^()]*\($/;
const COMPILED_PLACE = /In\[(\d+)\]\.js:(\d+):(\d+)/g;

/** V8's name for a cell's JavaScript. */
export function scriptName(cell: number): string {
  return `In[${cell}].js`;
}

/** Extracts the source maps from compiled code: returns the code alone, and the maps in tracing order. */
export function splitSourceMaps(js: string): Omit<CellSource, 'code' | 'head'> & { js: string } {
  const maps = [...js.matchAll(MAP_COMMENT)].map(
    ([, encoded]) => JSON.parse(Buffer.from(encoded!, 'base64').toString('utf8')).mappings as string,
  );
  const code = js.replace(MAP_COMMENT, '').trimEnd();
  return { js: code, maps: maps.reverse(), lines: code.split('\n').length };
}

/** The cells of a notebook that have run, by number. */
export class CellSources {
  private readonly sources = new Map<number, CellSource>();
  /** The maps that were parsed last: a loop may print a thousand errors from one cell. */
  private read: { source: CellSource; maps: SourceMap[] } | undefined;

  add(cell: number, source: CellSource): void {
    this.sources.set(cell, source);
    this.sources.delete(cell - KEPT);
  }

  /** The TypeScript of a cell. */
  codeOf(cell: number): string | undefined {
    return this.sources.get(cell)?.code;
  }

  /**
   * A stack line with places in cells' JavaScript replaced by places in their TypeScript; undefined for a place in
   * code that the kernel added.
   */
  traceBack(line: string): string | undefined {
    if (!line.includes('In[')) return line;
    let isAdded = false;
    const traced = line.replace(COMPILED_PLACE, (place, cell, row, column, offset: number) => {
      const source = this.sources.get(Number(cell));
      if (!source) return place;
      // V8 counts columns from the start of the cell, except where it reports the caller of `eval`.
      const uncounted = row === '1' && EVAL_BEFORE.test(line.slice(0, offset)) ? source.head : 0;
      const at = this.placeIn(source, Number(row), Number(column) - uncounted);
      isAdded ||= at === undefined;
      return at ? `In[${cell}]:${at.line}:${at.column}` : place;
    });
    return isAdded ? undefined : traced;
  }

  /**
   * The place (1-based line and column) in a cell's TypeScript for a place in the code that ran; undefined for added
   * code.
   */
  private placeIn(source: CellSource, line: number, column: number) {
    if (line > source.lines) return undefined; // the call of the function that wraps the cell
    let at = { line: line - 1, column: column - 1 };
    for (const map of this.mapsOf(source)) {
      const entry = map.findEntry(at.line, at.column);
      if (!('originalLine' in entry)) return undefined;
      at = { line: entry.originalLine, column: entry.originalColumn };
    }
    return { line: at.line + 1, column: at.column + 1 };
  }

  private mapsOf(source: CellSource): SourceMap[] {
    if (this.read?.source !== source) {
      this.read = { source, maps: source.maps.map((mappings) => new SourceMap({ ...MAP, mappings })) };
    }
    return this.read.maps;
  }
}
