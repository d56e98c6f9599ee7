/**
 * Node's own `import()`, as if called in a file of the notebook's folder.
 *
 * If a stop ends a module's code while it loads, Node keeps it half loaded: whatever imports it waits forever, or fails
 * with `null`. So that is found out before.
 */
import { readFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { constants, Script } from 'node:vm';
import { endedModules } from '../stop/ended-modules';
import { terminations } from '../stop/termination';

type Load = (address: string) => Promise<object>;

/** Turns in which the import of a module that has loaded is answered. */
const TURNS = 5;
/** Relative paths after `from` or `import`. */
const IMPORTED = /\b(?:from|import)\s*(['"])(\.{1,2}\/[^'"\n]+)\1/g;

export class NativeImports {
  private native: Load | undefined;
  /** The modules that haven't loaded to the end, with how often code had been ended before. */
  private readonly loading = new Map<string, number>();

  /** @param file relative imports are resolved from its folder */
  constructor(private readonly file: string) {}

  /**
   * @param address a path, the name of a package or a `file:` URL
   * @throws {Error} if the code of the module, or of one that it imports, may have been ended, and it isn't loaded
   */
  async load(address: string): Promise<object> {
    const before = this.loading.get(address);
    if (before !== undefined && before < terminations()) throw stoppedBefore(`'${shown(address)}'`);
    this.native ??= nativeImport(this.file);
    if (endedModules.size > 0) await this.expectLoadable(address);
    const loaded = this.native(address);
    if (before === undefined) {
      this.loading.set(address, terminations());
      const forget = () => void this.loading.delete(address);
      loaded.then(forget, forget);
    }
    return loaded;
  }

  private async expectLoadable(address: string): Promise<void> {
    for (const ended of endedModules) if (await this.hasLoaded(ended)) endedModules.delete(ended);
    const seen = new Set(isAddress(address) ? [new URL(address, pathToFileURL(this.file)).href] : []);
    for (const module of seen) {
      if (endedModules.has(module)) {
        throw stoppedBefore(`'${shown(module)}', which '${shown(address)}' imports,`);
      }
      for (const imported of importsOf(module)) seen.add(imported);
    }
  }

  private async hasLoaded(address: string): Promise<boolean> {
    let isLoaded = false;
    this.native!(address).then(
      () => {
        isLoaded = true;
      },
      () => {},
    );
    for (let turn = 0; turn < TURNS && !isLoaded; turn++) await nextTurn();
    return isLoaded;
  }
}

function stoppedBefore(what: string): Error {
  return new Error(`${what} was stopped while it loaded, and Node can't load it again: restart the kernel.`);
}

/** A file's path, without the version that is imported. */
function shown(address: string): string {
  return address.startsWith('file:') ? fileURLToPath(address) : address;
}

/** Not the name of a package. */
function isAddress(path: string): boolean {
  return /^(file:|\.{0,2}\/)/.test(path);
}

/** The addresses that a module imports by relative paths. */
function importsOf(module: string): string[] {
  try {
    const text = readFileSync(new URL(module), 'utf8');
    return [...text.matchAll(IMPORTED)].map(([, , path]) => new URL(path!, module).href);
  } catch {
    return []; // Node says what is wrong with it
  }
}

/** Hides Node's warning that this mechanism is experimental, which doesn't concern users. */
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
