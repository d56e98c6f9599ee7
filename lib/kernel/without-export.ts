/**
 * Lets a cell hold what was copied from a source file: `export` before a declaration is blanked out, so that lines and
 * columns stay. A cell's names reach the others anyway, and tslab refuses the word with "Cannot redeclare".
 */
import type * as ts from '@tslab/typescript-for-tslab';

/** The code with blanks in place of `export`, and of `default` behind it. */
export function withoutExport(typescript: typeof ts, code: string): string {
  if (!/\bexport\b/.test(code)) return code;
  const source = typescript.createSourceFile('cell.ts', code, typescript.ScriptTarget.Latest);
  let blanked = code;
  for (const statement of source.statements) {
    for (const modifier of modifiersOf(typescript, statement)) {
      const start = modifier.getStart(source);
      blanked = blanked.slice(0, start) + ' '.repeat(modifier.end - start) + blanked.slice(modifier.end);
    }
  }
  return blanked;
}

/** `export`, and `export default` before what has a name. */
function modifiersOf(typescript: typeof ts, statement: ts.Statement): readonly ts.Modifier[] {
  const { ExportKeyword, DefaultKeyword } = typescript.SyntaxKind;
  const modifiers = typescript.canHaveModifiers(statement) ? (typescript.getModifiers(statement) ?? []) : [];
  const found = modifiers.filter(({ kind }) => kind === ExportKeyword || kind === DefaultKeyword);
  const isNameless =
    !typescript.isVariableStatement(statement) && !(statement as ts.DeclarationStatement).name;
  return isNameless ? [] : found;
}
