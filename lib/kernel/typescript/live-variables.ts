/**
 * Makes a later cell's assignment reach the functions of the cell that declared the variable.
 *
 * tslab gives every cell its own function and copies its variables to `exports`, where later cells find them. After
 * `let n = 0; const next = () => ++n;`, a cell `n = 10` changed the copy, and `next()` was 1. So a cell first passes
 * functions that read and write its `let` and `var` variables: `__live__({ get n() { return n; }, set n(__value__) {
 * n = __value__; } })`.
 */
import type * as ts from 'typescript-6';

/** A parameter of the function that wraps a cell. */
export const LIVE = '__live__';
const VALUE = '__value__';

/** A `before` transformer. */
export function liveVariables(typescript: typeof ts): ts.TransformerFactory<ts.SourceFile> {
  const { factory } = typescript;
  const accessorsOf = (name: string): ts.AccessorDeclaration[] => {
    const variable = () => factory.createIdentifier(name);
    const assigned = factory.createAssignment(variable(), factory.createIdentifier(VALUE));
    const returned = factory.createReturnStatement(variable());
    return [
      factory.createGetAccessorDeclaration(undefined, name, [], undefined, factory.createBlock([returned])),
      factory.createSetAccessorDeclaration(
        undefined,
        name,
        [factory.createParameterDeclaration(undefined, undefined, VALUE)],
        factory.createBlock([factory.createExpressionStatement(assigned)]),
      ),
    ];
  };
  return () => (source) => {
    const names = variablesOf(typescript, source);
    if (names.length === 0) return source;
    const accessors = factory.createObjectLiteralExpression(names.flatMap(accessorsOf));
    const call = factory.createCallExpression(factory.createIdentifier(LIVE), undefined, [accessors]);
    return factory.updateSourceFile(source, [factory.createExpressionStatement(call), ...source.statements]);
  };
}

/** The names that top-level `let` and `var` statements declare. */
function variablesOf(typescript: typeof ts, source: ts.SourceFile): string[] {
  const names = new Set<string>();
  const add = (name: ts.BindingName): void => {
    if (typescript.isIdentifier(name)) names.add(name.text);
    else for (const element of name.elements) if (!typescript.isOmittedExpression(element)) add(element.name);
  };
  for (const statement of source.statements) {
    if (!typescript.isVariableStatement(statement) || isDeclared(typescript, statement)) continue;
    const { declarationList } = statement;
    if (declarationList.flags & typescript.NodeFlags.Const) continue;
    for (const declaration of declarationList.declarations) add(declaration.name);
  }
  return [...names];
}

/** `declare let n: number` declares nothing at run time. */
function isDeclared(typescript: typeof ts, statement: ts.VariableStatement): boolean {
  return statement.modifiers?.some(({ kind }) => kind === typescript.SyntaxKind.DeclareKeyword) ?? false;
}
