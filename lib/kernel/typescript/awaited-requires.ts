/**
 * Lets a module that runs as an async function wait for what it imports: `require("./x")`, as TypeScript compiles an
 * import statement, becomes `await __load__("./x")`.
 */
import type * as ts from 'typescript-6';
import type { TypeScript } from './compiler';

/** A parameter of the function that wraps the module. */
export const LOAD = '__load__';

/** An `after` transformer. */
export function awaitedRequires(typescript: TypeScript): ts.TransformerFactory<ts.SourceFile> {
  const { factory } = typescript;
  return (context) => {
    const visit = (node: ts.Node): ts.Node => {
      if (typescript.isFunctionLike(node) || typescript.isClassLike(node)) return node;
      if (!isRequire(node)) return typescript.visitEachChild(node, visit, context);
      const load = factory.createCallExpression(factory.createIdentifier(LOAD), undefined, node.arguments);
      return factory.createAwaitExpression(load);
    };
    const isRequire = (node: ts.Node): node is ts.CallExpression =>
      typescript.isCallExpression(node) &&
      typescript.isIdentifier(node.expression) &&
      node.expression.text === 'require' &&
      node.arguments.length === 1 &&
      typescript.isStringLiteral(node.arguments[0]!);
    return (source) => typescript.visitEachChild(source, visit, context);
  };
}
