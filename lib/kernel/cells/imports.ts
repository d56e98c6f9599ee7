/**
 * What the imports of cells load. `require` does it, as it always has the project's sources as they are on disk, see
 * `modules.ts`; ES modules for which it can't are left to Node's own `import()`.
 */
import { sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { constants, Script } from 'node:vm';
import { stampOf } from '../typescript/polled-files';

/** Why `require` can't load an ES module: it awaits at its top, or its package is for `import` only. */
const NEEDS_IMPORT = new Set([
  'ERR_REQUIRE_ASYNC_MODULE',
  'ERR_REQUIRE_ESM',
  'ERR_PACKAGE_PATH_NOT_EXPORTED',
]);
const TYPESCRIPT = /\.[cm]?tsx?$/;
const PACKAGES = `${sep}node_modules${sep}`;

type Load = (path: string) => Promise<object>;

export class Imports {
  private madeNative: Load | undefined;

  /**
   * @param file relative imports start in its folder
   * @param nodeRequire likewise
   */
  constructor(
    private readonly file: string,
    private readonly nodeRequire: NodeJS.Require,
  ) {}

  /** For `import` statements. */
  readonly require = (path: string): unknown => {
    try {
      return this.nodeRequire(path);
    } catch (error) {
      if (!NEEDS_IMPORT.has((error as { code?: string } | undefined)?.code ?? '')) throw error;
      throw new NotRequired(path, this.resolved(path), error);
    }
  };

  /**
   * For `import()`.
   * @param byRequire the same by the `require` above, with `default` for what is CommonJS
   */
  readonly import = async (path: unknown, byRequire: Load): Promise<object> => {
    const text = String(path);
    const name = text.startsWith('file:') ? fileURLToPath(text) : text;
    try {
      return await byRequire(name);
    } catch (error) {
      if (!(error instanceof NotRequired) || error.isTypeScript) throw error;
      const { found } = error;
      if (found === undefined || found.includes(PACKAGES)) return this.native(name);
      // Node keeps an ES module for ever; an edited one has another address.
      return this.native(`${pathToFileURL(found).href}?${encodeURIComponent(stampOf(found))}`);
    }
  };

  /** Undefined for what `require` doesn't find. */
  private resolved(path: string): string | undefined {
    try {
      return this.nodeRequire.resolve(path);
    } catch {
      return undefined;
    }
  }

  private get native(): Load {
    this.madeNative ??= nativeImport(this.file);
    return this.madeNative;
  }
}

/** Says how to load what an `import` statement of a cell can't. */
class NotRequired extends Error {
  readonly isTypeScript: boolean;

  /** @param found the file, undefined where `require` finds none */
  constructor(
    path: string,
    readonly found: string | undefined,
    cause: unknown,
  ) {
    const isTypeScript = found !== undefined && TYPESCRIPT.test(found);
    super(
      isTypeScript
        ? `'${path}' awaits at its top, or imports what does, which a TypeScript source can't: export an async function instead.`
        : `'${path}' is an ES module that an import statement can't load in a notebook: use \`await import('${path}')\`.`,
      { cause },
    );
    this.isTypeScript = isTypeScript;
  }
}

/** Node's own `import()` as if called in `file`. It warns that this way to have it may change: no business of users. */
function nativeImport(file: string): Load {
  const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
  const script = new Script('(path) => import(path)', { filename: file, importModuleDynamically });
  const load: Load = script.runInThisContext();
  return (path) => {
    const { emitWarning } = process;
    process.emitWarning = () => {};
    try {
      return load(path);
    } finally {
      process.emitWarning = emitWarning;
    }
  };
}
