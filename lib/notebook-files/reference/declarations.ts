/** What a source file exports, read from its syntax. */
import { basename, dirname, posix } from 'node:path';
import * as ts from 'typescript-6';

/** An exported name. One that is declared several times (overloads, a type and a value) has one entry. */
export interface Declared {
  readonly name: string;
  /** Of its first declaration, counted from 1. */
  readonly line: number;
  /** The last doc comment above it; empty without one. */
  readonly comment: string;
  /** As in the source, without bodies and without what is private or protected. */
  readonly signature: string;
}

/** A name that a file exports for another one. */
export interface PassedOn {
  readonly name: string;
  /** The other file, as `SourceDeclarations` names it. */
  readonly from: string;
}

export interface SourceDeclarations {
  /** From the project's folder, with slashes. */
  readonly file: string;
  readonly text: string;
  /** The doc comment at the start of the file; empty without one. */
  readonly comment: string;
  readonly declared: readonly Declared[];
  readonly passedOn: readonly PassedOn[];
  /** The one that the file is named after. */
  readonly main: Declared | undefined;
}

/** Lines of a value that are shown; a longer one is cut. */
const LONGEST = 40;

/** Reads a source file. */
export function readDeclarations(file: string, text: string): SourceDeclarations {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
  const [first] = source.statements;
  const head =
    first && isAside(first) ? docComments(text, first.pos)[0] : docComments(text, 0).slice(0, -1)[0];
  const found = new Map<string, Declared>();
  for (const statement of source.statements.filter(isExported)) {
    for (const { name, signature } of namesIn(statement)) {
      const before = found.get(name);
      const comment = docComments(text, statement.pos).at(-1) ?? '';
      const own = comment === head ? '' : comment;
      const line = source.getLineAndCharacterOfPosition(statement.getStart()).line + 1;
      const signatures = [before?.signature, signature].filter(Boolean).join('\n');
      found.set(name, {
        name,
        line: before?.line ?? line,
        comment: before?.comment || own,
        signature: signatures,
      });
    }
  }
  const declared = [...found.values()];
  const letters = (words: string) => words.toLowerCase().replace(/[^a-z0-9]/g, '');
  const namesakes = declared.filter(({ name }) => letters(name) === letters(basename(file, '.ts')));
  const main = namesakes.find(({ signature }) => !/^(interface|type) /.test(signature)) ?? namesakes[0];
  const passedOn = source.statements.flatMap((statement) => passedOnBy(statement, file));
  return { file, text, comment: head ?? '', declared, passedOn, main };
}

/** A statement that no doc comment belongs to. */
function isAside(statement: ts.Statement): boolean {
  return ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement);
}

function docComments(text: string, pos: number): string[] {
  return (ts.getLeadingCommentRanges(text, pos) ?? [])
    .map((range) => text.slice(range.pos, range.end))
    .filter((comment) => comment.startsWith('/**'));
}

function isExported(statement: ts.Statement): boolean {
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : [];
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

function passedOnBy(statement: ts.Statement, file: string): PassedOn[] {
  if (!ts.isExportDeclaration(statement) || !statement.moduleSpecifier || !statement.exportClause) return [];
  const from = posix.join(dirname(file), `${(statement.moduleSpecifier as ts.StringLiteral).text}.ts`);
  const { exportClause: clause } = statement;
  return ts.isNamedExports(clause) ? clause.elements.map(({ name }) => ({ name: name.text, from })) : [];
}

interface Signed {
  readonly name: string;
  readonly signature: string;
}

function namesIn(statement: ts.Statement): Signed[] {
  if (ts.isVariableStatement(statement)) {
    const signature = clean(cut(withoutExport(statement, bodyOf(statement) ?? statement.end)));
    const names = statement.declarationList.declarations.flatMap(({ name }) => boundBy(name));
    return names.map((name) => ({ name, signature }));
  }
  if (ts.isClassDeclaration(statement))
    return [{ name: statement.name!.text, signature: classText(statement) }];
  if (ts.isFunctionDeclaration(statement)) {
    const name = statement.name!.text;
    return [
      {
        name,
        signature: isImplementation(statement) ? '' : clean(withoutExport(statement, endOf(statement))),
      },
    ];
  }
  if (
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEnumDeclaration(statement)
  )
    return [{ name: statement.name.text, signature: clean(withoutExport(statement, statement.end)) }];
  return [];
}

/** Of a function that is declared by overloads. */
function isImplementation(declaration: ts.FunctionDeclaration): boolean {
  if (!declaration.body) return false;
  const { statements } = declaration.getSourceFile();
  const before = statements[statements.indexOf(declaration) - 1];
  return (
    !!before &&
    ts.isFunctionDeclaration(before) &&
    !before.body &&
    before.name?.text === declaration.name?.text
  );
}

function boundBy(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? boundBy(element.name) : []));
}

/** Where the body of a function that is a value begins. */
function bodyOf(statement: ts.VariableStatement): number | undefined {
  const [{ initializer } = {} as ts.VariableDeclaration] = statement.declarationList.declarations;
  return initializer && ts.isArrowFunction(initializer) ? initializer.body.pos : undefined;
}

/** Where a declaration ends that has no body, or where its body begins. */
function endOf(node: ts.FunctionLikeDeclaration): number {
  return node.body?.pos ?? node.end;
}

function withoutExport(statement: ts.Statement, end: number): string {
  const text = statement.getSourceFile().text.slice(statement.getStart(), end);
  return text.replace(/^export\s+/, '');
}

function classText(declaration: ts.ClassDeclaration): string {
  const { text } = declaration.getSourceFile();
  const head = withoutExport(declaration, declaration.members.pos);
  const shown = declaration.members.filter(isPublic).map((member) => {
    const from = ts.getLeadingCommentRanges(text, member.pos)?.[0]?.pos ?? member.getStart();
    const end = ts.isPropertyDeclaration(member) ? member.end : endOf(member as ts.MethodDeclaration);
    return `  ${clean(text.slice(from, end))}`;
  });
  return [head.trim(), ...shown, '}'].join('\n');
}

function isPublic(member: ts.ClassElement): boolean {
  if (ts.isClassStaticBlockDeclaration(member) || (member.name && ts.isPrivateIdentifier(member.name)))
    return false;
  const modifiers = ts.canHaveModifiers(member) ? (ts.getModifiers(member) ?? []) : [];
  return !modifiers.some(({ kind }) =>
    [ts.SyntaxKind.PrivateKeyword, ts.SyntaxKind.ProtectedKeyword].includes(kind),
  );
}

/** A long table of values says little. */
function cut(text: string): string {
  const lines = text.split('\n');
  return lines.length <= LONGEST ? text : [...lines.slice(0, LONGEST), '  // …'].join('\n');
}

/** Without the links of doc comments, which code can't show, and without the end of what has no body. */
function clean(text: string): string {
  return text
    .trim()
    .replace(/\{@link +([^}\s]+)[^}]*\}/g, '$1')
    .replace(/[;]$/, '');
}
