/**
 * Runs the cells of one notebook in order, with variables that persist between them.
 *
 * The scheme is tslab's: a cell becomes the body of a function; its top-level variables are stored on an object, and
 * later cells' references to them are rewritten as properties of that object. A cell's declarations are what the
 * later cells are type-checked against.
 */
import { relative } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import type { Strictness } from '../kernelspec.cjs';
import { Interrupted } from '../stop/interrupted';
import { cellCode, repeatable } from '../stop/may-end';
import { isStopWaiting } from '../stop/waiting-stops';
import { cellTags } from '../typescript/cell-tags';
import { loadTypeScript } from '../typescript/compiler';
import type { Completion } from '../typescript/completion';
import type { ConvertedCell, ProjectConverter } from '../typescript/converter';
import { createLastingConverter } from '../typescript/lasting-converter';
import { typeError } from '../typescript/type-errors';
import { AwaitingSources } from './awaiting-sources';
import { CellFunctions, headOf } from './cell-function';
import type { CellRun } from './cell-run';
import { CellSources, splitSourceMaps } from './cell-sources';
import { CellVariables } from './cell-variables';
import { firstImports } from './first-imports';
import { headOfModule } from './module-cells';
import { type ProjectModules, projectModules } from './modules';
import { PageCells } from './page-cells';
import { runtimeError } from './runtime-error';
import { type CellError, needsRestart, sourceWarning, untypedPackage } from './traceback';

/** How a cell ended. `value` is its last expression, undefined if there is none. */
export type CellOutcome = { ok: true; value: unknown } | { ok: false; error: CellError };

export class CellRunner {
  private madeConverter: ProjectConverter | undefined;
  private readonly modules: ProjectModules;
  private readonly awaiting: AwaitingSources;
  private readonly functions: CellFunctions;
  private readonly variables: Record<string, unknown> = Object.create(null);
  /** The cells that run in the page. */
  private readonly page: PageCells;
  private readonly untyped = new Set<string>();
  private hasRun = false;
  /** Keeps the declarations that the running cell has reached. */
  private keepReached: (() => void) | undefined;

  /**
   * @param folder the notebook's folder, the base of relative imports
   * @param root the project's folder
   * @param runOfCode returns the run that the calling code belongs to
   * @param warn receives warnings about edited sources
   * @param sources receives the cells that have run, to locate errors
   * @param strictness how cells are checked
   */
  constructor(
    folder: string,
    private readonly root: string,
    private readonly runOfCode: () => CellRun | undefined,
    private readonly warn: (warning: string) => void,
    private readonly sources = new CellSources(),
    private readonly strictness: Strictness = 'strict',
  ) {
    this.modules = projectModules(folder, root);
    this.page = new PageCells(folder, strictness, isStopWaiting);
    const compile = (path: string) => this.convert((converter) => converter.compileSource(path));
    this.awaiting = new AwaitingSources(compile, this.runOfCode);
    this.functions = new CellFunctions(folder, this.modules.require, this.runOfCode, this.awaiting);
  }

  /**
   * Converts, checks and runs a cell. Never throws: a failing cell is an outcome.
   * @param number the execution count, which tracebacks use for the cell
   */
  async run(code: string, number: number, run: CellRun): Promise<CellOutcome> {
    this.hasRun = true;
    try {
      this.awaiting.markStopped();
      this.modules.dropUnfinished();
      this.modules.dropEdited();
      for (const path of this.modules.editedOfKernel()) this.warn(needsRestart(relative(this.root, path)));
      const { module, isBrowser } = cellTags(code);
      if (module !== undefined) return this.addModule(module, code, number, isBrowser);
      if (isBrowser) return await this.runInPage(code, number, run);
      const converted = repeatable(() => this.convert((converter) => converter.convert(code)));
      if (converted.problems) return { ok: false, error: typeError(converted.problems, code, number) };
      for (const warning of converted.warnings) this.warn(sourceWarning(warning, this.root));
      for (const path of converted.untyped) this.warnUntyped(path);
      const variables = new CellVariables(this.variables, converted.names);
      const keepReached = () => {
        if (this.keepReached !== keepReached) return;
        this.keepReached = undefined;
        this.converter.keep(converted, variables.unreached);
      };
      this.keepReached = keepReached;
      try {
        const cell = this.compile(code, number, converted, variables, run);
        if (isStopWaiting()) await nextTurn(); // it arrived while TypeScript was running
        await run.start(cell);
      } catch (thrown) {
        keepReached();
        throw thrown;
      }
      this.converter.keep(converted);
      this.keepReached = undefined;
      return { ok: true, value: this.take(converted.lastExpression) };
    } catch (thrown) {
      return { ok: false, error: this.describe(thrown) };
    }
  }

  /** It is a module in spite of errors in types: modules that import each other can't all come first. */
  private addModule(name: string, code: string, number: number, isOfPage: boolean): CellOutcome {
    const work = (converter: ProjectConverter) => converter.addModule(name, code);
    const { output, isAsync, kind, untyped, problems } = repeatable(() =>
      isOfPage ? work(this.page.converter) : this.convert(work),
    );
    if (output !== '') {
      const { js, maps, lines } = splitSourceMaps(output);
      this.sources.add(number, { code, maps, lines, head: headOfModule(isAsync).length });
      if (!isOfPage) this.functions.addModule(name, { js, number, isAsync });
      this.page.addModule(name, { code, kind });
    }
    for (const path of untyped) this.warnUntyped(path);
    return problems
      ? { ok: false, error: typeError(problems, code, number) }
      : { ok: true, value: undefined };
  }

  private async runInPage(code: string, number: number, run: CellRun): Promise<CellOutcome> {
    const { kind, untyped, problems } = repeatable(() => this.page.check(code));
    if (problems) return { ok: false, error: typeError(problems, code, number) };
    for (const path of untyped) this.warnUntyped(path);
    await run.start(() => this.page.show({ code, kind }));
    return { ok: true, value: undefined };
  }

  /** Evaluates an expression on the notebook's variables. Never throws. */
  async evaluate(expression: string, run: CellRun): Promise<CellOutcome> {
    try {
      const code = `(${expression}\n)`;
      const converted = this.convert((converter) => converter.convert(code));
      if (converted.problems) return { ok: false, error: typeError(converted.problems, code, 0) };
      const variables = new CellVariables(this.variables, converted.names);
      await run.start(this.compile(code, 0, converted, variables, run));
      return { ok: true, value: this.take(converted.lastExpression) };
    } catch (thrown) {
      return { ok: false, error: this.describe(thrown) };
    }
  }

  private compile(
    code: string,
    number: number,
    { output, isAsync, awaitsSources }: ConvertedCell,
    variables: CellVariables,
    run: CellRun,
  ): () => unknown {
    const { js, maps, lines } = splitSourceMaps(output);
    this.sources.add(number, { code, maps, lines, head: headOf(isAsync).length });
    const how = { isAsync, awaitsSources };
    return this.functions.compile(js, number, how, variables, () => this.runOfCode() ?? run);
  }

  /** Once for each package. */
  private warnUntyped(path: string): void {
    if (this.untyped.has(path)) return;
    this.untyped.add(path);
    this.warn(untypedPackage(path));
  }

  /**
   * Runs TypeScript work with V8's baseline compiler from the start, instead of interpreting until code is hot: the
   * first sixty cells take a tenth less time.
   */
  private convert<T>(work: (converter: ProjectConverter) => T): T {
    loadTypeScript(); // before: with that flag, V8 would refuse what was compiled without it
    setFlagsFromString('--always-sparkplug');
    try {
      return work(this.converter);
    } finally {
      setFlagsFromString('--no-always-sparkplug');
    }
  }

  /** Created on first use, because it takes more than a second; {@link warmUp} does it before a cell has to wait. */
  private get converter(): ProjectConverter {
    this.madeConverter ??= createLastingConverter({
      isStopped: isStopWaiting,
      strictness: this.strictness,
    });
    return this.madeConverter;
  }

  /** Loads TypeScript's first program. */
  warmUp(): void {
    this.convert((converter) => converter.convert(''));
  }

  /**
   * Lets TypeScript read what the notebook will import, unless a cell has run already. The cell with the imports then takes a
   * quarter of the time. It costs seconds of processor time and some 100 MB, which that cell would cost otherwise.
   */
  readImports(): void {
    if (this.hasRun) return;
    const code = firstImports(this.functions.file);
    if (code === undefined || cellTags(code).isBrowser) return;
    try {
      this.convert((converter) => converter.convert(code));
    } catch {
      // The cell itself will say what is wrong.
    }
  }

  /** Formats an error as a traceback with the cells' own line numbers; reads its fields, which may be the cell's code. */
  describe(thrown: unknown): CellError {
    if (thrown instanceof Interrupted) return runtimeError(thrown, this.sources, this.root);
    return cellCode(() => runtimeError(thrown, this.sources, this.root));
  }

  /** Does for a stopped cell what the rest of {@link run} would have done, which was lost. */
  giveUp(): CellError {
    this.keepReached?.();
    return runtimeError(new Interrupted(), this.sources, this.root);
  }

  complete(code: string, position: number): Completion {
    return this.lookAt(code, (converter) => converter.complete(code, position));
  }

  /** Describes the name at this position; undefined if there is none. */
  inspect(code: string, position: number): string | undefined {
    return this.lookAt(code, (converter) => converter.inspect(code, position));
  }

  private lookAt<T>(code: string, work: (converter: ProjectConverter) => T): T {
    return repeatable(() => (cellTags(code).isBrowser ? work(this.page.converter) : this.convert(work)));
  }

  close(): void {
    this.madeConverter?.close();
    this.page.close();
  }

  private take(name: string | undefined): unknown {
    if (name === undefined) return undefined;
    const value = this.variables[name];
    delete this.variables[name];
    return value;
  }
}
