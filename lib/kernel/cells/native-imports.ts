/**
 * Node's own `import()`, as if called in a file of the notebook's folder.
 *
 * If a stop ends a module's code while it loads, Node keeps it half loaded, and whatever imports it waits forever.
 */
import { constants, Script } from 'node:vm';
import { terminations } from '../stop/termination';

type Load = (address: string) => Promise<object>;

export class NativeImports {
  private native: Load | undefined;
  /** The modules that haven't loaded to the end, with how often code had been ended before. */
  private readonly loading = new Map<string, number>();

  /** @param file relative imports are resolved from its folder */
  constructor(private readonly file: string) {}

  /**
   * @param address a path, the name of a package or a `file:` URL
   * @throws {Error} if the module's code may have been ended, and it isn't loaded
   */
  async load(address: string): Promise<object> {
    const before = this.loading.get(address);
    if (before !== undefined && before < terminations()) {
      throw new Error(
        `'${address}' was stopped while it loaded, and Node can't load it again: restart the kernel.`,
      );
    }
    this.native ??= nativeImport(this.file);
    const loaded = this.native(address);
    if (before === undefined) {
      this.loading.set(address, terminations());
      const forget = () => void this.loading.delete(address);
      loaded.then(forget, forget);
    }
    return loaded;
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
