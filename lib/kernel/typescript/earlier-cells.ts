/**
 * Reads and writes the variables of earlier cells where they are kept: `factors` becomes `__exports__.factors`, and
 * `{ factors }` becomes `{ factors: __exports__.factors }`.
 */
import type * as ts from 'typescript-6';
import type { BoundFile, TypeScript } from './compiler';
import { EXPORTS } from './generated-names';

/** Where names are looked up. */
export interface EarlierCells {
  readonly checker: ts.TypeChecker;
  readonly isOfEarlierCell: (file: ts.SourceFile) => boolean;
  /** The name that JSX elements are compiled to a call of; undefined if there is none. */
  readonly jsxFactory: string | undefined;
}

/** A transformer for code without types. */
export function namesOfEarlierCells(
  typescript: TypeScript,
  { checker, isOfEarlierCell, jsxFactory }: EarlierCells,
): ts.TransformerFactory<ts.SourceFile> {
  const { factory } = typescript;

  /** Is it one of the names that an earlier cell declares, not a property of one? */
  function isEarlier(symbol: ts.Symbol | undefined): boolean {
    return (symbol?.declarations ?? []).some((declaration) => {
      const file = declaration.getSourceFile();
      if (!isOfEarlierCell(file)) return false;
      const own = (file as BoundFile).locals?.get(symbol!.escapedName);
      return own?.declarations?.includes(declaration) ?? false;
    });
  }

  const kept = (name: ts.Identifier | string) =>
    factory.createPropertyAccessExpression(factory.createIdentifier(EXPORTS), name);

  return (context) => {
    const visit = (node: ts.Node): ts.Node => {
      if (typescript.isShorthandPropertyAssignment(node)) return shorthand(node);
      if (!typescript.isIdentifier(node)) return typescript.visitEachChild(node, visit, context);
      if (node.parent && typescript.isPropertyAccessExpression(node.parent) && node.parent.name === node) {
        return node;
      }
      return isEarlier(checker.getSymbolAtLocation(node)) ? kept(node) : node;
    };
    const shorthand = (node: ts.ShorthandPropertyAssignment): ts.Node => {
      if (!isEarlier(checker.getShorthandAssignmentValueSymbol(typescript.getOriginalNode(node)))) {
        return typescript.visitEachChild(node, visit, context);
      }
      const initializer = node.objectAssignmentInitializer;
      const value = initializer
        ? factory.createAssignment(
            kept(node.name.text),
            typescript.visitNode(initializer, visit) as ts.Expression,
          )
        : kept(node.name.text);
      const name = node.name.text;
      // Written out, `__proto__: value` would set the prototype.
      const literal = factory.createStringLiteral(name);
      const written = name === '__proto__' ? factory.createComputedPropertyName(literal) : name;
      return factory.createPropertyAssignment(written, value);
    };
    return (source) => {
      const visited = typescript.visitEachChild(source, visit, context);
      if (!jsxFactory) return visited;
      const found = checker.resolveName(
        jsxFactory,
        typescript.getOriginalNode(source),
        typescript.SymbolFlags.Value,
        true,
      );
      if (!isEarlier(found)) return visited;
      const declared = factory.createVariableDeclaration(jsxFactory, undefined, undefined, kept(jsxFactory));
      const list = factory.createVariableDeclarationList([declared], typescript.NodeFlags.Const);
      const statement = factory.createVariableStatement(undefined, list);
      return factory.updateSourceFile(visited, [statement, ...visited.statements]);
    };
  };
}

/** The first name of what JSX elements are compiled to calls of: `React`, or as the options or the cell say. */
export function jsxFactoryOf(program: ts.Program, cell: ts.SourceFile): string {
  const { jsxFactory = 'React' } = program.getCompilerOptions();
  const [, own] = /^\s*\/\*\*?[\s\S]*?@jsx\s+([\w$.]+)/.exec(cell.text) ?? [];
  return (own ?? jsxFactory).split('.')[0]!;
}
