/** Keeps the value of a cell's last expression: `factors;` becomes `__exports__.__last__ = factors;`. */
import type * as ts from 'typescript-6';
import type { TypeScript } from './compiler';
import { EXPORTS } from './generated-names';

/** The property that holds the value. */
export const LAST = '__last__';

/** @param onFound called if the cell ends with an expression */
export function lastExpression(
  typescript: TypeScript,
  onFound: () => void,
): ts.TransformerFactory<ts.SourceFile> {
  const { factory } = typescript;
  return () => (source) => {
    const at = [...source.statements].findLastIndex(
      (statement) => !typescript.isExportDeclaration(statement),
    );
    const last = source.statements[at];
    if (!last || !typescript.isExpressionStatement(last)) return source;
    // An enum and a namespace have become the call of a function.
    if (!typescript.isExpressionStatement(typescript.getOriginalNode(last))) return source;
    onFound();
    const place = factory.createPropertyAccessExpression(factory.createIdentifier(EXPORTS), LAST);
    const kept = factory.createExpressionStatement(factory.createAssignment(place, last.expression));
    return factory.updateSourceFile(
      source,
      source.statements.map((statement, i) => (i === at ? typescript.setTextRange(kept, last) : statement)),
    );
  };
}
