/** What a cell leaves to later ones, as the text of a declaration file. */
import type * as ts from 'typescript-6';
import { withJoiners, withStandIns } from '../../core/joiners';
import type { BoundFile, TypeScript } from './compiler';

/**
 * The declarations with all names that a cell of JavaScript declares: TypeScript leaves out imports whose modules have
 * no types.
 */
export function withAllNames(
  typescript: TypeScript,
  declarations: string,
  names: ReadonlySet<string>,
): string {
  const file = typescript.createSourceFile('cell.d.ts', declarations, typescript.ScriptTarget.ES2024, true);
  typescript.bindSourceFile(file, {});
  const { locals } = file as BoundFile;
  const isMissing = (name: string) => !locals?.has(typescript.escapeLeadingUnderscores(name));
  const missing = [...names].map(withStandIns).filter(isMissing);
  return [...missing.map((name) => `declare const ${name}: any;`), declarations].join('\n');
}

/**
 * The declarations without the values that a failed cell didn't come to: an earlier cell's declarations of them are
 * found again. Declarations of types stay.
 */
export function withoutValues(
  typescript: TypeScript,
  declarations: string,
  unreached: ReadonlySet<string>,
): string {
  if (unreached.size === 0) return declarations;
  const { factory } = typescript;
  const source = typescript.createSourceFile('cell.d.ts', declarations, typescript.ScriptTarget.ES2024, true);
  const printer = typescript.createPrinter();
  const keep = (name: string): boolean => !unreached.has(withJoiners(name));

  const select = (statement: ts.Statement): ts.Statement | undefined => {
    if (typescript.isVariableStatement(statement)) {
      const { declarationList, modifiers } = statement;
      const kept = declarationList.declarations.filter(({ name }) => keep((name as ts.Identifier).text));
      if (kept.length === 0) return undefined;
      const list = factory.updateVariableDeclarationList(declarationList, kept);
      return factory.updateVariableStatement(statement, modifiers, list);
    }
    if (typescript.isImportDeclaration(statement)) return selectImports(statement);
    if (typescript.isExportDeclaration(statement)) return selectExports(statement);
    if (typescript.isInterfaceDeclaration(statement) || typescript.isTypeAliasDeclaration(statement)) {
      return statement;
    }
    const { name } = statement as ts.Statement & { name?: ts.Identifier };
    return name && !keep(name.text) ? undefined : statement;
  };

  const selectImports = (statement: ts.ImportDeclaration): ts.ImportDeclaration | undefined => {
    const clause = statement.importClause;
    if (!clause) return statement;
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
      factory.updateImportClause(clause, clause.phaseModifier, name, named),
      statement.moduleSpecifier,
      statement.attributes,
    );
  };

  const declared = new Set<string>();
  const selectExports = (statement: ts.ExportDeclaration): ts.ExportDeclaration => {
    const clause = statement.exportClause;
    if (!clause || !typescript.isNamedExports(clause)) return statement;
    const elements = clause.elements.filter(({ name }) => keep(name.text) || declared.has(name.text));
    const { modifiers, isTypeOnly, moduleSpecifier, attributes } = statement;
    return factory.updateExportDeclaration(
      statement,
      modifiers,
      isTypeOnly,
      factory.updateNamedExports(clause, elements),
      moduleSpecifier,
      attributes,
    );
  };

  for (const statement of source.statements) {
    if (typescript.isInterfaceDeclaration(statement) || typescript.isTypeAliasDeclaration(statement)) {
      declared.add(statement.name.text);
    }
  }
  return source.statements
    .map(select)
    .filter((statement) => statement !== undefined)
    .map((statement) => printer.printNode(typescript.EmitHint.Unspecified, statement, source))
    .join('\n');
}
