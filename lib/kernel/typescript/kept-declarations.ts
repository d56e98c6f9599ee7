/**
 * What a cell that failed leaves behind: as in any console, the next cell can use what was declared before the
 * failure.
 */
import type * as ts from '@tslab/typescript-for-tslab';
import { withJoiners } from '../../core/joiners';

/**
 * The declarations, as `.d.ts` text, after a failed cell.
 * @param before the declarations before the cell
 * @param after the declarations if the cell had succeeded
 * @param unreached values that the cell's code didn't reach: an earlier cell's declarations of them stay
 */
export function keptDeclarations(before: string, after: string, unreached: ReadonlySet<string>): string {
  if (unreached.size === 0) return after;
  const typescript = require('@tslab/typescript-for-tslab') as typeof ts;
  const values = [
    selectValues(typescript, after, (name) => !unreached.has(withJoiners(name)), true),
    selectValues(typescript, before, (name) => unreached.has(withJoiners(name)), false),
  ];
  return values.join('\n');
}

/** The declarations of the values that `keep` accepts; declarations of types are kept all or none. */
function selectValues(
  typescript: typeof ts,
  declarations: string,
  keep: (name: string) => boolean,
  types: boolean,
): string {
  const { factory } = typescript;
  const source = typescript.createSourceFile('kept.d.ts', declarations, typescript.ScriptTarget.ES2022, true);
  const printer = typescript.createPrinter();

  const select = (statement: ts.Statement): ts.Statement | undefined => {
    if (typescript.isVariableStatement(statement)) {
      const { declarationList, modifiers } = statement;
      const kept = declarationList.declarations.filter(({ name }) => keep((name as ts.Identifier).text));
      if (kept.length === 0) return undefined;
      const list = factory.updateVariableDeclarationList(declarationList, kept);
      return factory.updateVariableStatement(statement, modifiers, list);
    }
    if (typescript.isImportDeclaration(statement)) return selectImports(statement);
    if (typescript.isInterfaceDeclaration(statement) || typescript.isTypeAliasDeclaration(statement)) {
      return types ? statement : undefined;
    }
    const { name } = statement as ts.Statement & { name?: ts.Identifier };
    return name && !keep(name.text) ? undefined : statement;
  };

  const selectImports = (statement: ts.ImportDeclaration): ts.ImportDeclaration | undefined => {
    const clause = statement.importClause;
    if (!clause) return types ? statement : undefined;
    const bindings = clause.namedBindings;
    const name = clause.name && keep(clause.name.text) ? clause.name : undefined;
    let named: ts.NamedImportBindings | undefined;
    if (bindings && typescript.isNamespaceImport(bindings))
      named = keep(bindings.name.text) ? bindings : undefined;
    else if (bindings) {
      const elements = bindings.elements.filter((element) => keep(element.name.text));
      named = elements.length > 0 ? factory.updateNamedImports(bindings, elements) : undefined;
    }
    if (!name && !named) return undefined;
    return factory.updateImportDeclaration(
      statement,
      statement.modifiers,
      factory.updateImportClause(clause, clause.isTypeOnly, name, named),
      statement.moduleSpecifier,
      statement.assertClause,
    );
  };

  return source.statements
    .map(select)
    .filter((statement) => statement !== undefined)
    .map((statement) => printer.printNode(typescript.EmitHint.Unspecified, statement!, source))
    .join('\n');
}
