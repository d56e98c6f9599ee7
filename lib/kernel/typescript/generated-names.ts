/**
 * Keeps the names `exports` and `require` free for the user.
 *
 * TypeScript and tslab write `exports.n = n` and `require('x')` into a cell's JavaScript, which a user's own
 * `const exports = await load()` would break. So they use other names, those of parameters of the function that wraps
 * the cell.
 */
import type * as ts from '@tslab/typescript-for-tslab';

type Transformer = ts.TransformerFactory<ts.SourceFile>;

/** The variables of all cells. */
export const EXPORTS = '__exports__';
/** Loads a module for an `import`. */
export const REQUIRE = '__require__';

const GENERATED = new Map([
  ['exports', EXPORTS],
  ['require', REQUIRE],
]);

/** The two names as written by the CommonJS steps from here on. The user's own uses don't change. */
export class GeneratedNames {
  private readonly createIdentifier: ts.NodeFactory['createIdentifier'];

  constructor(private readonly factory: ts.NodeFactory) {
    this.createIdentifier = factory.createIdentifier;
  }

  /** A `before` transformer. */
  readonly begin: Transformer = () => (source) => {
    this.factory.createIdentifier = (text, ...more) =>
      this.createIdentifier(GENERATED.get(text) ?? text, ...more);
    return source;
  };

  end(): void {
    this.factory.createIdentifier = this.createIdentifier;
  }
}

/**
 * A `before` transformer that reads the `export { a, b }` that tslab appends to the cell, after types are removed.
 * @param onName called with each variable, function or class that the cell declares
 */
export function declaredNames(typescript: typeof ts, onName: (name: string) => void): Transformer {
  return () => (source) => {
    for (const statement of source.statements) {
      if (!typescript.isExportDeclaration(statement) || !statement.exportClause) continue;
      if (!typescript.isNamedExports(statement.exportClause)) continue;
      for (const { name } of statement.exportClause.elements) onName(name.text);
    }
    return source;
  };
}

/**
 * An `after` transformer that removes the start of TypeScript's CommonJS: `exports.a = exports.b = void 0;` would
 * erase what earlier cells stored under these names, and the ES module marker is not needed.
 */
export function withoutBeginning(typescript: typeof ts): Transformer {
  const isClearing = (expression: ts.Expression): boolean =>
    typescript.isVoidExpression(expression) ||
    (typescript.isBinaryExpression(expression) && isClearing(expression.right));
  const isMark = (expression: ts.Expression): boolean =>
    typescript.isCallExpression(expression) &&
    expression.arguments.some((a) => typescript.isStringLiteral(a) && a.text === '__esModule');
  const isGenerated = ({ pos }: ts.Node) => pos < 0;
  return ({ factory }) =>
    (source) =>
      factory.updateSourceFile(
        source,
        source.statements.filter(
          (statement) =>
            !isGenerated(statement) ||
            !typescript.isExpressionStatement(statement) ||
            !(isClearing(statement.expression) || isMark(statement.expression)),
        ),
      );
}

/**
 * The text of a cell as tslab gives it to TypeScript, with the names in the appended `export { … }` as users write
 * them: tslab has TypeScript's internal form, with one more `_` where there are two.
 */
export function withNamesAsWritten(typescript: typeof ts, text: string): string {
  return text.replace(/(?<=\nexport \{)[^{}]*(?=\}$)/, (names) =>
    names
      .split(', ')
      .map((name) => typescript.unescapeLeadingUnderscores(name as ts.__String))
      .join(', '),
  );
}
