/**
 * Runs the cells of one notebook, one after the other, with variables that live on between them.
 *
 * tslab's scheme: a cell becomes the body of a function of `exports` and `require`; its top-level
 * variables are written to `exports`, and a later cell's use of one is rewritten to `exports.name`. A
 * cell's declarations, as `.d.ts` text, are what the next cell is type-checked against.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Script } from 'node:vm';
import type { CompletionInfo } from 'tslab/dist/converter';
import { createProjectConverter, type ProjectConverter } from './converter';
import { type ProjectModules, projectModules } from './modules';
import { type CellError, type CellSource, runtimeError, splitSourceMaps, typeError } from './traceback';

/** How a cell ended. `value` is its last expression, undefined where there is none. */
export type CellOutcome = { ok: true; value: unknown } | { ok: false; error: CellError };

/** The arguments of the function that is running; a script run by `vm` has no other way to them than a global. */
const ARGUMENTS = '__cell_arguments__';
/** `exports.a = exports.b = void 0;`: would wipe variables of earlier cells before this one has succeeded. */
const EXPORTS_CLEARED = /^(?:exports\.[\p{L}\p{N}_$]+ = )+void 0;$/mu;

/** The error that ends an interrupted cell. */
class Interrupted extends Error {
  override name = 'Interrupted';
  constructor() {
    super('stopped by the user');
    this.stack = undefined;
  }
}

export class CellRunner {
  private madeConverter: ProjectConverter | undefined;
  private readonly modules: ProjectModules;
  private readonly variables: Record<string, unknown> = {};
  private readonly sources = new Map<number, CellSource>();
  private declarations = '';
  private interrupted = false;
  private stopRunning: (() => void) | undefined;

  /**
   * @param folder the notebook's folder: relative imports start here
   * @param root the project's folder
   * @param warn gets what TypeScript says about edited sources
   */
  constructor(
    folder: string,
    private readonly root: string,
    private readonly warn: (warning: string) => void,
  ) {
    this.modules = projectModules(folder, root);
  }

  /**
   * Converts, checks and runs a cell. Never throws: a failing cell is an outcome.
   * @param number the execution count, by which tracebacks name the cell
   */
  async run(code: string, number: number): Promise<CellOutcome> {
    this.interrupted = false;
    try {
      this.modules.dropEdited();
      const converted = this.converter.convert(this.declarations, code);
      if (converted.diagnostics.length > 0) {
        return { ok: false, error: typeError(converted.diagnostics, code, number) };
      }
      for (const warning of converted.warnings) this.warn(warning);
      const { js, maps, lines } = splitSourceMaps(converted.output ?? '');
      this.sources.set(number, { code, maps, lines });
      await this.endIfInterrupted();
      await this.execute(js, number, converted.hasToplevelAwait ?? false);
      this.declarations = converted.declOutput ?? '';
      return { ok: true, value: this.take(converted.lastExpressionVar) };
    } catch (thrown) {
      return { ok: false, error: this.describe(thrown) };
    }
  }

  /** Made at first use, as it takes more than a second; {@link warmUp} does that before a cell is waiting for it. */
  private get converter(): ProjectConverter {
    this.madeConverter ??= createProjectConverter();
    return this.madeConverter;
  }

  /** Loads TypeScript's first program. */
  warmUp(): void {
    this.converter.convert('', '');
  }

  /** An error as a traceback that names the cells' own lines. */
  describe(thrown: unknown): CellError {
    return runtimeError(thrown, this.sources, this.root);
  }

  /** Ends the running cell with an `Interrupted` error. Synchronous code is stopped by V8 itself. */
  interrupt(): void {
    this.interrupted = true;
    this.stopRunning?.();
  }

  /**
   * A signal that came while TypeScript was at work is still waiting. The event loop delivers it before its
   * next immediate callbacks, but the first of them may belong to the round that is ending.
   */
  private async endIfInterrupted(): Promise<void> {
    await nextTurn();
    await nextTurn();
    if (this.interrupted) throw new Interrupted();
  }

  complete(code: string, position: number): CompletionInfo {
    return this.converter.complete(this.declarations, code, position);
  }

  inspect(code: string, position: number): ReturnType<ProjectConverter['inspect']> {
    return this.converter.inspect(this.declarations, code, position);
  }

  close(): void {
    this.madeConverter?.close();
  }

  private async execute(js: string, number: number, isAsync: boolean): Promise<void> {
    const head = `(${isAsync ? 'async ' : ''}function(exports, require) { `;
    const script = new Script(`${head}${js.replace(EXPORTS_CLEARED, '')}\n})(...globalThis.${ARGUMENTS})`, {
      filename: `In[${number}]`,
      columnOffset: -head.length,
    });
    const interrupted = new Promise<never>((_, reject) => {
      this.stopRunning = () => reject(new Interrupted());
    });
    interrupted.catch(() => {});
    Object.defineProperty(globalThis, ARGUMENTS, {
      value: [this.exports, this.modules.require],
      configurable: true,
    });
    try {
      const running = script.runInThisContext({ breakOnSigint: true });
      if (isAsync) await Promise.race([running, interrupted]);
    } catch (thrown) {
      const code = (thrown as { code?: string } | null)?.code;
      throw code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED' ? new Interrupted() : thrown;
    } finally {
      this.stopRunning = undefined;
    }
  }

  /** `exports` as cells see it: TypeScript defines imported names as getters, but here each is a plain variable. */
  private readonly exports = new Proxy(this.variables, {
    defineProperty: (variables, name, descriptor) => {
      if (name !== '__esModule') {
        variables[String(name)] = descriptor.get ? descriptor.get() : descriptor.value;
      }
      return true;
    },
  });

  private take(name: string | undefined): unknown {
    if (name === undefined) return undefined;
    const value = this.variables[name];
    delete this.variables[name];
    return value;
  }
}
