/**
 * Where in a cell's TypeScript a place of the JavaScript that ran is.
 *
 * V8 reports places in the JavaScript, as `In[3].js:7:5`. Each compilation of a cell leaves a source map; a place is
 * traced back through them to the cell's own line, `In[3]:2:5`.
 */
import { SourceMap } from 'node:module';

/** A cell that has run: its TypeScript, the source maps back to it, the lines of what ran. */
export interface CellSource {
  code: string;
  /**
   * `mappings` of the source maps, last compilation first. They stay texts until an error asks: read, a thousand
   * cells' take twelve megabytes.
   */
  maps: string[];
  lines: number;
  /** Columns that what runs has in its first line before the cell's own. */
  head: number;
}

/** Of this many cells the places are known; a place in an older one stays a place in its JavaScript. */
const KEPT = 2000;
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
const EVAL_BEFORE = /\beval at [^()]*\($/;
const COMPILED_PLACE = /In\[(\d+)\]\.js:(\d+):(\d+)/g;

/** The name that V8 knows a cell's JavaScript by. */
export function scriptName(cell: number): string {
  return `In[${cell}].js`;
}

/** Takes the source maps out of compiled code: the code alone, and the maps in the order of tracing back. */
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
  /** The maps that were read last: a loop may print a thousand errors of one cell. */
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
   * A line of a stack, with places in cells' JavaScript made places in their TypeScript; undefined for a place in code
   * that the kernel has added.
   */
  traceBack(line: string): string | undefined {
    if (!line.includes('In[')) return line;
    let isAdded = false;
    const traced = line.replace(COMPILED_PLACE, (place, cell, row, column, offset: number) => {
      const source = this.sources.get(Number(cell));
      if (!source) return place;
      // V8 counts from where the cell begins, but not where it says what has called `eval`.
      const uncounted = row === '1' && EVAL_BEFORE.test(line.slice(0, offset)) ? source.head : 0;
      const at = this.placeIn(source, Number(row), Number(column) - uncounted);
      isAdded ||= at === undefined;
      return at ? `In[${cell}]:${at.line}:${at.column}` : place;
    });
    return isAdded ? undefined : traced;
  }

  /** The place (1-based line and column) in a cell's TypeScript of a place in what ran; undefined for added code. */
  private placeIn(source: CellSource, line: number, column: number) {
    if (line > source.lines) return undefined; // the call of the function that the cell was made into
    let at = { line: line - 1, column: column - 1 };
    for (const map of this.mapsOf(source)) {
      const entry = map.findEntry(at.line, at.column);
      if (!('originalLine' in entry)) return undefined;
      at = { line: entry.originalLine, column: entry.originalColumn };
    }
    return { line: at.line - LINES_BEFORE_CELL + 1, column: at.column + 1 };
  }

  private mapsOf(source: CellSource): SourceMap[] {
    if (this.read?.source !== source) {
      this.read = { source, maps: source.maps.map((mappings) => new SourceMap({ ...MAP, mappings })) };
    }
    return this.read.maps;
  }
}
