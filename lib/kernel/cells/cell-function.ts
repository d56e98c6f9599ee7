/**
 * The function that wraps a cell's JavaScript. Its parameters are what the compiled code calls; an outer function
 * provides the names that Node gives a CommonJS file (`require`, `__dirname`) and the timers, which a cell may redeclare.
 */
import { existsSync } from 'node:fs';
import Module from 'node:module';
import { basename, join } from 'node:path';
import { Script } from 'node:vm';
import { ownModule } from '../own-modules';
import { RUN } from '../stop/stoppable-awaits';
import { stoppableTimers, TIMERS } from '../stop/stoppable-timers';
import type { ConvertedCell } from '../typescript/converter';
import { EXPORTS, REQUIRE } from '../typescript/generated-names';
import { LIVE } from '../typescript/live-variables';
import { IMPORT, META } from '../typescript/module-syntax';
import type { AwaitingSources } from './awaiting-sources';
import type { CellRun } from './cell-run';
import { scriptName } from './cell-sources';
import type { CellVariables } from './cell-variables';
import { importMeta } from './import-meta';
import { Imports } from './imports';
import type { ModuleCell } from './module-cells';

const OF_NODE = ['exports', 'require', 'module', '__filename', '__dirname', ...TIMERS];
const OF_CELL = [EXPORTS, REQUIRE, IMPORT, META, RUN, LIVE];

/** Compiles the cells of one notebook. */
export class CellFunctions {
  /** The notebook. */
  readonly file: string;
  private readonly module: NodeJS.Module;
  private readonly imports: Imports;
  private readonly meta: object;
  private readonly timers: unknown[];
  /** For cells that call `require` themselves. */
  private readonly requireOfCells: NodeJS.Require;

  /**
   * @param folder the notebook's folder
   * @param nodeRequire `require` relative to that folder
   * @param run the run of the running cell
   * @param sources loads files that have a top-level await
   */
  constructor(
    private readonly folder: string,
    nodeRequire: NodeJS.Require,
    run: () => CellRun | undefined,
    sources: AwaitingSources,
  ) {
    const signal = () => run()?.signal;
    this.timers = stoppableTimers(() => signal()?.aborted === true);
    this.file = notebookFile(folder);
    this.module = Object.assign(new Module(this.file), {
      filename: this.file,
      paths: nodeRequire.resolve.paths('a-package') ?? [],
    });
    const load = (path: string) => ownModule(path)?.exports ?? nodeRequire(path);
    this.requireOfCells = Object.assign(load, nodeRequire);
    this.meta = importMeta(this.file, nodeRequire.resolve);
    this.imports = new Imports({ file: this.file, require: nodeRequire, meta: this.meta, signal, sources });
  }

  /** Adds a cell that others import as `./name`. */
  addModule(name: string, cell: ModuleCell): void {
    this.imports.cells.add(name, cell);
  }

  /**
   * @param js the cell as compiled by TypeScript
   * @param number the number tracebacks use for the cell
   * @param runOfCode returns the run that the calling code belongs to
   */
  compile(
    js: string,
    number: number,
    { isAsync, awaitsSources }: Pick<ConvertedCell, 'isAsync' | 'awaitsSources'>,
    variables: CellVariables,
    runOfCode: () => CellRun,
  ): () => unknown {
    const head = headOf(isAsync);
    const script = new Script(`${head}${js}\n}) })`, {
      filename: scriptName(number),
      columnOffset: -head.length,
    });
    const { exports, live } = variables;
    const { imports, meta } = this;
    const ofNode = [exports, this.requireOfCells, this.module, this.file, this.folder, ...this.timers];
    const inner = script.runInThisContext()(...ofNode);
    const run = () => inner(exports, imports.require, imports.import, meta, runOfCode, live);
    const toPrepare = imports.toPrepare(Imports.pathsIn(js), awaitsSources);
    return toPrepare.length === 0 ? run : () => imports.prepare(toPrepare).then(run);
  }
}

/** The text before a cell's code, on its first line. */
export function headOf(isAsync: boolean): string {
  return `(function(${OF_NODE}) { return (${isAsync ? 'async ' : ''}function(${OF_CELL}) { `;
}

/** The notebook's path where Jupyter provides it; otherwise the path of a nonexistent file in the same folder. */
function notebookFile(folder: string): string {
  const { JPY_SESSION_NAME: told } = process.env;
  const file = join(folder, basename(told ?? ''));
  return told && existsSync(file) ? file : join(folder, 'cell.ts');
}
