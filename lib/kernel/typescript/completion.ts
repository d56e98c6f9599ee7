/**
 * What can follow at a place in a cell: TypeScript's completions that fit what is typed, the best first, and none
 * where no name can follow.
 */
import type * as ts from 'typescript-6';
import type { TypeScript } from './compiler';
import { isDeprecated } from './doc-comments';
import { isPartOfPackage } from './one-package-file';

/** Completions; `start` to `end` is the part of the cell that they replace. */
export interface Completion {
  readonly start: number;
  readonly end: number;
  readonly candidates: string[];
}

/** Where completions are asked for. */
interface Asked {
  readonly typescript: TypeScript;
  readonly cell: ts.SourceFile;
  readonly at: number;
}

/** The completions at a position in the cell. */
export function completionAt(
  typescript: TypeScript,
  service: ts.LanguageService,
  cell: ts.SourceFile,
  at: number,
): Completion {
  const none: Completion = { start: at, end: at, candidates: [] };
  if (/^[ \t]*import[ \t]+(type[ \t]+)?$/m.test(lineUntil(cell, at))) return none;
  const preferences = { includeSymbol: true } as ts.UserPreferences; // missing from its public type
  const entries = service.getCompletionsAtPosition(cell.fileName, at, preferences)?.entries ?? [];
  for (const entry of entries) {
    if (entry.symbol && isDeprecated(typescript, entry.symbol)) entry.sortText = `z${entry.sortText}`;
  }
  const token = typescript.findPrecedingToken(at, cell);
  const found = namesAt({ typescript, cell, at }, token, entries);
  if (!token) return found;
  const text = textAround(typescript, token, at);
  if (text) return inText(typescript, { literal: text, cell, at }, entries) ?? none;
  if (isLiteral(typescript, token) && !/\n/.test(cell.text.slice(token.end, at))) return none;
  const clause = importClauseAt(typescript, cell, token, at);
  if (!clause || clause === 'names') return found;
  if (clause === 'types') return without(found, 'type');
  return none;
}

/** All names, or those that fit the name at the position, before or after it. */
function namesAt(
  { typescript, cell, at }: Asked,
  previous: ts.Node | undefined,
  entries: readonly ts.CompletionEntry[],
): Completion {
  if (previous && typescript.isIdentifier(previous) && previous.end >= at) {
    return namesLike(previous, cell, entries);
  }
  const next = previous && typescript.findNextToken(previous, cell, cell);
  if (next && typescript.isIdentifier(next) && next.getStart(cell) <= at && at <= next.end) {
    return namesLike(next, cell, entries);
  }
  const sorted = [...entries].sort(
    (a, b) => a.sortText.localeCompare(b.sortText) || a.name.localeCompare(b.name),
  );
  return { start: at, end: at, candidates: sorted.map(({ name }) => name) };
}

/** Those that begin with the name, then those that do so ignoring case, then those that contain it. */
function namesLike(
  node: ts.Identifier,
  cell: ts.SourceFile,
  entries: readonly ts.CompletionEntry[],
): Completion {
  const { text } = node;
  const typed = text.toLowerCase();
  const rank = ({ name }: ts.CompletionEntry): number => {
    if (name.startsWith(text)) return 0;
    const at = name.toLowerCase().indexOf(typed);
    return at === 0 ? 1 : at > 0 ? 2 : 3;
  };
  const fitting = entries
    .map((entry) => ({ name: entry.name, rank: rank(entry), sortText: entry.sortText }))
    .filter((entry) => entry.rank < 3)
    .sort((a, b) => a.rank - b.rank || a.sortText.localeCompare(b.sortText));
  return { start: node.getStart(cell), end: node.end, candidates: fitting.map(({ name }) => name) };
}

function lineUntil({ text }: ts.SourceFile, at: number): string {
  return text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
}

/** The string literal that contains the position; undefined after its closing quote. */
function textAround(typescript: TypeScript, token: ts.Node, at: number): ts.StringLiteralLike | undefined {
  if (!typescript.isStringLiteralLike(token) || at <= token.getStart()) return undefined;
  const written = token.getText();
  const isClosed = written.length > 1 && written.at(-1) === written[0];
  return at < token.end || (at === token.end && !isClosed) ? token : undefined;
}

/** A string or number literal, after which no name can follow. */
function isLiteral(typescript: TypeScript, token: ts.Node): boolean {
  return (
    typescript.isLiteralExpression(token) || token.kind === typescript.SyntaxKind.TemplateTail // `…${x}…`
  );
}

/** The kinds of completions that are paths. */
const PATH_KINDS = new Set(['script', 'directory', 'external module name']);
const isHidden = (name: string) =>
  name.startsWith('.') || name === 'node_modules' || name === 'undici-types' || isPartOfPackage(name);

/** The completions of a string: only those that continue what is typed. */
function inText(
  typescript: TypeScript,
  { literal, cell, at }: { literal: ts.StringLiteralLike; cell: ts.SourceFile; at: number },
  entries: readonly ts.CompletionEntry[],
): Completion | undefined {
  const typed = cell.text.slice(literal.getStart() + 1, at);
  if (isImportPath(typescript, literal)) {
    if (cell.text.slice(at, literal.end).includes('/')) return undefined; // TypeScript lists only the last folder
    const last = typed.slice(typed.lastIndexOf('/') + 1);
    const rest = /^[\p{L}\p{N}_.@-]*/u.exec(cell.text.slice(at, literal.end))![0];
    const names = entries
      .filter(({ name, kind }) => PATH_KINDS.has(kind) && !isHidden(name))
      .map(({ name, kind }) => (kind === 'directory' && isRelative(typed) ? `${name}/` : name));
    const candidates = startingWith(last, [...parents(typed, last), ...names.sort()]);
    return { start: at - last.length, end: at + rest.length, candidates };
  }
  if (entries.length === 0) return undefined;
  const written = literal.getText();
  const isClosed = written.length > 1 && written.at(-1) === written[0];
  const end = isClosed ? literal.end - 1 : at;
  const names = entries.map(({ name }) => name);
  return { start: at - typed.length, end, candidates: startingWith(typed, names) };
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
function isImportPath(typescript: TypeScript, literal: ts.StringLiteralLike): boolean {
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
  typescript: TypeScript,
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

function without(found: Completion, name: string): Completion {
  return { ...found, candidates: found.candidates.filter((candidate) => candidate !== name) };
}
