/**
 * Fills the gaps in tslab's completions: import paths, other string literals, and places where no name can follow.
 *
 * tslab gives TypeScript no access to folders, so no paths are found; it ignores the part of a string already typed;
 * and after `'abc'` TypeScript offers all global names.
 */
import type * as ts from '@tslab/typescript-for-tslab';
import type { CompletionInfo } from 'tslab/dist/converter';

/** Parts of TypeScript missing from its public types. */
interface Internals {
  readonly Completions: {
    getCompletionsAtPositionForTslab(
      host: object,
      program: ts.Program,
      ...more: unknown[]
    ): ts.CompletionInfo | undefined;
  };
  findPrecedingToken(position: number, file: ts.SourceFile): ts.Node | undefined;
}

/** TypeScript's completions with access to folders and files, to replace its own. */
export function completionsWithFiles(
  typescript: typeof ts,
  sys: ts.System,
): Record<'Completions', Internals['Completions']> {
  const { Completions } = typescript as unknown as Internals;
  return {
    Completions: {
      ...Completions,
      getCompletionsAtPositionForTslab: (_, program, ...more) => {
        const host = {
          getCompilationSettings: () => program.getCompilerOptions(),
          getCurrentDirectory: () => sys.getCurrentDirectory(),
          useCaseSensitiveFileNames: () => sys.useCaseSensitiveFileNames,
          fileExists: (path: string) => sys.fileExists(path),
          readFile: (path: string) => sys.readFile(path),
          directoryExists: (path: string) => sys.directoryExists(path),
          getDirectories: (path: string) => sys.getDirectories(path),
          readDirectory: (...of: Parameters<ts.System['readDirectory']>) => sys.readDirectory(...of),
          realpath: (path: string) => sys.realpath?.(path) ?? path,
        };
        return Completions.getCompletionsAtPositionForTslab(host, program, ...more);
      },
    },
  };
}

/**
 * Corrects tslab's answer.
 * @param cell the file, which has one line before the cell
 * @param position within the cell
 */
export function mendedCompletion(
  typescript: typeof ts,
  cell: ts.SourceFile,
  position: number,
  found: CompletionInfo,
): CompletionInfo {
  const { findPrecedingToken } = typescript as unknown as Internals;
  const before = cell.text.indexOf('\n') + 1;
  const at = before + position;
  const none: CompletionInfo = { ...found, start: position, end: position, candidates: [] };
  const token = findPrecedingToken(at, cell);
  if (!token) return found;
  if (/^[ \t]*import[ \t]+(type[ \t]+)?$/m.test(lineUntil(cell, at))) return none;
  const text = textAround(typescript, token, at);
  if (text) return inText(typescript, { literal: text, cell, before, at }, found) ?? none;
  if (isLiteral(typescript, token) && !/\n/.test(cell.text.slice(token.end, at))) return none;
  const clause = importClauseAt(typescript, cell, token, at);
  if (!clause || clause === 'names') return found;
  if (clause === 'types') return without(found, 'type');
  return none;
}

function lineUntil({ text }: ts.SourceFile, at: number): string {
  return text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
}

/** The string literal that contains the position; undefined after its closing quote. */
function textAround(typescript: typeof ts, token: ts.Node, at: number): ts.StringLiteralLike | undefined {
  if (!typescript.isStringLiteralLike(token) || at <= token.getStart()) return undefined;
  const written = token.getText();
  const isClosed = written.length > 1 && written.at(-1) === written[0];
  return at < token.end || (at === token.end && !isClosed) ? token : undefined;
}

/** A string or number literal, after which no name can follow. */
function isLiteral(typescript: typeof ts, token: ts.Node): boolean {
  return (
    typescript.isLiteralExpression(token) || token.kind === typescript.SyntaxKind.TemplateTail // `…${x}…`
  );
}

/** The kinds of completions that are paths. */
const PATH_KINDS = new Set(['script', 'directory', 'external module name']);
const isHidden = (name: string) => name.startsWith('.') || name === 'node_modules';

/** The completions of a string: only those that continue what is typed. */
function inText(
  typescript: typeof ts,
  {
    literal,
    cell,
    before,
    at,
  }: { literal: ts.StringLiteralLike; cell: ts.SourceFile; before: number; at: number },
  found: CompletionInfo,
): CompletionInfo | undefined {
  const entries = found.original?.entries ?? [];
  const typed = cell.text.slice(literal.getStart() + 1, at);
  if (isImportPath(typescript, literal)) {
    if (cell.text.slice(at, literal.end).includes('/')) return undefined; // TypeScript lists only the last folder
    const last = typed.slice(typed.lastIndexOf('/') + 1);
    const rest = /^[\p{L}\p{N}_.@-]*/u.exec(cell.text.slice(at, literal.end))![0];
    const names = entries
      .filter(({ name, kind }) => PATH_KINDS.has(kind) && !isHidden(name))
      .map(({ name, kind }) => (kind === 'directory' && isRelative(typed) ? `${name}/` : name));
    const candidates = startingWith(last, [...parents(typed, last), ...names.sort()]);
    return {
      ...found,
      start: at - before - last.length,
      end: at - before + rest.length,
      candidates,
    };
  }
  if (entries.length === 0) return undefined;
  const written = literal.getText();
  const isClosed = written.length > 1 && written.at(-1) === written[0];
  const end = isClosed ? literal.end - 1 : at;
  const names = entries.map(({ name }) => name);
  return {
    ...found,
    start: at - before - typed.length,
    end: end - before,
    candidates: startingWith(typed, names),
  };
}

const isRelative = (path: string) => /^\.{0,2}\//.test(path);

/** `./` and `../` at the beginning of a path, or after others. */
function parents(typed: string, last: string): string[] {
  const isStart = typed === last || /^(\.{1,2}\/)*$/.test(typed.slice(0, typed.length - last.length));
  if (!isStart) return [];
  return typed === last ? ['./', '../'] : last === '' ? [] : ['../'];
}

/** Those that begin with what is typed, ignoring case; exact matches first. */
function startingWith(typed: string, names: readonly string[]): string[] {
  const same = names.filter((name) => name.startsWith(typed));
  const lower = typed.toLowerCase();
  const other = names.filter((name) => !name.startsWith(typed) && name.toLowerCase().startsWith(lower));
  return [...new Set([...same, ...other])];
}

/** The path of `import … from '…'`, `import('…')`, `require('…')`, `export … from '…'`. */
function isImportPath(typescript: typeof ts, literal: ts.StringLiteralLike): boolean {
  const { parent } = literal;
  if (typescript.isImportDeclaration(parent) || typescript.isExportDeclaration(parent)) return true;
  if (typescript.isExternalModuleReference(parent)) return true;
  if (typescript.isLiteralTypeNode(parent)) return typescript.isImportTypeNode(parent.parent);
  if (!typescript.isCallExpression(parent)) return false;
  const { expression } = parent;
  return (
    expression.kind === typescript.SyntaxKind.ImportKeyword ||
    (typescript.isIdentifier(expression) && expression.text === 'require')
  );
}

/** Where in a cell's `import` the position is: in its braces (types only), elsewhere, or in none. */
function importClauseAt(
  typescript: typeof ts,
  cell: ts.SourceFile,
  token: ts.Node,
  at: number,
): 'names' | 'types' | 'elsewhere' | undefined {
  let node: ts.Node | undefined = token;
  while (node && !typescript.isImportDeclaration(node)) node = node.parent;
  if (!node) return undefined;
  const { importClause, moduleSpecifier } = node;
  if (moduleSpecifier.getStart(cell) < at && moduleSpecifier.getWidth(cell) > 0) return undefined;
  const braces = importClause?.namedBindings;
  const isInBraces =
    braces && typescript.isNamedImports(braces) && braces.getStart(cell) < at && at <= braces.end;
  if (!isInBraces || !typescript.isStringLiteral(moduleSpecifier)) return 'elsewhere';
  return importClause?.isTypeOnly ? 'types' : 'names';
}

function without(found: CompletionInfo, name: string): CompletionInfo {
  return { ...found, candidates: found.candidates.filter((candidate) => candidate !== name) };
}
