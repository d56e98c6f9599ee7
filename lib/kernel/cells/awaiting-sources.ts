/**
 * The project's TypeScript files with a top-level await. `require`, which loads the project's sources, can't wait for
 * them. So each is compiled to an async function, which runs before the code that imports the file is loaded (again);
 * its exports are put where `require` finds them. Files that import each other see what the other has exported so far,
 * as in CommonJS.
 */
import Module, { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { shielded } from '../stop/end-javascript';
import { cellCode } from '../stop/may-end';
import { RUN } from '../stop/stoppable-awaits';
import { terminations } from '../stop/termination';
import { LOAD } from '../typescript/awaited-requires';
import { IMPORT, META } from '../typescript/module-syntax';
import { CellRun } from './cell-run';
import { importMeta } from './import-meta';
import { NativeImports } from './native-imports';

/** Thrown by `require`. */
export class AwaitingSource extends Error {
  constructor(
    readonly file: string,
    cause: unknown,
  ) {
    super(
      `'${file}' has a top-level await, for which \`require\` can't wait: use an import statement, or \`await import(…)\`.`,
      { cause },
    );
  }
}

/**
 * Codes for an ES module that `require` can't load: it has a top-level await, or its package supports
 * `import` only.
 */
const NEEDS_IMPORT = new Set([
  'ERR_REQUIRE_ASYNC_MODULE',
  'ERR_REQUIRE_ESM',
  'ERR_PACKAGE_PATH_NOT_EXPORTED',
]);

/** Whether only `import()` may load what `require` has failed to. */
export function needsImport(error: unknown): boolean {
  return NEEDS_IMPORT.has((error as { code?: string } | undefined)?.code ?? '');
}

/** Parts of Node's modules that are missing from its types. */
const nodeModules = Module as unknown as { _nodeModulePaths(folder: string): string[] };
type Compiles = NodeModule & { _compile(js: string, file: string): (...of: unknown[]) => Promise<void> };

/** A source that is being loaded. */
interface Loading {
  readonly done: Promise<void>;
  readonly run: CellRun | undefined;
  /** How often code had been ended before. */
  readonly before: number;
}

export class AwaitingSources {
  private readonly loading = new Map<NodeModule, Loading>();

  /**
   * @param compile the JavaScript of a file, with its source map
   * @param runOfCode returns the run that the calling code belongs to
   */
  constructor(
    private readonly compile: (file: string) => string,
    private readonly runOfCode: () => CellRun | undefined,
  ) {}

  /** Calls `load` (a `require`, or code with one) again whenever it fails because a source must be loaded first. */
  async settled<T>(load: () => T | Promise<T>): Promise<T> {
    for (let last = ''; ; ) {
      try {
        return await cellCode(load);
      } catch (error) {
        if (!(error instanceof AwaitingSource) || error.file === last) throw error;
        last = error.file;
        await this.load(last);
      }
    }
  }

  /** Waits until this file is loaded, if it is being loaded. */
  async loaded(file: string | undefined): Promise<void> {
    const module = file === undefined ? undefined : require.cache[file];
    if (module) await this.loading.get(module)?.done;
  }

  /** Marks as unfinished whatever was being loaded when it was stopped: it will never be finished. */
  markStopped(): void {
    for (const [module, { run, before }] of this.loading) {
      if (!run?.signal.aborted && before === terminations()) continue;
      module.loaded = false;
      this.loading.delete(module);
    }
  }

  private async load(file: string): Promise<void> {
    const module = Object.assign(new Module(file), {
      filename: file,
      paths: nodeModules._nodeModulePaths(dirname(file)),
      loaded: true, // otherwise, the next cell would drop it
    }) as Compiles;
    require.cache[file] = module;
    const run = this.runOfCode();
    const done = this.execute(module, run ?? new CellRun());
    this.loading.set(module, { done, run, before: terminations() });
    try {
      await done;
    } catch (error) {
      if (require.cache[file] === module) delete require.cache[file];
      throw error;
    } finally {
      this.loading.delete(module);
    }
  }

  private async execute(module: Compiles, run: CellRun): Promise<void> {
    const { filename } = module;
    const native = new NativeImports(filename);
    const load = async (path: string, byRequire: (path: string) => unknown): Promise<unknown> => {
      try {
        return await this.settled(() => byRequire(path));
      } catch (error) {
        if (!needsImport(error)) throw error;
        return native.load(path);
      }
    };
    const js = shielded(() => this.compile(filename));
    const body = module._compile(`return async (${[LOAD, IMPORT, META, RUN]}) => {${js}\n}`, filename);
    const meta = importMeta(filename, createRequire(filename).resolve);
    const byRequire = (path: string) => module.require(path);
    await cellCode(() =>
      body(
        (path: string) => load(path, byRequire),
        load,
        meta,
        () => run,
      ),
    );
  }
}
