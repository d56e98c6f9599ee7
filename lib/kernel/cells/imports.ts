/**
 * What the imports of cells load. `require` does it, because it always returns the project's sources as they
 * are on disk, see `modules.ts`; ES modules that it can't load are left to Node's own `import()`.
 */
import { sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ownModule } from '../own-modules';
import { REQUIRE } from '../typescript/generated-names';
import { stampOf } from '../typescript/polled-files';
import { ModuleCells } from './module-cells';
import { NativeImports } from './native-imports';

/**
 * Codes for an ES module that `require` can't load: it has a top-level await, or its package supports
 * `import` only.
 */
const NEEDS_IMPORT = new Set([
  'ERR_REQUIRE_ASYNC_MODULE',
  'ERR_REQUIRE_ESM',
  'ERR_PACKAGE_PATH_NOT_EXPORTED',
]);
/** An `import` statement as compiled. */
const REQUIRED = new RegExp(`\\b${REQUIRE}\\("([^"\\\\]+)"\\)`, 'g');
const TYPESCRIPT = /\.[cm]?tsx?$/;
const PACKAGES = `${sep}node_modules${sep}`;

type Load = (path: string) => Promise<object>;

export class Imports {
  private readonly native: NativeImports;
  /** Cells that are modules. */
  readonly cells: ModuleCells;
  private readonly natives = new Map<string, object>();
  /** The cells' signals, by the addresses of ES modules that haven't loaded to the end. */
  private readonly unfinished = new Map<string, AbortSignal | undefined>();

  /**
   * @param file relative imports are resolved from its folder
   * @param nodeRequire Node's require, resolving from the same folder
   * @param meta the `import.meta` of cells
   * @param signal the signal of the running cell
   */
  constructor(
    file: string,
    private readonly nodeRequire: NodeJS.Require,
    meta: object,
    private readonly signal: () => AbortSignal | undefined,
  ) {
    this.native = new NativeImports(file);
    this.cells = new ModuleCells({ require: this.require, import: this.import, meta });
  }

  /** For `import` statements. */
  readonly require = (path: string): unknown => {
    const own = ownModule(path);
    if (own) return own.exports;
    if (this.cells.has(path)) return this.cells.load(path);
    const native = this.natives.get(path);
    if (native) return native;
    try {
      return this.nodeRequire(path);
    } catch (error) {
      if (!NEEDS_IMPORT.has((error as { code?: string } | undefined)?.code ?? '')) throw error;
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
      if (this.cells.has(name)) await this.prepare(this.toPrepare([name]));
      return await byRequire(name);
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
   * `import` only, and cells that have a top-level await.
   */
  toPrepare(paths: readonly string[], seen = new Set<string>()): string[] {
    return paths.flatMap((path) => {
      if (seen.has(path)) return [];
      seen.add(path);
      if (ownModule(path) || this.natives.has(path)) return [];
      if (!this.cells.has(path)) return this.supportsImportOnly(path) ? [path] : [];
      const before = this.toPrepare(this.cells.importsOf(path), seen);
      return this.cells.isAsync(path) ? [...before, path] : before;
    });
  }

  async prepare(paths: readonly string[]): Promise<void> {
    for (const path of paths) {
      if (this.cells.has(path)) await this.cells.loadAsync(path);
      else this.natives.set(path, await this.native.load(path));
    }
  }

  private supportsImportOnly(path: string): boolean {
    try {
      this.nodeRequire.resolve(path);
      return false;
    } catch (error) {
      return (error as { code?: string }).code === 'ERR_PACKAGE_PATH_NOT_EXPORTED';
    }
  }

  /** Node keeps a module whose loading was stopped as it is, so the next cell loads it from a new address. */
  private async loadSource(address: string): Promise<object> {
    let at = address;
    for (let n = 2; this.unfinished.get(at)?.aborted; n++) at = `${address}&${n}`;
    const signal = this.signal();
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
      return this.nodeRequire.resolve(path);
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
        ? `'${path}' or one of its imports uses top-level await, which TypeScript sources don't support: export an async function instead.`
        : `'${path}' is an ES module that an import statement can't load in a notebook. Use \`await import('${path}')\`.`,
      { cause },
    );
    this.isTypeScript = isTypeScript;
  }
}
