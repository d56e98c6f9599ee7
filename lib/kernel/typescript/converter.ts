/**
 * Converts a notebook's cells: TypeScript in, CommonJS and declarations for the later cells out.
 *
 * The steps: `export` is taken out (`without-export.ts`); the names that the cell declares are found and appended as
 * `export { a, b }`, so that TypeScript keeps them; TypeScript checks the cell against the declarations of the cells
 * before it (`cell-service.ts`); then it compiles the cell alone, with the transformers listed in `compile`. Imported
 * sources are loaded by Node, see `modules.ts`.
 */
import type * as ts from 'typescript-6';
import { withJoiners, withStandIns } from '../../core/joiners';
import type { Strictness } from '../kernelspec.cjs';
import { Interrupted } from '../stop/interrupted';
import { stoppableAwaits } from '../stop/stoppable-awaits';
import { withoutValues } from './cell-declarations';
import { type CellProblems, cellProblems, problemsAsTold } from './cell-problems';
import { type CellKind, CellService } from './cell-service';
import { asCommonJs, beforeModules } from './common-js';
import { type BoundFile, loadTypeScript } from './compiler';
import { type Completion, completionAt } from './completion';
import { namesOfEarlierCells } from './earlier-cells';
import { declaredNames, GeneratedNames, withoutBeginning } from './generated-names';
import { inspectionText } from './inspection';
import { LAST, lastExpression } from './last-expression';
import { liveVariables } from './live-variables';
import { moduleSyntax } from './module-syntax';
import { cellOptions } from './project-options';
import { awaitsAtTopLevel } from './top-level-await';
import { withoutExport } from './without-export';

/** A cell, ready to run. */
export interface ConvertedCell {
  /** CommonJS, with its source map. Empty if the cell can't run. */
  readonly output: string;
  /** Whether it must run as an async function. */
  readonly isAsync: boolean;
  /** The variables, functions and classes that the cell declares. */
  readonly names: ReadonlySet<string>;
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
  /** Makes a cell a module that others import as `./name`; returns it as CommonJS. */
  addModule(name: string, code: string): string;
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
  isStopped = () => false,
}: ConverterOptions = {}): ProjectConverter {
  const typescript = loadTypeScript();
  const { SymbolFlags } = typescript;
  const configured = cellOptions(typescript, folder, strictness);
  const service = new CellService(typescript, folder, configured);
  const isJavaScript = strictness === 'javascript';
  const edited = new Set<string>();
  /** Warnings about a source, cached until something is edited. */
  const known = new Map<ts.SourceFile, string[]>();

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
    for (const path of changed) edited.add(path);
    if (again || changed.length > 0) known.clear();
  }

  /** Errors in edited sources: the cell is always checked, but the rest of `lib/` was checked when it was committed. */
  function warnings(program: ts.Program): string[] {
    return [...edited].flatMap((path) => {
      const source = program.getSourceFile(path);
      if (!source) return [];
      if (!known.has(source)) known.set(source, warningsOf(program, source));
      return known.get(source)!;
    });
  }

  function warningsOf(program: ts.Program, source: ts.SourceFile): string[] {
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map((d) => {
      const { line, character } = source.getLineAndCharacterOfPosition(d.start ?? 0);
      const message = typescript.flattenDiagnosticMessageText(d.messageText, '\n');
      return withJoiners(`${source.fileName}:${line + 1}:${character + 1} - ${message}`);
    });
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

  function compile(program: ts.Program, cell: ts.SourceFile) {
    const names = new Set<string>();
    const generated = new GeneratedNames(typescript.factory);
    let output = '';
    let declarations = '';
    let hasLast = false;
    const write: ts.WriteFileCallback = (fileName, text) => {
      generated.end(); // JavaScript comes first, and declarations contain only users' names
      if (fileName.endsWith('.d.ts')) declarations = text;
      else if (/\.jsx?$/.test(fileName)) output = text;
    };
    const transformers = beforeModules(typescript, {
      first: [moduleSyntax(typescript), stoppableAwaits(typescript), liveVariables(typescript)],
      typeless: [
        declaredNames(typescript, (name) => names.add(withJoiners(name))),
        generated.begin,
        namesOfEarlierCells(typescript, {
          checker: program.getTypeChecker(),
          isOfEarlierCell: (file) => service.isOfEarlierCell(file),
          jsxFactory: !cell.fileName.endsWith('.ts') ? jsxFactoryOf(program, cell) : undefined,
        }),
        lastExpression(typescript, () => {
          hasLast = true;
        }),
      ],
      last: [withoutBeginning(typescript)],
    });
    try {
      asCommonJs(typescript, program.getCompilerOptions(), () =>
        (program.emit as Emit)(cell, write, undefined, false, transformers, true),
      );
    } finally {
      generated.end();
    }
    return { names, output: withJoiners(output), declarations, lastExpression: hasLast ? LAST : undefined };
  }

  const failed = (problems: CellProblems): ConvertedCell => ({
    output: '',
    isAsync: false,
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
      const own = withStandIns(code);
      const plain = withoutExport(typescript, own);
      if (plain.errors.length > 0) return failed(problemsAsTold(plain.errors));
      const { program, cell } = programFor(plain.code);
      const found: ts.Diagnostic[] = [...program.getSyntacticDiagnostics(cell)];
      if (found.length === 0) {
        found.push(...stoppable(() => program.getSemanticDiagnostics(cell, untilStopped)));
      }
      const isUntyped = ({ code }: ts.Diagnostic) => code === UNTYPED;
      const untyped = found.filter(isUntyped).map((d) => (d.file ? cellTextOf(d) : ''));
      const problems = found.filter(
        (d) => !isUntyped(d) && d.code !== NO_JSX_TYPES && !(isJavaScript && OF_STRICT_MODE.has(d.code)),
      );
      if (problems.length > 0) return failed(cellProblems(problems, own, { typescript, program, cell }));
      const compiled = compile(program, cell);
      const isAsync = awaitsAtTopLevel(typescript, cell);
      return { ...compiled, isAsync, warnings: warnings(program), untyped };
    },
    keep(cell, unreached = new Set()) {
      const declarations = withoutValues(typescript, cell.declarations, unreached);
      service.addDeclarations(declarations);
      return declarations;
    },
    addDeclarations: (declarations) => service.addDeclarations(declarations),
    addModule(name, code) {
      const text = withStandIns(code);
      const fileName = `${folder.replaceAll('\\', '/')}/${name}.${parsed(text).kind}`;
      service.put(fileName, text);
      const { CommonJS } = typescript.ModuleKind;
      const compilerOptions = { ...service.options, module: CommonJS, declaration: false, lib: undefined };
      return withJoiners(typescript.transpileModule(text, { compilerOptions, fileName }).outputText);
    },
    complete(code, position) {
      refresh();
      const { cell } = programFor(withStandIns(code));
      const found = completionAt(typescript, service.service, cell, position);
      return { ...found, candidates: found.candidates.map(withJoiners) };
    },
    inspect(code, position) {
      refresh();
      const { cell } = programFor(withStandIns(code));
      const info = service.service.getQuickInfoAtPosition(cell.fileName, position);
      return info && withJoiners(inspectionText(info));
    },
    close: () => service.close(),
  };
}

/** `Could not find a declaration file for module 'x'`. */
const UNTYPED = 7016;

/** `JSX element implicitly has type 'any' because no interface 'JSX.IntrinsicElements' exists.` */
const NO_JSX_TYPES = 7026;

/** What only strict code may not do, such as `const package = 1`: a cell of JavaScript need not be strict. */
const OF_STRICT_MODE = new Set([1100, 1101, 1102, 1210, 1212, 1213, 1214, 1215]);

/** The name of the module that a cell imports, for a problem with it. */
function cellTextOf({ file, start = 0, length = 0 }: ts.Diagnostic): string {
  return file!.text.slice(start, start + length).replace(/^['"`]|['"`]$/g, '');
}

/** With TypeScript's internal last parameter: whether to emit declarations in spite of problems with them. */
type Emit = (...of: [...Parameters<ts.Program['emit']>, boolean]) => ts.EmitResult;

/** The first name of what JSX elements are compiled to calls of: `React`, or as the options or the cell say. */
function jsxFactoryOf(program: ts.Program, cell: ts.SourceFile): string {
  const { jsxFactory = 'React' } = program.getCompilerOptions();
  const [, own] = /^\s*\/\*\*?[\s\S]*?@jsx\s+([\w$.]+)/.exec(cell.text) ?? [];
  return (own ?? jsxFactory).split('.')[0]!;
}
