/**
 * Keeps the names `exports` and `require` free for the user.
 *
 * TypeScript writes `exports.n = n` and `require('x')` into a cell's JavaScript, which a user's own
 * `const exports = await load()` would break. So it uses other names, those of parameters of the function that wraps
 * the cell.
 */
import type * as ts from 'typescript-6';

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
 * A `before` transformer that reads the `export { a, b }` that was appended to the cell, after types are removed, and
 * takes out of it what `declare function` declares: TypeScript would export it.
 * @param onName called with each variable, function or class that the cell declares
 */
export function declaredNames(typescript: typeof ts, onName: (name: string) => void): Transformer {
  return ({ factory }) =>
    (source) => {
      const ambient = ambientFunctions(typescript, typescript.getOriginalNode(source) as ts.SourceFile);
      const statements = source.statements.map((statement) => {
        if (!typescript.isExportDeclaration(statement) || !statement.exportClause) return statement;
        if (!typescript.isNamedExports(statement.exportClause)) return statement;
        const elements = statement.exportClause.elements.filter(({ name }) => !ambient.has(name.text));
        for (const { name } of elements) onName(name.text);
        if (ambient.size === 0) return statement;
        const { modifiers, isTypeOnly, exportClause, moduleSpecifier, attributes } = statement;
        const kept = factory.updateNamedExports(exportClause, elements);
        return factory.updateExportDeclaration(
          statement,
          modifiers,
          isTypeOnly,
          kept,
          moduleSpecifier,
          attributes,
        );
      });
      return ambient.size === 0 ? source : factory.updateSourceFile(source, statements);
    };
}

function ambientFunctions(typescript: typeof ts, source: ts.SourceFile): Set<string> {
  const functions = source.statements.filter(typescript.isFunctionDeclaration);
  const isDeclared = ({ modifiers }: ts.FunctionDeclaration) =>
    modifiers?.some(({ kind }) => kind === typescript.SyntaxKind.DeclareKeyword);
  return new Set(functions.filter(isDeclared).flatMap(({ name }) => name?.text ?? []));
}

/**
 * An `after` transformer that removes the start of TypeScript's CommonJS: `exports.a = exports.b = void 0;` would
 * erase what earlier cells stored under these names, the ES module marker is not needed, and cells aren't strict.
 */
export function withoutBeginning(typescript: typeof ts): Transformer {
  const isClearing = (expression: ts.Expression): boolean =>
    typescript.isVoidExpression(expression) ||
    (typescript.isBinaryExpression(expression) && isClearing(expression.right));
  const isMark = (expression: ts.Expression): boolean =>
    typescript.isCallExpression(expression) &&
    expression.arguments.some((a) => typescript.isStringLiteral(a) && a.text === '__esModule');
  const isStrict = (expression: ts.Expression): boolean =>
    typescript.isStringLiteral(expression) && expression.text === 'use strict';
  const isGenerated = ({ pos }: ts.Node) => pos < 0;
  return ({ factory }) =>
    (source) =>
      factory.updateSourceFile(
        source,
        source.statements.filter(
          (statement) =>
            !isGenerated(statement) ||
            !typescript.isExpressionStatement(statement) ||
            ![isClearing, isMark, isStrict].some((is) => is(statement.expression)),
        ),
      );
}
