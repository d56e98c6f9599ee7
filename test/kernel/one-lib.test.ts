/** The language's types in one file: the same types as in TypeScript's own fifty, and cells see them. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { after, before, describe, it, test } from 'node:test';
import * as ts from 'typescript-6';
import { loadTypeScript } from '../../lib/kernel/typescript/compiler';
import { oneLib, readAsOneLib } from '../../lib/kernel/typescript/one-lib';
import { oneTypesFile, rareTypesFile } from '../../lib/kernel/typescript/one-types-file';
import { Session, temporaryProject } from './session';

const typescript = loadTypeScript();
const ROOT = 'lib.es2022.d.ts';
const REFERENCES = /^\/\/\/ *<reference lib=.*$/gm;

const EMPTY = '/empty.ts';
/** A program of one file, empty by default. */
function libProgram(readFile: (path: string) => string | undefined, code = ''): ts.Program {
  const options: ts.CompilerOptions = { lib: [ROOT], types: [] };
  const host = ts.createCompilerHost(options);
  host.getSourceFile = (name, version) =>
    ts.createSourceFile(name, name === EMPTY ? code : (readFile(name) ?? ''), version);
  return ts.createProgram([EMPTY], options, host);
}

test('a lib file that is a module stays apart, and all globals are known', () => {
  const roots = [ROOT, 'lib.es2025.iterator.d.ts'];
  const { text } = oneLib(typescript, roots);
  assert.match(text, /^\/\/\/ <reference lib="es2025.iterator" \/>\n/);
  const program = libProgram(
    readAsOneLib(typescript, roots),
    'const n: number[] = Iterator.from([1]).toArray();',
  );
  assert.deepEqual(
    program.getSemanticDiagnostics(program.getSourceFile(EMPTY)).map(({ messageText }) => messageText),
    [],
  );
});

test('every lib file that the root reaches stands in it once, and nothing is referred to any more', () => {
  const { path, text, inside } = oneLib(typescript, [ROOT]);
  assert.equal(basename(path), ROOT);
  // TypeScript's own list of what the root reaches.
  const reached = libProgram(ts.sys.readFile)
    .getSourceFiles()
    .map(({ fileName }) => fileName)
    .filter((file) => file !== EMPTY);
  assert.ok(reached.length > 40, `${reached.length} files`);
  assert.deepEqual([...inside].sort(), [...reached].sort());
  const size = (all: string) => all.replace(REFERENCES, '').replace(/\s/g, '').length;
  const sizes = reached.map((file) => size(readFileSync(file, 'utf8')));
  assert.equal(
    size(text),
    sizes.reduce((sum, one) => sum + one),
  );
  assert.doesNotMatch(text, /reference lib=/);
});

test('a checker finds the same members of the global types as in the many files', () => {
  const members = (asOne: boolean) => {
    const program = libProgram(asOne ? readAsOneLib(typescript, [ROOT]) : ts.sys.readFile);
    assert.deepEqual(program.getGlobalDiagnostics(), []);
    const checker = program.getTypeChecker();
    const file = program.getSourceFile(EMPTY)!;
    const all = ts.SymbolFlags.Value | ts.SymbolFlags.Type | ts.SymbolFlags.Namespace;
    return Object.fromEntries(
      checker.getSymbolsInScope(file, all).map((symbol) => [
        symbol.name,
        checker
          .getDeclaredTypeOfSymbol(symbol)
          .getProperties()
          .map(({ name, declarations }) => `${name.replace(/@\d+$/, '')} ${declarations?.length}`)
          .sort(),
      ]),
    );
  };
  const one = members(true);
  assert.deepEqual(one, members(false));
  assert.ok(one.Array!.includes('at 1') && one.String!.includes('replaceAll 2'));
});

test("Node's types in one file: each file once, and modules apart", () => {
  const files: Record<string, string> = {
    '/t/index.d.ts':
      '/// <reference lib="es2020" />\n/// <reference path="a.d.ts" />\n/// <reference path="sub/b.d.ts" />\ndeclare const i: 1;',
    '/t/a.d.ts': "declare module 'a' { import b = require('b'); export = b; }",
    '/t/sub/b.d.ts':
      '/// <reference path="../a.d.ts" />\n/// <reference path="../m.d.ts" />\ndeclare const b: 2;',
    '/t/m.d.ts': 'export {};\ndeclare global { var m: 3; }',
  };
  const { text, inside } = oneTypesFile('/t/index.d.ts', (path) => files[path]);
  assert.deepEqual([...inside].sort(), ['/t/a.d.ts', '/t/sub/b.d.ts']);
  assert.deepEqual(
    text.split('\n').filter((line) => line !== ''),
    [
      '/// <reference path="/t/m.d.ts" />',
      '/// <reference lib="es2020" />',
      files['/t/a.d.ts'],
      'declare const b: 2;',
      'declare const i: 1;',
    ],
  );
});

test("all modules and globals of Node are those of Node's many files", () => {
  const root = require.resolve('@types/node/index.d.ts').replaceAll('\\', '/');
  const folder = dirname(root);
  const isRare = (name: string) => rareTypesFile(folder, name) !== undefined;
  const rare = new Set(builtinModules.flatMap((name) => rareTypesFile(folder, name) ?? []));
  const found = (read: (path: string) => string | undefined, more: Iterable<string> = []) => {
    const options: ts.CompilerOptions = { lib: [ROOT], types: [], noResolve: false };
    const host = ts.createCompilerHost(options);
    host.getSourceFile = (name, version) => ts.createSourceFile(name, read(name) ?? '', version);
    const program = ts.createProgram([root, ...more], options, host);
    const checker = program.getTypeChecker();
    const isOfNode = ({ name }: ts.Symbol) => !name.startsWith('"undici-types'); // see one-package-file.test.ts
    const modules = checker.getAmbientModules().filter(isOfNode);
    return {
      files: program.getSourceFiles().length,
      modules: modules.map((m) => `${m.name} ${checker.getExportsOfModule(m).length}`).sort(),
      globals: checker
        .getSymbolsInScope(program.getSourceFile(root)!, ts.SymbolFlags.Value)
        .filter(isOfNode)
        .map(({ name }) => name)
        .sort(),
    };
  };
  const common = found(readAsOneLib(typescript, [ROOT]));
  const rest = [join(folder, 'test.d.ts'), join(folder, 'sea.d.ts'), ...rare].filter(ts.sys.fileExists);
  const one = found(readAsOneLib(typescript, [ROOT]), new Set(rest));
  const many = found(ts.sys.readFile);
  const names = (modules: string[]) => modules.map((text) => /^"(.*)"/.exec(text)![1]!);
  const missing = names(many.modules).filter((name) => !names(common.modules).includes(name));
  assert.deepEqual(missing, names(many.modules).filter(isRare));
  assert.ok(missing.includes('node:http2') && missing.includes('node:test'));
  assert.deepEqual({ ...one, files: 0 }, { ...many, files: 0 });
  assert.ok(one.modules.some((name) => name.startsWith('"node:fs" ')) && one.globals.includes('Buffer'));
  assert.ok(many.files - one.files > 90, `${one.files} files instead of ${many.files}`);
});

describe('types of cells', () => {
  const project = temporaryProject({});
  let session: Session;
  before(async () => {
    session = await Session.start(project.notebooks);
  });
  after(() => {
    session?.close();
    project.remove();
  });

  it("has the types of the running Node's language, Node's, and no browser's", async () => {
    assert.equal(await session.value("[1, 2].at(-1)! + 'aXbX'.replaceAll('X', '').length"), '4');
    assert.equal(await session.value('Object.hasOwn(structuredClone({ a: 1 }), "a")'), 'true');
    assert.equal(
      await session.value("import { join } from 'node:path';\njoin('a', Buffer.from('b').toString())"),
      "'a/b'",
    );
    for (const name of ['document', 'window', 'HTMLElement']) {
      assert.match((await session.error(`${name};`)).evalue!, /^TS2(304|584): Cannot find name/);
    }
    assert.equal(await session.value('[3, 1].toSorted().findLast((n) => n > 0)'), '3');
    const grouped = 'Object.groupBy([1, 2], (n) => (n > 1 ? "more" : "one")).more![0]';
    if ('groupBy' in Object) assert.equal(await session.value(grouped), '2');
    else assert.match((await session.error(grouped)).evalue!, /^TS2(339|550): Property 'groupBy'/);
    const doubled = '[1, 2].values().map((n) => 2 * n).toArray()[1]';
    if ('Iterator' in globalThis) assert.equal(await session.value(doubled), '4');
    else assert.match((await session.error(doubled)).evalue!, /^TS2(339|550): Property 'map'/);
  });

  it('gives the place of an error about a type of the language', async () => {
    const { text } = await session.error('const films = ["Fargo"];\nfilms.push(\n  1996,\n);');
    assert.match(text, /TS2345[\s\S]*line 3, column 3\n[\s\S]*> 3 \| {3}1996,\n {4}\| {3}\^\^\^\^\n/);
  });

  it('completes and explains what the language has', async () => {
    const code = '"films".replaceA';
    const { matches } = await session.ask<{ matches: string[] }>({
      do: 'complete',
      code,
      at: code.length,
    });
    assert.deepEqual(matches, ['replaceAll']);
    const { data } = await session.ask<{ data: Record<string, string> }>({
      do: 'inspect',
      code: 'Math.hypot(3, 4)',
      at: 7,
    });
    assert.match(data['text/plain']!, /Math\.hypot\(\.\.\.values: number\[\]\): number/);
    assert.match(data['text/plain']!, /square root of the sum of squares/);
  });

  it("finds a source again that imports Node's own modules and one that is missing", async () => {
    project.write(
      'src/reads.ts',
      "import { sep } from 'node:path';\nimport { n } from './late';\nexport const r = [sep, n];\n",
    );
    assert.match((await session.error("import { r } from '../src/reads';\nr")).text, /late/);
    project.write('src/late.ts', 'export const n = 3;\n');
    assert.equal(await session.value("import { r } from '../src/reads';\nr[1]"), '3');
    assert.match((await session.error('const t: string = r[1]')).evalue!, /'number \| /);
  });
});
