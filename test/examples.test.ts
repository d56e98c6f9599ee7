/** Every `@example` in a doc comment of lib/ is executed, on made-up ratings in the shape of MovieLens. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { after, before, test } from 'node:test';
import * as ts from 'typescript-6';
import { closeServices } from '../lib/service/open-services';
import { withoutMovieLens } from './fixtures/movielens';

const ROOT = path.join(__dirname, '..');
const LIB = path.join(ROOT, 'lib');
const CONTEXT = path.join(__dirname, 'fixtures', 'example-context.ts');
/** A model rather than a preset of the same name. */
const MODELS = /lib[\\/]models[\\/]/;
const folder = mkdtempSync(path.join(tmpdir(), 'examples-'));
after(() => rmSync(folder, { recursive: true, force: true }));

interface Example {
  /** `lib/models/factors/svd.ts:30`. */
  readonly place: string;
  readonly file: string;
  readonly code: string;
}

/** Loads the reader's own copy. */
const LOADER = 'lib/data/movielens/movielens-100k.ts';

function examplesOf(file: string): Example[] {
  const text = readFileSync(file, 'utf8');
  const name = path.relative(ROOT, file).split(path.sep).join('/');
  return [...text.matchAll(/\/\*\*[\s\S]*?\*\//g)].flatMap((comment) => {
    const parts = comment[0].split(/^\s*\*\s*@example\b.*$/m).slice(1);
    return parts.map((part) => {
      const lines = part.split('\n').map((line) => line.replace(/^\s*\*\/?\s?/, ''));
      const end = lines.findIndex(
        (line) => /^@\w|^Sources?:|^```\s*$/.test(line.trim()) && line.trim() !== '```ts',
      );
      const code = lines.slice(0, end === -1 ? undefined : end).join('\n');
      const line = text.slice(0, comment.index! + comment[0].indexOf(part)).split('\n').length;
      return { place: `${name}:${line}`, file, code: code.trim() };
    });
  });
}

const files = readdirSync(LIB, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => path.join(LIB, name))
  .sort();

/** Exported names of lib/ to the files that have them. */
const exportedBy = new Map<string, string[]>();
for (const file of [...files, CONTEXT]) {
  for (const name of exportsOf(file)) exportedBy.set(name, [...(exportedBy.get(name) ?? []), file]);
}

function exportsOf(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true);
  return source.statements.flatMap((statement) => {
    const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
    if (!modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
    if (ts.isVariableStatement(statement)) {
      return statement.declarationList.declarations.flatMap(({ name }) =>
        ts.isIdentifier(name) ? [name.text] : [],
      );
    }
    if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement))
      return [statement.name!.text];
    return [];
  });
}

/** The example as a module: what it names and doesn't declare is imported from lib/, or else from the context. */
function moduleOf({ file, code }: Example): string {
  const source = ts.createSourceFile('example.ts', code, ts.ScriptTarget.ES2022, true);
  const [declared, used] = [new Set<string>(), new Set<string>()];
  const declare = (name: ts.BindingName): void => {
    if (ts.isIdentifier(name)) declared.add(name.text);
    else for (const element of name.elements) if (ts.isBindingElement(element)) declare(element.name);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) || ts.isParameter(node)) declare(node.name);
    if (ts.isClassDeclaration(node) || ts.isFunctionDeclaration(node)) declared.add(node.name!.text);
    if (ts.isIdentifier(node)) used.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  const imports = [...used]
    .filter((name) => !declared.has(name) && exportedBy.has(name))
    .map((name) => {
      const homes = exportedBy.get(name)!;
      const home =
        [file, CONTEXT].find((of) => homes.includes(of)) ?? homes.find((of) => MODELS.test(of)) ?? homes[0];
      return `import { ${name} } from ${JSON.stringify(home.replace(/\.ts$/, ''))};`;
    });
  return `${imports.join('\n')}\nexport async function run() {\n${code}\n}\n`;
}

const examples = files.flatMap(examplesOf);

before(async () => {
  await (require(CONTEXT) as { prepare: () => Promise<void> }).prepare();
});

test('there are examples', () => assert.ok(examples.length > 60, `${examples.length}`));

for (const [n, example] of examples.entries()) {
  const skip = example.place.startsWith(LOADER) && withoutMovieLens();
  test(`the example in ${example.place} runs`, { skip, timeout: 120_000 }, async () => {
    const file = path.join(folder, `example-${n}.ts`);
    writeFileSync(file, moduleOf(example));
    await (require(file) as { run: () => Promise<void> }).run();
    await closeServices();
  });
}
