/**
 * Allows code copied from a source file into a cell. Cells have no exports: other cells see its names anyway. So it is removed from the code, with every character keeping its line and
 * column:
 *
 * - `export const a = 1;` is `       const a = 1;`
 * - `export { a };` becomes empty, `export { a as b };` is `const b=a;`, and `export { a } from './x';` is `import { a } from './x';`
 * - `export default value;` and `export = value;` become `void 0, value;`, which shows the value
 */
import type * as ts from 'typescript-6';
import type { Diagnostic } from './cell-problems';

/** "An export declaration can only be used at the top level of a namespace or module." */
const TS_CODE = 1233;

/** The code without `export`, and problems with the parts that need it. */
export function withoutExport(typescript: typeof ts, code: string): { code: string; errors: Diagnostic[] } {
  if (!/\bexport\b/.test(code)) return { code, errors: [] };
  const source = typescript.createSourceFile('cell.ts', code, typescript.ScriptTarget.Latest);
  const errors: Diagnostic[] = [];
  let blanked = code;
  /** `text` must not be longer than the range it replaces. */
  const put = (text: string, start: number, end: number): void => {
    const rest = code.slice(start + text.length, end).replace(/[^\n\r]/g, ' ');
    blanked = blanked.slice(0, start) + text + rest + blanked.slice(end);
  };
  const refuse = (node: ts.Node, messageText: string): void => {
    const place = (offset: number) => source.getLineAndCharacterOfPosition(offset);
    const [start, end] = [place(node.getStart(source)), place(node.end)];
    errors.push({ start, end, messageText, code: TS_CODE });
  };

  source.statements.forEach((statement, i) => {
    const start = statement.getStart(source);
    if (typescript.isExportAssignment(statement)) {
      put('void 0,', start, statement.expression.getStart(source));
    } else if (!typescript.isExportDeclaration(statement)) {
      const modifiers = modifiersOf(typescript, statement);
      const text = isNameless(typescript, statement) ? 'void 0,' : '';
      if (modifiers.length > 0) put(text, modifiers[0]!.getStart(source), modifiers.at(-1)!.end);
    } else {
      const why = reasonAgainst(typescript, statement);
      if (why) refuse(statement, why);
      else if (renamed(typescript, statement)) {
        const text = renamed(typescript, statement)!;
        if (text.length <= statement.end - start) put(text, start, statement.end);
        else refuse(statement, `A cell has no exports. Write \`${text}\``);
      } else if (statement.moduleSpecifier) put('import', start, start + 'export'.length);
      else {
        // If the statement before has no semicolon, the boundary would be lost.
        const before = source.statements[i - 1];
        put(before && code[before.end - 1] !== ';' ? ';' : '', start, statement.end);
      }
    }
  });
  return { code: blanked, errors };
}

/** `export`, and the `default` after it. */
function modifiersOf(typescript: typeof ts, statement: ts.Statement): readonly ts.Modifier[] {
  const { ExportKeyword, DefaultKeyword } = typescript.SyntaxKind;
  const modifiers = typescript.canHaveModifiers(statement) ? (typescript.getModifiers(statement) ?? []) : [];
  return modifiers.filter(({ kind }) => kind === ExportKeyword || kind === DefaultKeyword);
}

/** An `export default function () {}` becomes a value, because a declaration would need a name. */
function isNameless(typescript: typeof ts, statement: ts.Statement): boolean {
  if (!typescript.isFunctionDeclaration(statement) && !typescript.isClassDeclaration(statement)) return false;
  return statement.name === undefined;
}

/** Why a cell can't contain this `export … { … }` or `export *`; undefined if it can. */
function reasonAgainst(typescript: typeof ts, statement: ts.ExportDeclaration): string | undefined {
  const { exportClause: clause, moduleSpecifier: from } = statement;
  const module = from && typescript.isStringLiteral(from) ? `'${from.text}'` : 'a module';
  if (!clause)
    return `A cell has no exports. Write \`import * as name from ${module}\` in place of \`export *\`.`;
  if (!typescript.isNamedExports(clause)) return undefined;
  for (const { name, propertyName } of clause.elements) {
    if (name.text === 'default' && from) {
      return `A cell has no default export. Write \`import { ${(propertyName ?? name).text} as name } from ${module}\`.`;
    }
  }
  return undefined;
}

/** `export { a as b, c as d }` as `const b=a,d=c;`; undefined if nothing is renamed. */
function renamed(typescript: typeof ts, statement: ts.ExportDeclaration): string | undefined {
  const { exportClause: clause, moduleSpecifier, isTypeOnly } = statement;
  if (moduleSpecifier || !clause || !typescript.isNamedExports(clause)) return undefined;
  const all = clause.elements.filter(({ name, propertyName }) => propertyName && name.text !== 'default');
  const pair = ({ name, propertyName }: ts.ExportSpecifier) => `${name.text}=${propertyName!.text}`;
  const types = all.filter((element) => isTypeOnly || element.isTypeOnly).map((e) => `type ${pair(e)};`);
  const values = all.filter((element) => !isTypeOnly && !element.isTypeOnly).map(pair);
  const text = types.join('') + (values.length > 0 ? `const ${values.join()};` : '');
  return text === '' ? undefined : text;
}
