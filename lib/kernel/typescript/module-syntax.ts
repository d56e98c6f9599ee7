/**
 * `import()` and `import.meta` in a cell, which runs as CommonJS: `import(x)` becomes
 * `__import__(x, (path) => import(path))`, whose inner import TypeScript turns into a `require`, and `import.meta`
 * becomes `__meta__`.
 */
import type * as ts from 'typescript-6';

/** Parameters of the function that wraps a cell. */
export const IMPORT = '__import__';
export const META = '__meta__';
const PATH = '__path__';

/** A `before` transformer. */
export function moduleSyntax(typescript: typeof ts): ts.TransformerFactory<ts.SourceFile> {
  const { factory, SyntaxKind } = typescript;
  const importing = (argument: ts.Expression): ts.CallExpression =>
    factory.createCallExpression(
      factory.createToken(SyntaxKind.ImportKeyword) as ts.ImportExpression,
      undefined,
      [argument],
    );
  const byRequire = (): ts.ArrowFunction =>
    factory.createArrowFunction(
      undefined,
      undefined,
      [factory.createParameterDeclaration(undefined, undefined, PATH)],
      undefined,
      undefined,
      importing(factory.createIdentifier(PATH)),
    );
  const isMeta = (node: ts.Node): boolean =>
    typescript.isMetaProperty(node) && node.keywordToken === SyntaxKind.ImportKeyword;

  return (context) => {
    const visit = (node: ts.Node): ts.Node => {
      if (isMeta(node)) return factory.createIdentifier(META);
      const visited = typescript.visitEachChild(node, visit, context);
      if (!typescript.isCallExpression(visited) || visited.expression.kind !== SyntaxKind.ImportKeyword) {
        return visited;
      }
      const [path] = visited.arguments;
      if (!path) return visited;
      return factory.createCallExpression(factory.createIdentifier(IMPORT), undefined, [path, byRequire()]);
    };
    return (source) =>
      /\bimport\b/.test(source.text) ? typescript.visitEachChild(source, visit, context) : source;
  };
}
