/**
 * `require` for cells: always loads the project's TypeScript sources as they are on disk now.
 *
 * Node caches a loaded module forever. A student who edits `lib/x.ts` and runs the import cell again expects the new
 * code, however deep in the imports the edit is. So before a cell runs, every source that has changed since it was
 * loaded is dropped, together with every source that imports it, directly or indirectly: no part of the program keeps
 * running old code. Sources that the kernel itself uses are kept; changing one requires a restart.
 */
import Module, { createRequire } from 'node:module';
import { join, sep } from 'node:path';
import { endIfPending } from '../stop/end-javascript';
import { isProjectFile, stampOf } from '../typescript/polled-files';
import { AwaitingSource } from './awaiting-sources';
import { unreadableSource } from './unreadable-source';

/** The modules of a notebook's project; see {@link projectModules}. */
export interface ProjectModules {
  /** `require` with paths relative to the notebook's folder. */
  readonly require: NodeJS.Require;
  /**
   * Drops modules whose loading was ended from outside: no `finally` block runs then, so Node would keep them half
   * loaded. They, and whatever has imported them in a cycle, are loaded again when next required; so are packages.
   */
  dropUnfinished(): void;
  /** Drops edited sources and their dependents; returns the edited ones. Cost: one stat per loaded source. */
  dropEdited(): string[];
  /**
   * Sources that the kernel itself uses and that have changed since it started; each is reported once. Checks at most
   * once a second.
   */
  editedOfKernel(): string[];
}

type Loader = (module: NodeModule, filename: string) => void;
/**
 * Interval between checks of the kernel's own sources, in milliseconds. There are about fifty, and they rarely
 * change.
 */
const KERNEL_LOOKS = 1000;
const TYPESCRIPT = /\.[cm]?tsx?$/;
const SEPARATOR_MODULES = `${sep}node_modules${sep}`;

/**
 * @param folder the notebook's folder
 * @param root the project's folder: only sources below it, excluding packages, are checked for edits
 */
export function projectModules(folder: string, root: string): ProjectModules {
  const ofKernel = new Set(Object.keys(require.cache));
  const kernelStamps = new Map(
    [...ofKernel]
      .filter((path) => path.startsWith(root + sep) && !path.includes(SEPARATOR_MODULES))
      .map(stamped),
  );
  const stamps = new Map<string, string>();
  let lookedAtKernel = performance.now();

  const isSource = (path: string): boolean =>
    path.startsWith(root + sep) && !path.includes(SEPARATOR_MODULES) && !ofKernel.has(path);

  // The stamp is taken before the file is read, so an edit during loading is noticed next time.
  const loaders = (Module as unknown as { _extensions: Record<string, Loader> })._extensions;
  for (const [extension, load] of Object.entries(loaders)) {
    loaders[extension] = (module, filename) => {
      if (isSource(filename)) stamps.set(filename, stampOf(filename));
      try {
        load(module, filename);
      } catch (error) {
        if (hasTopLevelAwait(error, filename)) throw new AwaitingSource(filename, error);
        throw unreadableSource(error, root) ?? error;
      }
    };
  }

  // A stop that comes while a module is looked for takes effect right after: the next try to end a loop of imports
  // would most likely come while one is looked for again.
  const loader = Module as unknown as { _load(...args: unknown[]): unknown };
  const load = loader._load;
  loader._load = function (...args) {
    try {
      return load.apply(this, args);
    } finally {
      endIfPending();
    }
  };

  /** These modules and those that import them, directly or indirectly; only among the modules that may be dropped. */
  function dependentsOf(paths: string[], mayDrop: (path: string) => boolean): Set<string> {
    if (paths.length === 0) return new Set();
    const importers = new Map<string, string[]>();
    for (const [path, module] of Object.entries(require.cache)) {
      if (!mayDrop(path)) continue;
      for (const child of module?.children ?? []) {
        importers.set(child.filename, [...(importers.get(child.filename) ?? []), path]);
      }
    }
    const found = new Set(paths);
    for (const path of found) for (const importer of importers.get(path) ?? []) found.add(importer);
    return found;
  }

  return {
    require: createRequire(join(folder, 'cell.ts')),
    dropUnfinished() {
      const mayDrop = (path: string) => !ofKernel.has(path);
      const unfinished = Object.entries(require.cache)
        .filter(([path, module]) => module?.loaded === false && mayDrop(path))
        .map(([path]) => path);
      for (const path of dependentsOf(unfinished, mayDrop)) {
        delete require.cache[path];
        stamps.delete(path);
      }
    },
    dropEdited() {
      const edited = [...stamps].filter(([path, stamp]) => stampOf(path) !== stamp).map(([path]) => path);
      for (const path of dependentsOf(edited, isSource)) {
        delete require.cache[path];
        stamps.delete(path);
      }
      return edited;
    },
    editedOfKernel() {
      if (performance.now() - lookedAtKernel < KERNEL_LOOKS) return [];
      lookedAtKernel = performance.now();
      const edited = [...kernelStamps]
        .filter(([path, stamp]) => stampOf(path) !== stamp)
        .map(([path]) => path);
      for (const path of edited) kernelStamps.delete(path);
      return edited;
    },
  };
}

/** Whether tsx has refused to compile a TypeScript source for this reason. */
function hasTopLevelAwait(error: unknown, file: string): boolean {
  const { name, message } = Object(error) as Partial<Error>;
  const isRefused = name === 'TransformError' && message?.includes('Top-level await is currently not');
  return isRefused === true && TYPESCRIPT.test(file) && isProjectFile(file);
}

function stamped(path: string): [string, string] {
  return [path, stampOf(path)];
}
