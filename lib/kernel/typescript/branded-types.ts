/**
 * Explains what to do when a plain string or number is given for a branded type.
 *
 * `type UserId = string & { readonly [brand]: 'UserId' }` is a string that only `userId('196')` makes. TypeScript
 * reports that the brand is missing, which helps nobody. So we read the file that declares the type: the doc comment
 * says what the type is, and a function that returns it shows how to make one.
 */
import { dirname, relative } from 'node:path';
import type * as ts from 'typescript-6';
import type { TypeScript } from './compiler';
import { addDocs } from './doc-comments';
import { docText } from './doc-text';

const ASSIGNED = /ype '(.+)' is not assignable to (?:type|parameter of type) '(\w+)(?:\[\])?'/;
const LITERAL = /^(-?[\d.]+|'[^'\n]*'|"[^"\n]*")$/;
/** A call in a comment, as in "Returned by `table.users.indexOf(id)`". */
const CALL = /`[\w.]+\([^`]*\)`/;

/** Where types are looked up. */
export interface Types {
  readonly typescript: TypeScript;
  readonly program: Pick<ts.Program, 'getSourceFiles' | 'getTypeChecker' | 'getSyntacticDiagnostics'>;
  readonly cell: ts.SourceFile;
}

/**
 * Notes for an error with this chain of messages; none if no branded type is expected.
 * @param text the code that the error underlines
 */
export function brandHints(messages: readonly string[], text: string, types: Types): string[] {
  for (const message of messages) {
    const [, given, wanted] = ASSIGNED.exec(message) ?? [];
    const alias = wanted && brandedType(wanted, types);
    if (given && alias && /^(\w+|".*"|[-\d.e+]+)$/.test(given)) return notesOn(alias, { given, text }, types);
  }
  return [];
}

/** The declaration of a type `string & { … }` or `number & { … }` of this name. */
function brandedType(name: string, { typescript, program }: Types): ts.TypeAliasDeclaration | undefined {
  for (const file of program.getSourceFiles()) {
    for (const statement of file.statements) {
      if (!typescript.isTypeAliasDeclaration(statement) || statement.name.text !== name) continue;
      if (!typescript.isIntersectionTypeNode(statement.type)) continue;
      if (statement.type.types.some((part) => /^(string|number|bigint)$/.test(part.getText(file)))) {
        return statement;
      }
    }
  }
  return undefined;
}

/** The given type and the code the error underlines, which may be a property name. */
interface Given {
  given: string;
  text: string;
}

function notesOn(alias: ts.TypeAliasDeclaration, given: Given, types: Types): string[] {
  const notes: string[] = [];
  const checker = types.program.getTypeChecker();
  const symbol = checker.getSymbolAtLocation(alias.name);
  if (symbol) addDocs(symbol, types);
  const text = docText(symbol?.getDocumentationComment(checker)).replace(/\s+/g, ' ').trim();
  if (text) notes.push(`${alias.name.text}: ${text}`);
  // `userIndex(196)` would compile, and hide that 196 is an id: the comment says how to look it up.
  const maker = LITERAL.test(given.text) && CALL.test(text) ? undefined : makerOf(alias, given, types);
  if (maker) notes.push(maker);
  return notes;
}

/** How a function in the file that declares the type makes one from the given value. */
function makerOf(alias: ts.TypeAliasDeclaration, { given, text }: Given, types: Types): string | undefined {
  const { typescript, cell } = types;
  const plain = plainTypeOf(given);
  if (!plain) return undefined;
  const file = alias.getSourceFile();
  const maker = file.statements.find(
    (statement): statement is ts.FunctionDeclaration =>
      typescript.isFunctionDeclaration(statement) &&
      statement.type?.getText(file) === alias.name.text &&
      statement.parameters.length > 0 &&
      statement.parameters.slice(1).every((p) => p.questionToken ?? p.initializer) &&
      new RegExp(`\\b${plain}\\b`).test(statement.parameters[0]!.type?.getText(file) ?? ''),
  );
  if (!maker?.name) return undefined;
  const name = maker.name.text;
  const isLiteral = LITERAL.test(text) && text.length <= 40;
  const call = `\`${name}(${isLiteral ? text : plain === 'string' ? "'…'" : '…'})\``;
  const isPackage = file.fileName.includes('/node_modules/');
  if (isPackage || isInScope(name, types)) return `Write ${call}.`;
  const path = relative(dirname(cell.fileName), file.fileName).replaceAll('\\', '/').replace(/\.ts$/, '');
  const from = path.startsWith('.') ? path : `./${path}`;
  return `Write ${call}, with \`import { ${name} } from '${from}'\`.`;
}

/** `string` for `"196"`; undefined for anything but a plain string or number. */
function plainTypeOf(type: string): 'string' | 'number' | undefined {
  if (type === 'string' || type.startsWith('"')) return 'string';
  return type === 'number' || /^-?[\d.]+(e[+-]?\d+)?$/i.test(type) ? 'number' : undefined;
}

function isInScope(name: string, { typescript, program, cell }: Types): boolean {
  return program
    .getTypeChecker()
    .getSymbolsInScope(cell, typescript.SymbolFlags.Value)
    .some((symbol) => symbol.name === name);
}
