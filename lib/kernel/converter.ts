/**
 * tslab's converter (TypeScript cell in, CommonJS out) set up for a notebook inside a project.
 *
 * Stock tslab refuses `import '../lib/x'` (its `rootDir` is the notebook's own folder), checks cells
 * non-strictly, and watches files by timers, so that an edit can be missed. Its converter takes all of
 * that from the TypeScript module that it loads. So we hand it one with four changed functions:
 *
 * - `createWatchCompilerHost`: strict options, `rootDir` at the top of the disk, source maps on;
 * - the builder that the host hands over: emits the cell alone (imported sources are loaded by Node, see
 *   `modules.ts`) under the file name that tslab expects;
 * - `transpileModule`: keeps its source map, so that an error's line can be traced to the cell;
 * - `sys.watchFile` and `sys.watchDirectory`: no timers; `refresh()` looks at the files when a cell runs.
 */
import { statSync } from 'node:fs';
import { basename, parse, sep } from 'node:path';
import type * as ts from '@tslab/typescript-for-tslab';
import type { Converter, ConvertResult } from 'tslab/dist/converter';
import { shorthandOfEarlierCells } from './shorthand';

/** A TypeScript notebook cell made runnable. */
export interface ConvertedCell extends ConvertResult {
  /** What TypeScript has to say about edited files that the cell imports, `file:line:column - message`. */
  warnings: string[];
}

/** Converts cells; see {@link createProjectConverter}. */
export interface ProjectConverter {
  convert(declarations: string, code: string): ConvertedCell;
  complete: Converter['complete'];
  inspect: Converter['inspect'];
  close(): void;
}

type TypeScript = typeof ts;
type BuilderProgram = ts.SemanticDiagnosticsBuilderProgram;

/** The options in which our cells differ from tslab's: the strictness of `lib/`. */
function cellOptions(): ts.CompilerOptions {
  return {
    strict: true,
    noImplicitOverride: true,
    rootDir: parse(process.cwd()).root,
    types: ['node'],
    inlineSourceMap: true,
    noErrorTruncation: false,
  };
}

/** Is this a source of the user's project, not of a package? */
function isProjectFile(path: string): boolean {
  return !path.includes('/node_modules/');
}

/** Files and folders that TypeScript wants to hear about. They are looked at only when asked. */
class PolledWatcher {
  private readonly watched = new Map<string, { stamp: string; notify: (path: string) => void }>();

  watch(path: string, notify: (path: string) => void): ts.FileWatcher {
    const entry = { stamp: stampOf(path), notify };
    if (isProjectFile(path)) this.watched.set(path, entry);
    return {
      close: () => {
        if (this.watched.get(path) === entry) this.watched.delete(path);
      },
    };
  }

  /** Tells TypeScript what has changed since the last look; returns the changed paths. Cost: one stat each. */
  poll(): string[] {
    const changed: string[] = [];
    for (const [path, entry] of [...this.watched]) {
      const stamp = stampOf(path);
      if (stamp === entry.stamp) continue;
      entry.stamp = stamp;
      entry.notify(path);
      changed.push(path);
    }
    return changed;
  }
}

/** Changes when the file or folder does; `none` where there is nothing. */
export function stampOf(path: string): string {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat ? `${stat.mtimeNs} ${stat.size}` : 'none';
}

/** tslab's `createConverter`, loaded with a changed TypeScript; the module cache is left as it was. */
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
 * A converter for the notebooks of the current folder. Takes about a second, most of it TypeScript's
 * first program.
 */
export function createProjectConverter(): ProjectConverter {
  const typescript = require('@tslab/typescript-for-tslab') as TypeScript;
  const files = new PolledWatcher();
  const folders = new PolledWatcher();
  const edited = new Set<string>();
  let builder: BuilderProgram | undefined;

  const sys: ts.System = Object.create(typescript.sys);
  sys.watchFile = (path, callback) =>
    files.watch(path, (changed) => callback(changed, typescript.FileWatcherEventKind.Changed));
  sys.watchDirectory = (path, callback) => folders.watch(path, callback);

  const createConverter = loadTslabConverter({
    ...typescript,
    sys,
    transpileModule: (js, options) =>
      typescript.transpileModule(js, {
        ...options,
        compilerOptions: { ...options.compilerOptions, inlineSourceMap: true },
      }),
    createWatchCompilerHost: ((...args: unknown[]) => {
      args[1] = { ...(args[1] as ts.CompilerOptions), ...cellOptions() };
      const host = (typescript.createWatchCompilerHost as (...a: unknown[]) => object)(...args);
      return withCellBuilder(host, typescript, (b) => {
        builder = b;
      });
    }) as unknown as TypeScript['createWatchCompilerHost'],
  });
  const converter = createConverter();

  /** Lets TypeScript see files that were edited, and folders in which a file came or went. */
  function refresh(): void {
    for (const path of files.poll()) edited.add(path);
    folders.poll();
  }

  /** Errors in edited sources: the cell alone is checked always, the rest of `lib/` was when it was committed. */
  function warnings(): string[] {
    return [...edited].flatMap((path) => {
      const source = builder?.getSourceFile(path);
      if (!builder || !source) return [];
      const found = [...builder.getSyntacticDiagnostics(source), ...builder.getSemanticDiagnostics(source)];
      return found.map((d) => {
        const { line, character } = source.getLineAndCharacterOfPosition(d.start ?? 0);
        const message = typescript.flattenDiagnosticMessageText(d.messageText, '\n');
        return `${path}:${line + 1}:${character + 1} - ${message}`;
      });
    });
  }

  return {
    convert(declarations, code) {
      refresh();
      const converted = converter.convert(declarations, code);
      return { ...converted, warnings: warnings() };
    },
    complete(declarations, code, position) {
      refresh();
      return converter.complete(declarations, code, position);
    },
    inspect(declarations, code, position) {
      refresh();
      return converter.inspect(declarations, code, position);
    },
    close: () => converter.close(),
  };
}

/** The host whose builder emits and checks the cell alone, and puts its output where tslab looks for it. */
function withCellBuilder(
  host: object,
  typescript: TypeScript,
  onBuilder: (builder: BuilderProgram) => void,
): object {
  return new Proxy(host, {
    set(target, property, value) {
      const listener =
        property === 'afterProgramCreate'
          ? (b: BuilderProgram) => {
              onBuilder(b);
              value(cellBuilder(b, typescript));
            }
          : value;
      return Reflect.set(target, property, listener);
    },
  });
}

function cellBuilder(builder: BuilderProgram, typescript: TypeScript): BuilderProgram {
  const cell: BuilderProgram = Object.create(builder);
  cell.getAllDependencies = (source) => [source.fileName];
  cell.emit = (source, writeFile, token, onlyDts, transformers) =>
    builder.emit(
      source,
      writeFile && ((fileName, ...more) => writeFile(`outDir/${basename(fileName)}`, ...more)),
      token,
      onlyDts,
      {
        ...transformers,
        before: [shorthandOfEarlierCells(typescript, builder.getProgram().getTypeChecker())],
      },
    );
  return cell;
}

/** A path as people read it: relative to the project where it lies inside. */
export function readablePath(path: string, root: string): string {
  return path.startsWith(root + sep) ? path.slice(root.length + 1) : path;
}
