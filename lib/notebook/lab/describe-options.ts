/** The options of a model as a table. Their meanings are the comments above their declarations, read from the source. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type * as ts from 'typescript-6';
import type { OptionLine } from '../../core/options';
import { modelEntry } from '../../models/registry';

/** An option: its name, its default, what it may be, and what it means. */
export interface OptionDescription extends OptionLine {
  readonly meaning: string;
}

// Loading TypeScript takes a fifth of a second: only when it is needed.
const typescript = (): typeof ts => require('typescript-6');

const MODELS = join(__dirname, '../../models');

/**
 * What can be set of a model; as the last expression of a cell it is shown as a table.
 *
 * @example describeOptions('SVD') // [{ option: 'factors', default: 100, allowed: 'a positive whole number', meaning: … }, …]
 * @throws OptionError for an unknown model
 */
export function describeOptions(model: string): OptionDescription[] {
  const { options } = modelEntry(model);
  const meanings = meaningsOf(model);
  return options.describe().map((line) => ({ ...line, meaning: meanings.get(line.option) ?? '' }));
}

/** The comments in the file that has `options('SVD', …)`. */
function meaningsOf(model: string): Map<string, string> {
  const call = `options('${model}', `;
  const files = readdirSync(MODELS, { recursive: true, encoding: 'utf8' }).map((name) => join(MODELS, name));
  const file = files.find((name) => name.endsWith('.ts') && readFileSync(name, 'utf8').includes(call));
  return file === undefined ? new Map() : new DeclarationFile(file).meanings((text) => text.startsWith(call));
}

class DeclarationFile {
  readonly #t = typescript();
  readonly #file: ts.SourceFile;

  constructor(private readonly path: string) {
    this.#file = this.#t.createSourceFile(
      path,
      readFileSync(path, 'utf8'),
      this.#t.ScriptTarget.ES2022,
      true,
    );
  }

  /** Comments by option, of the variable with this name or such a value. */
  meanings(wanted: (value: string, name: string) => boolean): Map<string, string> {
    const found = this.#file.statements
      .filter(this.#t.isVariableStatement)
      .flatMap((statement) => [...statement.declarationList.declarations])
      .find(({ name, initializer }) => wanted(initializer?.getText() ?? '', name.getText()));
    return new Map(found?.initializer ? this.#inside(found.initializer) : []);
  }

  /** In `options('SVD', { … })`, in `{ … }`, and in what is spread in it: `...ALS_OPTIONS.declared`. */
  #inside(value: ts.Expression): [option: string, comment: string][] {
    const t = this.#t;
    if (t.isCallExpression(value)) return this.#inside(value.arguments[1]);
    if (t.isPropertyAccessExpression(value)) return this.#inside(value.expression);
    if (t.isIdentifier(value)) return [...this.#imported(value.text)];
    if (!t.isObjectLiteralExpression(value)) return [];
    return value.properties.flatMap((property) => {
      if (t.isSpreadAssignment(property)) return this.#inside(property.expression);
      return [[property.name?.getText() ?? '', this.#commentAbove(property)] as [string, string]];
    });
  }

  #commentAbove({ pos }: ts.Node): string {
    const range = this.#t.getLeadingCommentRanges(this.#file.text, pos)?.at(-1);
    const lines = range ? this.#file.text.slice(range.pos + 3, range.end - 2) : ''; // between `/**` and `*/`
    return lines.replace(/\n *\*/g, '').trim();
  }

  #imported(name: string): Map<string, string> {
    const from = this.#file.statements
      .filter(this.#t.isImportDeclaration)
      .find((statement) => statement.importClause?.getText().includes(name));
    if (!from) return this.meanings((_, variable) => variable === name);
    const path = (from.moduleSpecifier as ts.StringLiteral).text;
    const file = new DeclarationFile(join(dirname(this.path), `${path}.ts`));
    return file.meanings((_, variable) => variable === name);
  }
}
