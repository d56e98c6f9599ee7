/** A notebook's parameters: the top-level constants of its cell tagged `parameters`. */
import type * as ts from 'typescript-6';
import { OptionError } from '../core/errors';
import { withJoiners, withStandIns } from '../core/joiners';
import { type Cell, type Notebook, tagsOf } from './ipynb';
import { describeType, type ParameterType, parseValue } from './parameter-type';

export interface Parameter {
  name: string;
  /** Undefined for a type that can't be set on a command line; `typeText` is its source. */
  type: ParameterType | undefined;
  typeText: string;
  /** The default, as written in the notebook. */
  defaultText: string;
}

/** The tag of the cell added by {@link withParameters}. */
export const INJECTED_TAG = 'injected-parameters';

// Loading TypeScript takes a fifth of a second, so it is loaded only if there are parameters to read.
const typescript = (): typeof ts => require('typescript-6');

/** The index of the cell tagged `parameters`; -1 if there is none. */
export function parametersCellOf(notebook: Notebook): number {
  return notebook.cells.findIndex((cell) => cell.cell_type === 'code' && tagsOf(cell).includes('parameters'));
}

/** The parameters that a cell declares: each `const NAME: type = value;` at its top level, in order. */
export function declaredParameters(source: string): Parameter[] {
  const t = typescript();
  const file = t.createSourceFile('parameters.ts', withStandIns(source), t.ScriptTarget.ES2022, true);
  const aliases = new Map(
    file.statements.filter(t.isTypeAliasDeclaration).map((alias) => [alias.name.text, alias.type]),
  );
  return file.statements
    .filter(t.isVariableStatement)
    .filter((statement) => (statement.declarationList.flags & t.NodeFlags.Const) !== 0)
    .flatMap((statement) => [...statement.declarationList.declarations])
    .flatMap((declaration) => {
      if (!t.isIdentifier(declaration.name) || !declaration.initializer) return [];
      const written = declaration.initializer;
      const type = declaration.type ? declaredType(declaration.type, aliases) : inferredType(written);
      return {
        name: withJoiners(declaration.name.text),
        type,
        typeText: withJoiners(declaration.type?.getText(file) ?? type?.text ?? 'inferred'),
        defaultText: withJoiners(written.getText(file)),
      };
    });
}

/**
 * The notebook with a cell right after its parameters cell that sets the given values. Several texts for
 * one name: the last counts. The given notebook is left as it is.
 *
 * @param settings name to value, as typed on the command line
 * @throws OptionError for a notebook without parameters, an undeclared name, or a value that doesn't fit
 */
export function withParameters(
  notebook: Notebook,
  settings: ReadonlyMap<string, string>,
  path: string,
): Notebook {
  if (settings.size === 0) return notebook;
  const at = parametersCellOf(notebook);
  if (at < 0) {
    throw new OptionError(`${path} has no cell tagged \`parameters\`, so --set can't be used.`);
  }
  const declared = declaredParameters(notebook.cells[at]!.source);
  const lines = [...settings].map(([name, text]) => settingLine(name, text, declared, path));
  const cell: Cell = {
    cell_type: 'code',
    id: INJECTED_TAG,
    metadata: { tags: [INJECTED_TAG] },
    source: lines.join('\n'),
    outputs: [],
    execution_count: null,
  };
  return { ...notebook, cells: [...notebook.cells.slice(0, at + 1), cell, ...notebook.cells.slice(at + 1)] };
}

function settingLine(name: string, text: string, declared: Parameter[], path: string): string {
  const parameter = declared.find((p) => p.name === name);
  if (!parameter) {
    const list = declared.map((p) => `\n  ${p.name}: ${p.typeText} = ${p.defaultText}`).join('');
    throw new OptionError(
      `${path} has no parameter ${name}.${list ? ` Its parameters:${list}` : ' Its parameters cell is empty.'}`,
    );
  }
  const { type, typeText } = parameter;
  if (!type) {
    throw new OptionError(
      `${path}: ${name} has the type ${typeText}, which --set doesn't support. Edit the notebook's parameters cell instead.`,
    );
  }
  const value = parseValue(text, type);
  if (!value.ok) {
    throw new OptionError(
      `${path}: ${name} must be ${describeType(type)}; got ${JSON.stringify(text)}. (Default: ${parameter.defaultText})`,
    );
  }
  return `const ${name}: ${typeText} = ${value.code};`;
}

/** The type of an annotation; `aliases` are the type names that the same cell declares. */
function declaredType(
  node: ts.TypeNode,
  aliases: ReadonlyMap<string, ts.TypeNode>,
): ParameterType | undefined {
  const t = typescript();
  const text = withJoiners(node.getText());
  const inner = (n: ts.TypeNode) => declaredType(n, aliases);
  if (t.isParenthesizedTypeNode(node)) return inner(node.type);
  if (t.isTypeOperatorNode(node) && node.operator === t.SyntaxKind.ReadonlyKeyword) return inner(node.type);
  if (node.kind === t.SyntaxKind.NumberKeyword) return { kind: 'number', text };
  if (node.kind === t.SyntaxKind.BooleanKeyword) return { kind: 'boolean', text };
  if (node.kind === t.SyntaxKind.StringKeyword) return { kind: 'string', text };
  if (t.isLiteralTypeNode(node)) {
    const value = literalValue(node.literal);
    return value === undefined ? undefined : { kind: 'literal', value, text };
  }
  if (t.isUnionTypeNode(node)) return listType('union', node.types.map(inner), text);
  if (t.isTupleTypeNode(node)) {
    return listType(
      'tuple',
      node.elements.map((e) => inner(t.isNamedTupleMember(e) ? e.type : e)),
      text,
    );
  }
  if (t.isArrayTypeNode(node)) return arrayType(inner(node.elementType), text);
  if (t.isTypeReferenceNode(node)) {
    const name = node.typeName.getText();
    if ((name === 'Array' || name === 'ReadonlyArray') && node.typeArguments?.length === 1) {
      return arrayType(inner(node.typeArguments[0]!), text);
    }
    const alias = aliases.get(name);
    return alias && !node.typeArguments ? inner(alias) : undefined;
  }
  return undefined;
}

/** The general type of a literal: `20` is a number. */
function inferredType(node: ts.Expression): ParameterType | undefined {
  const t = typescript();
  if (t.isArrayLiteralExpression(node)) {
    const members = new Map(node.elements.map((e) => inferredType(e)).map((m) => [m?.text, m]));
    const [first] = members.values();
    return members.size === 1 ? arrayType(first, `${first?.text}[]`) : undefined;
  }
  const kind = typeof literalValue(node);
  return kind === 'number' || kind === 'boolean' || kind === 'string' ? { kind, text: kind } : undefined;
}

function literalValue(node: ts.Node): string | number | boolean | null | undefined {
  const t = typescript();
  if (t.isStringLiteralLike(node)) return withJoiners(node.text);
  if (t.isNumericLiteral(node)) return Number(node.text);
  if (node.kind === t.SyntaxKind.TrueKeyword) return true;
  if (node.kind === t.SyntaxKind.FalseKeyword) return false;
  if (node.kind === t.SyntaxKind.NullKeyword) return null;
  if (t.isPrefixUnaryExpression(node) && node.operator === t.SyntaxKind.MinusToken) {
    const value = literalValue(node.operand);
    return typeof value === 'number' ? -value : undefined;
  }
  return undefined;
}

function arrayType(of: ParameterType | undefined, text: string): ParameterType | undefined {
  return of && { kind: 'array', of, text };
}

function listType(
  kind: 'union' | 'tuple',
  of: readonly (ParameterType | undefined)[],
  text: string,
): ParameterType | undefined {
  return of.every((member) => member !== undefined)
    ? { kind, of: [...of] as ParameterType[], text }
    : undefined;
}
