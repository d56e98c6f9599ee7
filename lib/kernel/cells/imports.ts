/**
 * What the imports of cells load. `require` does it, because it always returns the project's sources as they
 * are on disk, see `modules.ts`; ES modules that it can't load are left to Node's own `import()`.
 */
import { isBuiltin } from 'node:module';
import { sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ownModule } from '../own-modules';
import { REQUIRE } from '../typescript/generated-names';
import { stampOf } from '../typescript/polled-files';
import { type AwaitingSources, needsImport } from './awaiting-sources';
import { ModuleCells } from './module-cells';
import { NativeImports } from './native-imports';

/** An `import` statement as compiled. */
const REQUIRED = new RegExp(`\\b${REQUIRE}\\("([^"\\\\]+)"\\)`, 'g');
const TYPESCRIPT = /\.[cm]?tsx?$/;
const PACKAGES = `${sep}node_modules${sep}`;

type Load = (path: string) => Promise<object>;

/** What {@link Imports} need. */
export interface GivenToImports {
  /** Relative imports are resolved from its folder. */
  readonly file: string;
  /** Node's require, resolving from the same folder. */
  readonly require: NodeJS.Require;
  /** The `import.meta` of cells. */
  readonly meta: object;
  /** The signal of the running cell. */
  readonly signal: () => AbortSignal | undefined;
  /** Loads files that have a top-level await. */
  readonly sources: AwaitingSources;
}

export class Imports {
  private readonly native: NativeImports;
  /** Cells that are modules. */
  readonly cells: ModuleCells;
  private readonly natives = new Map<string, object>();
  /** The cells' signals, by the addresses of ES modules that haven't loaded to the end. */
  private readonly unfinished = new Map<string, AbortSignal | undefined>();

  constructor(private readonly given: GivenToImports) {
    this.native = new NativeImports(given.file);
    this.cells = new ModuleCells({ require: this.require, import: this.import, meta: given.meta });
  }

  /** For `import` statements. */
  readonly require = (path: string): unknown => {
    const own = ownModule(path);
    if (own) return own.exports;
    if (this.cells.has(path)) return this.cells.load(path);
    const native = this.natives.get(path);
    if (native) return native;
    try {
      return this.given.require(path);
    } catch (error) {
      if (!needsImport(error)) throw error;
      throw new NotRequired(path, this.resolved(path), error);
    }
  };

  /**
   * For `import()`.
   * @param byRequire loads through the `require` above, adding `default` for CommonJS
   */
  readonly import = async (path: unknown, byRequire: Load): Promise<object> => {
    const text = String(path);
    const name = text.startsWith('file:') ? fileURLToPath(text) : text;
    try {
      if (this.cells.has(name)) await this.prepare(this.toPrepare([name], true));
      return await this.loaded(name, () => byRequire(name));
    } catch (error) {
      if (!(error instanceof NotRequired) || error.isTypeScript) throw error;
      const { found } = error;
      if (found === undefined || found.includes(PACKAGES)) return this.native.load(name);
      // Node caches an ES module forever; an edited file gets a new address.
      return this.loadSource(`${pathToFileURL(found).href}?${encodeURIComponent(stampOf(found))}`);
    }
  };

  /** The paths that the `import` statements of a compiled cell name. */
  static pathsIn(js: string): string[] {
    return [...js.matchAll(REQUIRED)].map(([, path]) => path!);
  }

  /**
   * What has to be loaded before {@link require} can load these paths, in order: modules whose packages support
   * `import` only, cells that have a top-level await, and sources.
   * @param awaitsSources whether sources may have a top-level await
   */
  toPrepare(paths: readonly string[], awaitsSources = false, seen = new Set<string>()): string[] {
    return paths.flatMap((path) => {
      if (seen.has(path)) return [];
      seen.add(path);
      if (ownModule(path) || this.natives.has(path)) return [];
      if (!this.cells.has(path)) return this.mustPrepare(path, awaitsSources) ? [path] : [];
      const before = this.toPrepare(this.cells.importsOf(path), awaitsSources, seen);
      return this.cells.isAsync(path) ? [...before, path] : before;
    });
  }

  async prepare(paths: readonly string[]): Promise<void> {
    for (const path of paths) {
      const found = this.resolved(path);
      if (this.cells.has(path)) await this.cells.loadAsync(path);
      else if (found === undefined) this.natives.set(path, await this.native.load(path));
      else await this.loaded(path, () => this.require(path)).catch(exceptNotRequired);
    }
  }

  /** Loads a source and waits for those that it imports. */
  private async loaded<T>(path: string, load: () => T | Promise<T>): Promise<T> {
    const loaded = await this.given.sources.settled(load);
    await this.given.sources.loaded(this.resolved(path));
    return loaded;
  }

  private mustPrepare(path: string, awaitsSources: boolean): boolean {
    try {
      const found = this.given.require.resolve(path);
      return awaitsSources && !isBuiltin(found) && !found.includes(PACKAGES);
    } catch (error) {
      return (error as { code?: string }).code === 'ERR_PACKAGE_PATH_NOT_EXPORTED';
    }
  }

  /** Node keeps a module whose loading was stopped as it is, so the next cell loads it from a new address. */
  private async loadSource(address: string): Promise<object> {
    let at = address;
    for (let n = 2; this.unfinished.get(at)?.aborted; n++) at = `${address}&${n}`;
    const signal = this.given.signal();
    this.unfinished.set(at, signal);
    try {
      return await this.native.load(at);
    } finally {
      if (!signal?.aborted) this.unfinished.delete(at);
    }
  }

  /** Undefined if `require` doesn't find it. */
  private resolved(path: string): string | undefined {
    try {
      return this.given.require.resolve(path);
    } catch {
      return undefined;
    }
  }
}

/** Explains how to load a module that an `import` statement can't. */
class NotRequired extends Error {
  readonly isTypeScript: boolean;

  /** @param found the file; undefined if `require` finds none */
  constructor(
    path: string,
    readonly found: string | undefined,
    cause: unknown,
  ) {
    const isTypeScript = found !== undefined && TYPESCRIPT.test(found);
    super(
      isTypeScript
        ? `'${path}' imports an ES module that an import statement can't load in a notebook. Use \`await import(…)\` there.`
        : `'${path}' is an ES module that an import statement can't load in a notebook. Use \`await import('${path}')\`.`,
      { cause },
    );
    this.isTypeScript = isTypeScript;
  }
}

/** The import statement itself will fail, in its place. */
function exceptNotRequired(error: unknown): void {
  if (!(error instanceof NotRequired)) throw error;
}
