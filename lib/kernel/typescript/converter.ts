/**
 * Converts a notebook's cells: TypeScript in, CommonJS and declarations for the later cells out.
 *
 * The steps: `export` is taken out (`without-export.ts`); the names that the cell declares are found and appended as
 * `export { a, b }`, so that TypeScript keeps them; TypeScript checks the cell against the declarations of the cells
 * before it (`cell-service.ts`); then it compiles the cell alone (`compile-cell.ts`). Imported sources are loaded by
 * Node, see `modules.ts`, but for those with a top-level await, see `awaiting-sources.ts`.
 */
import type * as ts from 'typescript-6';
import { withJoiners } from '../../core/joiners';
import type { Strictness } from '../kernelspec.cjs';
import { Interrupted } from '../stop/interrupted';
import { withAllNames, withoutValues } from './cell-declarations';
import { type CellProblems, cellProblems, type Problem, problemsAsTold, RUN_ABOVE } from './cell-problems';
import { type CellKind, type CellProgram, CellService } from './cell-service';
import { compileCell } from './compile-cell';
import { compileAwaitingSource, compileModule } from './compile-module';
import { type BoundFile, loadTypeScript } from './compiler';
import { type Completion, completionAt } from './completion';
import { inspectionAt } from './inspection';
import { cellOptions } from './project-options';
import { scriptText } from './script-text';
import { SourceWarnings } from './source-warnings';
import { isTolerated, untypedPackages } from './tolerated-errors';
import { awaitsAtTopLevel, sourceAwaits } from './top-level-await';
import { withoutExport } from './without-export';

/** A cell, ready to run. */
export interface ConvertedCell {
  /** CommonJS, with its source map. Empty if the cell can't run. */
  readonly output: string;
  /** Whether it must run as an async function. */
  readonly isAsync: boolean;
  /** The variables, functions and classes that the cell declares. */
  readonly names: ReadonlySet<string>;
  /** Whether it may import TypeScript files that have a top-level await. */
  readonly awaitsSources: boolean;
  /** Where the value of the last expression is kept; undefined if there is none. */
  readonly lastExpression: string | undefined;
  /** TypeScript's errors in edited files that the cell imports, `file:line:column - message`. */
  readonly warnings: readonly string[];
  /** Packages without types that the cell imports: their values are `any`. */
  readonly untyped: readonly string[];
  /** The cell's problems; undefined if it can run. */
  readonly problems?: CellProblems;
  /** The cell's declarations, for {@link ProjectConverter.keep}. */
  readonly declarations: string;
}

/** A cell that is a module. */
export interface ConvertedModule {
  /** CommonJS, with its source map. */
  readonly output: string;
  /** Whether it must run as an async function. */
  readonly isAsync: boolean;
  readonly kind: CellKind;
  /** Packages without types that it imports. */
  readonly untyped: readonly string[];
  readonly problems?: CellProblems;
}

/** Converts cells; see {@link createProjectConverter}. */
export interface ProjectConverter {
  convert(code: string): ConvertedCell;
  /**
   * Lets later cells see what this one declares.
   * @param unreached values that the cell's code didn't reach: an earlier cell's declarations of them stay
   * @returns what later cells see of it, for {@link addDeclarations}
   */
  keep(cell: ConvertedCell, unreached?: ReadonlySet<string>): string;
  addDeclarations(declarations: string): void;
  /** Makes a cell a module that others import as `./name`, in spite of problems other than with its syntax. */
  addModule(name: string, code: string): ConvertedModule;
  /** The JavaScript of a file that has a top-level await, see `awaiting-sources.ts`. */
  compileSource(path: string): string;
  complete(code: string, position: number): Completion;
  /** A description of a name; undefined if there is none. */
  inspect(code: string, position: number): string | undefined;
  close(): void;
}

/** Options of {@link createProjectConverter}. */
export interface ConverterOptions {
  /** The notebook's folder. Default: the current one. */
  folder?: string;
  /** Default: `strict`. */
  strictness?: Strictness;
  /** Whether cells run in the page instead of in Node. Default: false. */
  isPage?: boolean;
  /**
   * Asked while a cell is checked, at each declaration of a function, class or interface; if it is, `convert` throws
   * {@link Interrupted}. Default: never.
   */
  isStopped?: () => boolean;
}

/** A converter for a notebook. Takes about a second, most of it for TypeScript's first program. */
export function createProjectConverter({
  folder = process.cwd(),
  strictness = 'strict',
  isPage = false,
  isStopped = () => false,
}: ConverterOptions = {}): ProjectConverter {
  const typescript = loadTypeScript();
  const { SymbolFlags } = typescript;
  const configured = cellOptions(typescript, folder, { strictness, isPage });
  const service = new CellService(typescript, folder, configured);
  if (isPage) service.declareGlobals('declare const element: HTMLElement;');
  const isJavaScript = strictness === 'javascript';
  const warnings = new SourceWarnings(typescript);

  const untilStopped: ts.CancellationToken = {
    isCancellationRequested: isStopped,
    throwIfCancellationRequested() {
      if (isStopped()) throw new typescript.OperationCanceledException();
    },
  };

  /** TypeScript forgets what it had begun to check. */
  function stoppable<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw error instanceof typescript.OperationCanceledException ? new Interrupted() : error;
    }
  }

  /** Informs TypeScript of edits since the last cell. */
  function refresh(): void {
    const { changed, again } = service.refresh();
    warnings.add(changed, again);
  }

  /** The program for this code, with `export` taken out of it. */
  function programFor(code: string) {
    const { file, kind } = parsed(code);
    // `declare global` and `declare module 'x'` have entries, too.
    const names = [...(file.locals ?? [])]
      .filter(([name, { flags }]) => {
        if (name === typescript.InternalSymbolName.Global || String(name).startsWith('"')) return false;
        // The types of JavaScript are comments, and known to others as they are.
        return kind !== 'js' || (flags & (SymbolFlags.Value | SymbolFlags.Alias)) !== 0;
      })
      .map(([name]) => typescript.unescapeLeadingUnderscores(name));
    return service.programFor(`${code}\nexport {${names.join(', ')}}`, kind);
  }

  /** Only code that isn't TypeScript without JSX is taken to have JSX: `<T>x` means something else there. */
  function parsed(code: string): { file: BoundFile; kind: CellKind } {
    const parse = (kind: CellKind) => ({ file: service.parse(`${code}\nexport {}`, kind), kind });
    if (isJavaScript) return parse('js'); // may have JSX
    const plain = parse('ts');
    if (plain.file.parseDiagnostics.length === 0 || !/<\/|\/>/.test(code)) return plain;
    const jsx = parse('tsx');
    return jsx.file.parseDiagnostics.length === 0 ? jsx : plain;
  }

  /** Undefined if there are none that keep a cell from running. */
  function problemsIn(
    found: readonly ts.Diagnostic[],
    code: string,
    of: CellProgram,
  ): CellProblems | undefined {
    const problems = found.filter((d) => !isTolerated(d, isJavaScript));
    return problems.length > 0 ? cellProblems(problems, code, { typescript, ...of }) : undefined;
  }

  const failed = (problems: CellProblems): ConvertedCell => ({
    output: '',
    isAsync: false,
    awaitsSources: false,
    names: new Set(),
    lastExpression: undefined,
    warnings: [],
    untyped: [],
    declarations: '',
    problems,
  });

  return {
    convert(code) {
      refresh();
      const own = scriptText(code);
      const plain = withoutExport(typescript, own);
      if (plain.errors.length > 0) return failed(problemsAsTold(plain.errors));
      const { rest, modules } = service.splitAmbient(plain.code);
      const { program, cell } = programFor(rest);
      const found: ts.Diagnostic[] = [...program.getSyntacticDiagnostics(cell)];
      if (found.length === 0) {
        found.push(...stoppable(() => program.getSemanticDiagnostics(cell, untilStopped)));
        found.push(...service.ambientProblems({ program, cell }));
      }
      const problems = problemsIn(found, own, { program, cell });
      if (problems) return failed(problems);
      const compiled = compileCell(typescript, service, { program, cell });
      const isAsync = awaitsAtTopLevel(typescript, cell);
      const all = isJavaScript
        ? withAllNames(typescript, compiled.declarations, compiled.names)
        : compiled.declarations;
      const declarations = [all, ...modules.values()].join('\n');
      return {
        ...compiled,
        declarations,
        isAsync,
        awaitsSources: /\bimport\b/.test(code) && sourceAwaits(typescript, program, cell),
        warnings: warnings.of(program),
        untyped: untypedPackages(found),
      };
    },
    keep(cell, unreached = new Set()) {
      const declarations = withoutValues(typescript, cell.declarations, unreached);
      service.addDeclarations(declarations);
      return declarations;
    },
    addDeclarations: (declarations) => service.addDeclarations(declarations),
    addModule(name, code) {
      refresh();
      const text = scriptText(code);
      const { kind } = parsed(text);
      const asModule = `${text}\nexport {}`; // it may await, though it exports nothing
      const { program, cell } = service.programForModule(name, asModule, kind);
      const syntax = program.getSyntacticDiagnostics(cell);
      const found =
        syntax.length > 0 ? syntax : stoppable(() => program.getSemanticDiagnostics(cell, untilStopped));
      const problems = problemsIn(found, text, { program, cell });
      const { fileName } = cell;
      const output = compileModule(typescript, service.options, { text: asModule, fileName });
      return {
        output: syntax.length > 0 ? '' : output,
        isAsync: awaitsAtTopLevel(typescript, cell),
        kind,
        untyped: untypedPackages(found),
        ...(problems && { problems: { ...problems, problems: problems.problems.map(ofModule) } }),
      };
    },
    compileSource: (path) => compileAwaitingSource(typescript, service.options, path),
    complete(code, position) {
      refresh();
      const { cell } = programFor(scriptText(code));
      const found = completionAt(typescript, service.service, cell, position);
      return { ...found, candidates: found.candidates.map(withJoiners) };
    },
    inspect(code, position) {
      refresh();
      const { program, cell } = programFor(scriptText(code));
      const at = { typescript, service: service.service, program, fileName: cell.fileName, position };
      return withJoiners(inspectionAt(at) ?? '') || undefined;
    },
    close: () => service.close(),
  };
}

/** In a module or in the page, names of earlier cells aren't known. */
function ofModule(problem: Problem): Problem {
  const message = problem.message.replace(
    RUN_ABOVE,
    ' A cell with @module or @browser knows only what it declares and imports.',
  );
  return { ...problem, message };
}
