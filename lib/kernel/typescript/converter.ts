/**
 * tslab's converter (TypeScript cell in, CommonJS out), set up for a notebook inside a project.
 *
 * Stock tslab rejects `import '../lib/x'` (its `rootDir` is the notebook's own folder), checks cells non-strictly,
 * and watches files with timers, so it can miss an edit. Its converter takes all of that from the TypeScript module
 * that it loads. So we give it one with some functions changed:
 *
 * - `createWatchCompilerHost`: strict options, `rootDir` at the top of the disk, source maps on;
 * - the builder that the host hands over: emits the cell alone (imported sources are loaded by Node, see
 *   `modules.ts`) under the file name that tslab expects;
 * - `transpileModule`: does nothing, as the builder has emitted CommonJS already, see `common-js.ts`;
 * - `sys.watchFile`: no timers; `refresh()` looks at the files when a cell runs;
 * - `getPreEmitDiagnosticsOfFiles`: keeps what TypeScript says in full, of which tslab drops a part;
 * - `Completions`: may look into folders, see `completion.ts`;
 * - module resolution: an import that was not found is looked for again at the next cell;
 * - `sys.readFile`: the language's types as one file, see `one-lib.ts`, and names as TypeScript takes them, see
 *   `joiners.ts`.
 */
import { basename, parse } from 'node:path';
import type * as ts from '@tslab/typescript-for-tslab';
import type { Converter, ConvertResult } from 'tslab/dist/converter';
import { withJoiners, withStandIns } from '../../core/joiners';
import { Interrupted } from '../stop/interrupted';
import { stoppableAwaits } from '../stop/stoppable-awaits';
import { type CellProblems, cellProblems, problemsAsTold } from './cell-problems';
import { asCommonJs, beforeModules } from './common-js';
import { completionsWithFiles, mendedCompletion } from './completion';
import { declaredNames, GeneratedNames, withNamesAsWritten, withoutBeginning } from './generated-names';
import { inspectionText } from './inspection';
import { liveVariables } from './live-variables';
import { moduleSyntax } from './module-syntax';
import { readAsOneLib } from './one-lib';
import { PolledFiles } from './polled-files';
import { forgetfulResolution, type Resolution } from './resolution';
import { shorthandOfEarlierCells } from './shorthand';
import { withoutExport } from './without-export';

/** A TypeScript notebook cell, ready to run. */
export interface ConvertedCell extends ConvertResult {
  /** The variables, functions and classes that the cell declares. */
  names: ReadonlySet<string>;
  /** TypeScript's errors in edited files that the cell imports, `file:line:column - message`. */
  warnings: string[];
  /** The cell's problems; undefined if it can run. */
  problems?: CellProblems;
}

/** Converts cells; see {@link createProjectConverter}. */
export interface ProjectConverter {
  convert(declarations: string, code: string): ConvertedCell;
  complete: Converter['complete'];
  /** A description of a name; undefined if there is none. */
  inspect(declarations: string, code: string, position: number): string | undefined;
  close(): void;
}

type TypeScript = typeof ts;
/** tslab's name for the cell being converted. */
const CELL_FILE = '/__tslab__.ts';
type BuilderProgram = ts.BuilderProgram;

/** TypeScript's number for an `await` outside an async function. */
const AWAIT = 1308;

/** The language version, the same as for `lib/`. */
const LIB = 'lib.es2022.d.ts';

/** Options that differ from tslab's: the strictness of `lib/`. */
function cellOptions(): ts.CompilerOptions {
  return {
    strict: true,
    noImplicitOverride: true,
    rootDir: parse(process.cwd()).root,
    types: ['node'],
    lib: [LIB],
    inlineSourceMap: true,
    noErrorTruncation: false,
  };
}

/** tslab's `createConverter`, loaded with a modified TypeScript; the module cache is restored afterwards. */
function loadTslabConverter(changed: TypeScript): () => Converter {
  const typescriptPath = require.resolve('@tslab/typescript-for-tslab');
  const converterPath = require.resolve('tslab/dist/converter');
  const cached = require.cache[typescriptPath]!;
  const original = cached.exports;
  cached.exports = changed;
  delete require.cache[converterPath];
  try {
    return require(converterPath).createConverter;
  } finally {
    cached.exports = original;
    delete require.cache[converterPath];
  }
}

/**
 * A converter for the notebooks in the current folder. Takes about a second, most of it for TypeScript's first
 * program.
 * @param isStopped asked while a cell is checked, at each declaration of a function, class or interface; if it is,
 *   `convert` throws {@link Interrupted}
 */
export function createProjectConverter(isStopped: () => boolean = () => false): ProjectConverter {
  const typescript = require('@tslab/typescript-for-tslab') as TypeScript;
  const files = new PolledFiles();
  const edited = new Set<string>();
  /** Warnings about a source, cached until something is edited. */
  const known = new Map<ts.SourceFile, string[]>();
  let names = new Set<string>();
  let builder: BuilderProgram | undefined;
  /** TypeScript's own program for the last cell converted. */
  let diagnostics: readonly ts.Diagnostic[] = [];
  let resolution: Resolution | undefined;

  const { Changed, Deleted } = typescript.FileWatcherEventKind;
  const sys: ts.System = Object.create(typescript.sys);
  sys.watchFile = (path, callback) =>
    files.watch(path, (deleted) => callback(path, deleted ? Deleted : Changed));
  sys.watchDirectory = () => ({ close: () => {} });
  readAsOneLib(typescript, sys, LIB);
  readWithStandIns(sys);

  const untilStopped: ts.CancellationToken = {
    isCancellationRequested: isStopped,
    throwIfCancellationRequested() {
      if (isStopped()) throw new typescript.OperationCanceledException();
    },
  };
  const createConverter = loadTslabConverter({
    ...typescript,
    sys,
    ...completionsWithFiles(typescript, sys),
    transpileModule: (js) => ({ outputText: js }),
    getPreEmitDiagnosticsOfFiles: (program, files) => {
      diagnostics = typescript.getPreEmitDiagnosticsOfFiles(program, files, untilStopped);
      return diagnostics;
    },
    createWatchCompilerHost: ((...args: unknown[]) => {
      const options = { ...(args[1] as ts.CompilerOptions), ...cellOptions() };
      args[1] = options;
      args[3] = typescript.createAbstractBuilder; // doesn't track dependencies, which aren't used
      const host = (typescript.createWatchCompilerHost as (...a: unknown[]) => object)(...args);
      const ofTslab = args[2] as ts.System;
      resolution = forgetfulResolution(typescript, options, ofTslab);
      readNamesAsWritten(typescript, ofTslab);
      Object.assign(host, resolution.ofHost);
      return withCellBuilder(host, typescript, {
        onBuilder: (b) => {
          builder = b;
          forgetFirstParse(b);
        },
        onName: (name) => names.add(withJoiners(name)),
      });
    }) as unknown as TypeScript['createWatchCompilerHost'],
  });
  const converter = createConverter();

  /** Informs TypeScript of edits since the last cell. */
  function refresh(): void {
    const changed = files.poll();
    for (const path of changed) edited.add(path);
    if (resolution?.forgetFailures() || changed.length > 0) known.clear();
  }

  /** Errors in edited sources: the cell is always checked, but the rest of `lib/` was checked when it was committed. */
  function warnings(): string[] {
    return [...edited].flatMap((path) => {
      const source = builder?.getSourceFile(path);
      if (!builder || !source) return [];
      if (!known.has(source)) known.set(source, warningsOf(builder, source));
      return known.get(source)!;
    });
  }

  function warningsOf(program: BuilderProgram, source: ts.SourceFile): string[] {
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map((d) => {
      const { line, character } = source.getLineAndCharacterOfPosition(d.start ?? 0);
      const message = typescript.flattenDiagnosticMessageText(d.messageText, '\n');
      return `${source.fileName}:${line + 1}:${character + 1} - ${message}`;
    });
  }

  function cellFile(): ts.SourceFile | undefined {
    return builder?.getSourceFiles().find(({ fileName }) => fileName.endsWith(CELL_FILE));
  }

  /** The diagnostics that tslab keeps, except those about top-level `await`. */
  function problemsOf(kept: ConvertResult['diagnostics'], code: string): CellProblems | undefined {
    const program = builder?.getProgram();
    const cell = cellFile();
    if (kept.length === 0 || !program || !cell) return undefined;
    const awaits = new Set(kept.filter(({ code }) => code === AWAIT).map(({ start }) => start.offset));
    const before = cell.text.indexOf('\n') + 1;
    const own = diagnostics.filter(({ code, start = 0 }) => code !== AWAIT || awaits.has(start - before));
    return cellProblems(own, code, { typescript, program, cell });
  }

  /** TypeScript forgets what it had begun to check. */
  function stoppable<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw error instanceof typescript.OperationCanceledException ? new Interrupted() : error;
    }
  }

  return {
    convert(declarations, code) {
      refresh();
      names = new Set();
      const plain = withoutExport(typescript, withStandIns(code));
      if (plain.errors.length > 0) {
        return { diagnostics: plain.errors, names, warnings: [], problems: problemsAsTold(plain.errors) };
      }
      const converted = stoppable(() => converter.convert(declarations, plain.code));
      return {
        ...converted,
        output: converted.output && withJoiners(converted.output),
        names,
        warnings: warnings().map(withJoiners),
        problems: problemsOf(converted.diagnostics, withStandIns(code)),
      };
    },
    complete(declarations, code, position) {
      refresh();
      const found = converter.complete(declarations, withStandIns(code), position);
      const cell = cellFile();
      const mended = cell ? mendedCompletion(typescript, cell, position, found) : found;
      return { ...mended, candidates: mended.candidates.map(withJoiners) };
    },
    inspect(declarations, code, position) {
      refresh();
      const info = converter.inspect(declarations, withStandIns(code), position);
      return info && withJoiners(inspectionText(info));
    },
    close: () => converter.close(),
  };
}

/**
 * TypeScript parses `await (x)` as a call until it sees that the file is a module, and then parses it again. The
 * first result stays the `original` of the second, and when the types of a cell's variables are emitted, TypeScript
 * asks for the path of the original, which has none, and fails.
 */
function forgetFirstParse(builder: BuilderProgram): void {
  for (const file of builder.getSourceFiles()) {
    if (!file.isDeclarationFile) (file as { original?: ts.Node }).original = undefined;
  }
}

/** A host whose builder emits and checks only the cell, and puts its output where tslab looks for it. */
function withCellBuilder(
  host: object,
  typescript: TypeScript,
  { onBuilder, onName }: { onBuilder: (builder: BuilderProgram) => void; onName: (name: string) => void },
): object {
  return new Proxy(host, {
    set(target, property, value) {
      const listener =
        property === 'afterProgramCreate'
          ? (b: BuilderProgram) => {
              bindCell(b, typescript);
              onBuilder(b);
              value(cellBuilder(b, typescript, onName));
            }
          : value;
      return Reflect.set(target, property, listener);
    },
  });
}

/** tslab reads a cell's names before it asks for its types; binding this one file saves a whole type checker. */
function bindCell(builder: BuilderProgram, typescript: TypeScript): void {
  const cell = builder.getSourceFiles().find(({ fileName }) => fileName.endsWith(CELL_FILE));
  const { bindSourceFile } = typescript as unknown as {
    bindSourceFile(file: ts.SourceFile, options: ts.CompilerOptions): void;
  };
  if (cell) bindSourceFile(cell, builder.getCompilerOptions());
}

/** Restores names in the sources that cells import. */
function readWithStandIns(sys: ts.System): void {
  const { readFile } = sys;
  sys.readFile = (path, encoding) => {
    const text = readFile(path, encoding);
    return text && withStandIns(text);
  };
}

/** The text tslab gives TypeScript for a cell, see {@link withNamesAsWritten}. */
function readNamesAsWritten(typescript: TypeScript, sys: ts.System): void {
  const { readFile } = sys;
  sys.readFile = (path, encoding) => {
    const text = readFile(path, encoding);
    return text !== undefined && path.endsWith(CELL_FILE) ? withNamesAsWritten(typescript, text) : text;
  };
}

function cellBuilder(
  builder: BuilderProgram,
  typescript: TypeScript,
  onName: (name: string) => void,
): BuilderProgram {
  const cell: BuilderProgram = Object.create(builder);
  cell.getAllDependencies = (source) => [source.fileName];
  cell.emit = (source, writeFile, token, onlyDts, transformers) => {
    const generated = new GeneratedNames(typescript.factory);
    const write: typeof writeFile = (fileName, ...more) => {
      generated.end(); // JavaScript comes first, and declarations contain only users' names
      writeFile?.(`outDir/${basename(fileName)}`, ...more);
    };
    const own = beforeModules(typescript, transformers, {
      first: [
        shorthandOfEarlierCells(typescript, builder.getProgram().getTypeChecker()),
        moduleSyntax(typescript),
        stoppableAwaits(typescript),
        liveVariables(typescript),
      ],
      typeless: [declaredNames(typescript, onName), generated.begin],
      last: [withoutBeginning(typescript)],
    });
    try {
      return asCommonJs(typescript, builder.getCompilerOptions(), () =>
        builder.emit(source, write, token, onlyDts, own),
      );
    } finally {
      generated.end();
    }
  };
  return cell;
}
