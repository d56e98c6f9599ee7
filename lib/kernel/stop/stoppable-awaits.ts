/**
 * Makes every `await` in a cell stoppable: `await x` becomes `await __run__().until(x)`, and `for await (… of x)`
 * iterates over `__run__().each(x)`, see {@link CellRun}. This includes functions that a cell declares: a training
 * loop in one ends with the cell that called it.
 */
import type * as ts from 'typescript-6';

/** A parameter of the function that wraps a cell; returns the run that the code belongs to. */
export const RUN = '__run__';

/** A `before` transformer. */
export function stoppableAwaits(typescript: typeof ts): ts.TransformerFactory<ts.SourceFile> {
  const { factory } = typescript;
  const stoppable = (method: keyof import('../cells/cell-run').CellRun, value: ts.Expression) =>
    factory.createCallExpression(
      factory.createPropertyAccessExpression(
        factory.createCallExpression(factory.createIdentifier(RUN), undefined, []),
        method,
      ),
      undefined,
      [value],
    );
  return (context) => {
    const visit = (node: ts.Node): ts.Node => {
      const visited = typescript.visitEachChild(node, visit, context);
      if (typescript.isAwaitExpression(visited)) {
        return factory.updateAwaitExpression(visited, stoppable('until', visited.expression));
      }
      if (typescript.isForOfStatement(visited) && visited.awaitModifier) {
        const { awaitModifier, initializer, expression, statement } = visited;
        return factory.updateForOfStatement(
          visited,
          awaitModifier,
          initializer,
          stoppable('each', expression),
          statement,
        );
      }
      return visited;
    };
    return (source) =>
      /\bawait\b/.test(source.text) ? typescript.visitEachChild(source, visit, context) : source;
  };
}
