/** Cells that others import as `./name`, with a comment `/** @module name *\/`. Each runs when it is first imported. */
import { Script } from 'node:vm';
import { IMPORT, META } from '../typescript/module-syntax';
import { scriptName } from './cell-sources';

/** A cell as compiled by TypeScript. */
export interface ModuleCell {
  /** The number that tracebacks use for it. */
  readonly number: number;
  /** CommonJS. */
  readonly js: string;
  /** Whether it has a top-level await. */
  readonly isAsync: boolean;
}

/** What a module's code calls. */
export interface OfModules {
  readonly require: (path: string) => unknown;
  readonly import: (path: unknown, byRequire: (path: string) => Promise<object>) => Promise<object>;
  readonly meta: object;
}

const REQUIRED = /\brequire\("([^"\\]+)"\)/g;

export class ModuleCells {
  private readonly cells = new Map<string, ModuleCell & { exports?: object }>();

  constructor(private readonly given: OfModules) {}

  /** Adds a module, or replaces it; the others are loaded again, as they may import it. */
  add(name: string, cell: ModuleCell): void {
    for (const other of this.cells.values()) other.exports = undefined;
    this.cells.set(`./${name}`, { ...cell });
  }

  has(path: string): boolean {
    return this.cells.has(named(path));
  }

  /** The paths that a module imports. */
  importsOf(path: string): string[] {
    return [...this.cells.get(named(path))!.js.matchAll(REQUIRED)].map(([, imported]) => imported!);
  }

  /** Whether only {@link loadAsync} can load it now. */
  isAsync(path: string): boolean {
    const cell = this.cells.get(named(path))!;
    return cell.isAsync && !cell.exports;
  }

  /** The module's exports. */
  load(path: string): object {
    const cell = this.cells.get(named(path))!;
    if (cell.exports) return cell.exports;
    if (cell.isAsync)
      throw new Error(`'${path}' has a top-level await and is not loaded: import it in the cell itself`);
    const module = { exports: {} };
    cell.exports = module.exports; // modules may import each other
    try {
      this.run(cell, module);
    } catch (error) {
      cell.exports = undefined;
      throw error;
    }
    cell.exports = module.exports;
    return module.exports;
  }

  /** Loads a module with a top-level await, so that {@link load} finds it. */
  async loadAsync(path: string): Promise<void> {
    const cell = this.cells.get(named(path))!;
    const module = { exports: {} };
    await this.run(cell, module);
    cell.exports = module.exports;
  }

  private run({ js, number, isAsync }: ModuleCell, module: { exports: object }): unknown {
    const head = headOfModule(isAsync);
    const script = new Script(`${head}${js}\n})`, {
      filename: scriptName(number),
      columnOffset: -head.length,
    });
    const { given } = this;
    return script.runInThisContext()(module.exports, given.require, module, given.import, given.meta);
  }
}

/** The text before a module's code, on its first line. */
export function headOfModule(isAsync: boolean): string {
  return `(${isAsync ? 'async ' : ''}function(exports, require, module, ${IMPORT}, ${META}) { `;
}

/** `./name` for any path that names it. */
function named(path: string): string {
  return path.replace(/\.[cm]?[jt]sx?$/, '');
}
