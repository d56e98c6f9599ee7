/**
 * Makes `{ factors }` work when `factors` is a variable of an earlier cell.
 *
 * tslab keeps the variables of earlier cells as properties of `exports` and rewrites each use of one, `factors` to
 * `__exports__.factors`, but it misses the shorthand form in an object literal, which then fails with "factors is not
 * defined". This transformer expands the shorthand before tslab's own runs.
 */
import type * as ts from '@tslab/typescript-for-tslab';
import { EXPORTS } from './generated-names';

/** tslab's virtual file with the declarations of all earlier cells. */
const EARLIER_CELLS = '__prev__.d.ts';

/** A `before` transformer: `{ a }` becomes `{ a: __exports__.a }`, `({ a = 1 } = x)` becomes `({ a: __exports__.a = 1 } = x)`. */
export function shorthandOfEarlierCells(
  typescript: typeof ts,
  checker: ts.TypeChecker,
): ts.TransformerFactory<ts.SourceFile> {
  const { factory } = typescript;

  function isOfEarlierCell(node: ts.ShorthandPropertyAssignment): boolean {
    const declarations = checker.getShorthandAssignmentValueSymbol(node)?.declarations ?? [];
    return declarations.some((d) => d.getSourceFile().fileName.endsWith(EARLIER_CELLS));
  }

  return (context) => {
    const visit = (node: ts.Node): ts.Node => {
      if (!typescript.isShorthandPropertyAssignment(node) || !isOfEarlierCell(node)) {
        return typescript.visitEachChild(node, visit, context);
      }
      const kept = factory.createPropertyAccessExpression(factory.createIdentifier(EXPORTS), node.name.text);
      const initializer = node.objectAssignmentInitializer;
      const value = initializer
        ? factory.createAssignment(kept, typescript.visitNode(initializer, visit) as ts.Expression)
        : kept;
      const name = node.name.text;
      // Written out, `__proto__: value` would set the prototype.
      const isProto = name === '__proto__';
      const literal = factory.createStringLiteral(name);
      return factory.createPropertyAssignment(
        isProto ? factory.createComputedPropertyName(literal) : name,
        value,
      );
    };
    return (source) => typescript.visitEachChild(source, visit, context);
  };
}
