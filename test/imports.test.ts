import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import * as path from 'node:path';
import { test } from 'node:test';
import * as ts from 'typescript-6';

/** Imports point down this list; rooms of one line don't import each other. A new room needs a place here. */
const LAYERS = [
  ['core'],
  ['data'],
  ['math'],
  ['recommender', 'simulation'],
  ['explain', 'lists'],
  ['models'],
  ['onboarding', 'testing'],
  ['evaluation'],
  ['bandits', 'experiments'],
  ['streaming'],
  ['service', 'big-data', 'notebook/lab'],
  ['workshop'],
];
/** These stand beside the layers: what each may import. None of them knows a model. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  kernel: ['core'],
  notebook: ['core', 'data', 'math'],
  'notebook-files': ['core', 'notebook'],
};
/** Only these files may load TensorFlow.js or Danfo; others may name them as types. */
const HEAVY = /^(@tensorflow\/|danfojs)/;
const MAY_LOAD_HEAVY = ['lib/core/tfjs-prelude.cjs', 'lib/math/tensors/tensors.ts', 'lib/data/danfo.ts'];
/** The packages that the library may name. */
const PACKAGES = new Set(
  Object.entries(JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, object>)
    .filter(([field]) => /^(devD|d)ependencies$/.test(field))
    .flatMap(([, versions]) => Object.keys(versions))
    .map((name) => name.replace(/^@types\//, '')),
);
/** What the kernel offers to other folders: the display of results, and comms. They import the core only. */
const DISPLAY = 'lib/kernel/display.ts';
const PUBLIC_KERNEL = [DISPLAY, 'lib/kernel/comm.ts'];
/** This file gives barrels to notebooks. */
const GIVES_BARRELS = 'lib/kernel/own-modules.ts';

/** A barrel begins with what it is and, above its first export, what the first group is. */
const COMMENTED = /^\/\*\*[\s\S]*?\*\/\s*\/\/ .+\nexport /;

interface Import {
  readonly specifier: string;
  readonly line: number;
  readonly typeOnly: boolean;
}

/** File paths, with slashes, to their sources. */
type Sources = ReadonlyMap<string, string>;

test('lib/ keeps to the import rules', () => {
  const sources = new Map<string, string>();
  for (const entry of readdirSync('lib', { recursive: true, encoding: 'utf8' })) {
    if (/\.(ts|cjs|js)$/.test(entry)) {
      const file = path.posix.join('lib', entry.split(path.sep).join('/'));
      sources.set(file, readFileSync(file, 'utf8'));
    }
  }
  assert.ok(sources.size > 20, 'the library was found');
  assert.deepEqual(violations(sources), []);
});

test('README lists the same layers', () => {
  const lines = readFileSync('README.md', 'utf8').matchAll(/^\d+\. ((?:`[\w/-]+`(?:, )?)+)$/gm);
  assert.deepEqual(
    [...lines].map(([, line]) => line!.match(/[\w/-]+/g)),
    LAYERS,
  );
});

test('scripts/ and test/ have no circular imports', () => {
  for (const folder of ['scripts', 'test']) {
    const sources = new Map<string, string>();
    for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (!/\.(ts|cjs|js)$/.test(entry)) continue;
      const file = path.posix.join(folder, entry.split(path.sep).join('/'));
      sources.set(file, readFileSync(file, 'utf8'));
    }
    assert.ok(sources.size > 20, `${folder} was found`);
    const graph = new Map<string, string[]>();
    for (const [file, text] of sources) {
      const imports = importsOf(parsed(file, text)).map(({ specifier }) =>
        targetOf(file, specifier, sources),
      );
      graph.set(
        file,
        imports.filter((target): target is string => target !== undefined),
      );
    }
    assert.deepEqual(cycles(graph), []);
  }
});

const broken: [string, Record<string, string>, RegExp][] = [
  [
    'an import that points up',
    { 'lib/data/a.ts': "import { b } from '../models/b';", 'lib/models/b.ts': 'export const b = 1;' },
    /^lib\/data\/a\.ts:1: data must not import models \(\.\.\/models\/b\)$/,
  ],
  [
    'one that points up for a type',
    { 'lib/core/a.ts': "\nimport type { B } from '../data/b';", 'lib/data/b.ts': 'export type B = 1;' },
    /^lib\/core\/a\.ts:2: core must not import data/,
  ],
  [
    'one that hides in a type, a require or an import()',
    {
      'lib/core/a.ts': "export type A = import('../data/b').B;",
      'lib/core/c.ts': "export const c = () => require('../data/b');",
      'lib/core/d.ts': "export const d = () => import('../data/b');",
      'lib/core/e.ts': "import e = require('../data/b'); export const f = e;",
      'lib/core/g.ts': "export { B } from '../data/b';",
      'lib/data/b.ts': 'export type B = 1;',
    },
    /^(lib\/core\/[acdeg]\.ts:1: core must not import data \(\.\.\/data\/b\)\n?){5}$/,
  ],
  [
    'a folder above all that a layer imports',
    { 'lib/evaluation/a.ts': "import '../notebook/b';", 'lib/notebook/b.ts': '' },
    /evaluation must not import notebook/,
  ],
  [
    'a package that package.json has not, though another package brings it',
    {
      'lib/core/a.ts': "import type { Tensor } from '@tensorflow/tfjs-layers/dist/x';",
      'lib/core/b.ts': "import * as fs from 'node:fs'; import type ajv from 'ajv';",
    },
    /^lib\/core\/a\.ts:1: package\.json has no @tensorflow\/tfjs-layers\nlib\/core\/b\.ts:1: package\.json has no ajv$/,
  ],
  [
    'figures that know a model',
    { 'lib/notebook/figures/a.ts': "import '../../models/b';", 'lib/models/b.ts': '' },
    /notebook must not import models/,
  ],
  [
    'a family that imports another',
    { 'lib/models/content/a.ts': "import '../simple/b';", 'lib/models/simple/b.ts': '' },
    /^lib\/models\/content\/a\.ts:1: models\/content must not import models\/simple \(\.\.\/simple\/b\)$/,
  ],
  [
    'a part of a family that imports the list of models',
    { 'lib/models/content/parts/a.ts': "import '../../registry';", 'lib/models/registry.ts': '' },
    /models\/content must not import models /,
  ],
  [
    'a room without a place',
    { 'lib/new-room/a.ts': "import '../data/b';", 'lib/data/b.ts': '' },
    /new-room must not import data/,
  ],
  [
    'the kernel that imports more than the core',
    { 'lib/kernel/a.ts': "import '../data/b';", 'lib/data/b.ts': '' },
    /kernel must not import data/,
  ],
  [
    'a folder that imports the kernel beyond its display',
    {
      'lib/notebook/a.ts': "import '../kernel/b'; import '../kernel/display';",
      'lib/kernel/b.ts': '',
      [DISPLAY]: '',
    },
    /^lib\/notebook\/a\.ts:1: notebook must not import kernel \(\.\.\/kernel\/b\)$/,
  ],
  [
    'a cycle between files of one layer',
    {
      'lib/core/a.ts': "import './b';",
      'lib/core/b.ts': "import './c';",
      'lib/core/c.ts': "import type { A } from './a';",
    },
    /^cycle: lib\/core\/a\.ts -> lib\/core\/b\.ts -> lib\/core\/c\.ts -> lib\/core\/a\.ts$/,
  ],
  [
    'a source that imports a barrel',
    {
      'lib/data/data.ts': "/** Data. */\n\n// Both.\nexport { a } from './a';\nexport { c } from './c';",
      'lib/data/a.ts': 'export const a = 1;',
      'lib/data/c.ts': 'export const c = 1;',
      'lib/models/b.ts': "import { a } from '../data/data';\nexport const b = a;",
    },
    /^lib\/models\/b\.ts:1: \.\.\/data\/data is a barrel, for notebooks: import the file/,
  ],
  [
    'a barrel without comments',
    {
      'lib/data/data.ts': "/** Data. */\nexport { a } from './a';\nexport { c } from './c';",
      'lib/data/a.ts': 'export const a = 1;',
      'lib/data/c.ts': 'export const c = 1;',
    },
    /^lib\/data\/data\.ts:1: a barrel says what its groups are$/,
  ],
  [
    'TensorFlow through another door',
    {
      'lib/models/a.ts': "import * as tf from '@tensorflow/tfjs';",
      'lib/models/b.ts': "export const b = () => require('danfojs-node');",
    },
    /^lib\/models\/a\.ts:1: only .* may load @tensorflow\/tfjs\nlib\/models\/b\.ts:1: only .* may load danfojs-node$/,
  ],
  ['a default export', { 'lib/core/a.ts': 'export default function a() {}' }, /a\.ts:1: no default exports$/],
  [
    'a default export by another spelling',
    {
      'lib/core/a.ts': 'const a = 1;\nexport { a as default };',
      'lib/core/b.ts': 'const b = 1;\nexport default b;',
    },
    /^lib\/core\/a\.ts:2: no default exports\nlib\/core\/b\.ts:2: no default exports$/,
  ],
  [
    'export *',
    { 'lib/core/a.ts': "export * from './b';\nexport * as c from './b';", 'lib/core/b.ts': '' },
    /^lib\/core\/a\.ts:1: no export \*\nlib\/core\/a\.ts:2: no export \*$/,
  ],
  [
    'an import from outside lib',
    { 'lib/core/a.ts': "import '../../scripts/b';" },
    /a\.ts:1: \.\.\/\.\.\/scripts\/b lies outside lib$/,
  ],
  ['an import of nothing', { 'lib/core/a.ts': "import './gone';" }, /a\.ts:1: there is no \.\/gone$/],
];
for (const [what, files, message] of broken) {
  test(`the rules find ${what}`, () => {
    assert.match(violations(new Map(Object.entries(files))).join('\n'), message);
  });
}

test('the rules let pass what is allowed', () => {
  const files = {
    'lib/core/a.ts':
      "import * as fs from 'node:fs';\nexport const a = fs;\n// import '../models/b'\nconst s = \"export * from './x'\";",
    'lib/data/danfo.ts':
      "import { a } from '../core/a';\nexport const b = () => [a, require('danfojs-node')];",
    'lib/models/b.ts':
      "import type { Tensor } from '@tensorflow/tfjs';\nimport { type Rank } from '@tensorflow/tfjs';\nimport { b } from '../data/danfo';\nimport { d } from '../kernel/display';\nexport type T = [Tensor, Rank, typeof b, typeof d, typeof import('danfojs-node')];",
    [DISPLAY]: "import { a } from '../core/a';\nexport const d = a;",
    'lib/notebook/lab/c.ts': "import { b } from '../../models/b';\nimport { e } from '../../notebook/e';",
    'lib/notebook/e.ts': 'export const e = 1;',
    'lib/models/hybrids/f.ts': "import { b } from '../b';",
    'lib/models/content/g.ts': "import { h } from '../shared/h';\nimport { i } from './parts/i';",
    'lib/models/shared/h.ts': 'export const h = 1;',
    'lib/models/content/parts/i.ts': 'export const i = 1;',
  };
  assert.deepEqual(violations(new Map(Object.entries(files))), []);
});

/** What is against the rules, a line each: `file:line: what`. */
function violations(sources: Sources): string[] {
  const found: string[] = [];
  const graph = new Map<string, string[]>();
  const barrels = new Set(
    [...sources].filter(([file, text]) => isBarrel(parsed(file, text))).map(([f]) => f),
  );
  for (const [file, text] of sources) {
    const source = parsed(file, text);
    if (barrels.has(file) && !COMMENTED.test(text))
      found.push(`${file}:1: a barrel says what its groups are`);
    for (const { what, line } of forbiddenExports(source)) found.push(`${file}:${line}: ${what}`);
    const targets: string[] = [];
    graph.set(file, targets);
    for (const { specifier, line, typeOnly } of importsOf(source)) {
      const at = `${file}:${line}:`;
      if (!specifier.startsWith('.')) {
        const name = /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? '';
        if (!isBuiltin(specifier) && !PACKAGES.has(name)) found.push(`${at} package.json has no ${name}`);
        if (HEAVY.test(specifier) && !typeOnly && !MAY_LOAD_HEAVY.includes(file)) {
          found.push(`${at} only ${MAY_LOAD_HEAVY.join(', ')} may load ${specifier}`);
        }
        continue;
      }
      const stem = path.posix.join(path.posix.dirname(file), specifier);
      const target = targetOf(file, specifier, sources);
      if (!stem.startsWith('lib/')) found.push(`${at} ${specifier} lies outside lib`);
      else if (target === undefined) found.push(`${at} there is no ${specifier}`);
      else {
        targets.push(target);
        if (!mayImport(file, target)) {
          found.push(`${at} ${placeOf(file)} must not import ${placeOf(target)} (${specifier})`);
        }
        if (barrels.has(target) && !barrels.has(file) && file !== GIVES_BARRELS) {
          found.push(
            `${at} ${specifier} is a barrel, for notebooks: import the file that it takes this from`,
          );
        }
      }
    }
  }
  return [...found, ...cycles(graph).map((cycle) => `cycle: ${cycle.join(' -> ')}`)];
}

/** The file that a relative import means; undefined for a package and for what isn't among the sources. */
function targetOf(file: string, specifier: string, sources: Sources): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const stem = path.posix.join(path.posix.dirname(file), specifier);
  return [stem, `${stem}.ts`, `${stem}.js`, `${stem}/index.ts`].find((name) => sources.has(name));
}

function parsed(file: string, text: string): ts.SourceFile {
  return ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
}

/** Whether a file is a list of what others export. */
function isBarrel({ statements }: ts.SourceFile): boolean {
  return (
    statements.length > 1 &&
    statements.every((node) => ts.isExportDeclaration(node) && node.moduleSpecifier && node.exportClause)
  );
}

/** The room of a file: its folder below lib, but that the part of the notebook which knows models is its own. */
function roomOf(file: string): string {
  return /^lib\/notebook\/lab[./]/.test(file) ? 'notebook/lab' : file.split('/')[1];
}

function placeOf(file: string): string {
  const family = familyOf(file);
  return family === undefined ? roomOf(file) : `models/${family}`;
}

/** The family of an algorithm or a part of one; undefined elsewhere. */
function familyOf(file: string): string | undefined {
  return /^lib\/models\/([^/]+)\//.exec(file)?.[1];
}

function mayImport(file: string, target: string): boolean {
  const [from, to] = [roomOf(file), roomOf(target)];
  if (from === to) return from !== 'models' || mayImportModel(file, target);
  if (to === 'kernel') return from !== 'core' && PUBLIC_KERNEL.includes(target);
  if (from in BESIDE) return BESIDE[from].includes(to);
  const height = (room: string) => LAYERS.findIndex((rooms) => rooms.includes(room));
  if (to in BESIDE) return height(from) >= height('notebook/lab');
  return height(to) !== -1 && height(to) < height(from);
}

/** A family imports what is its own or shared; hybrids and the lists of models see all. */
function mayImportModel(file: string, target: string): boolean {
  const [from, to] = [familyOf(file), familyOf(target)];
  if (from === undefined || from === 'hybrids') return true;
  return to === from || to === 'shared';
}

function importsOf(source: ts.SourceFile): Import[] {
  const imports: Import[] = [];
  const add = (node: ts.Node, specifier: ts.Node | undefined, typeOnly: boolean) => {
    if (specifier === undefined || !ts.isStringLiteralLike(specifier)) return;
    imports.push({ specifier: specifier.text, line: lineOf(source, node), typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      add(node, node.moduleSpecifier, isTypeOnly(node.importClause));
    } else if (ts.isExportDeclaration(node)) {
      add(node, node.moduleSpecifier, node.isTypeOnly);
    } else if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) {
      add(node, node.moduleReference.expression, node.isTypeOnly);
    } else if (ts.isImportTypeNode(node)) {
      add(node, ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, true);
    } else if (ts.isCallExpression(node)) {
      const callee = node.expression;
      const loads =
        callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require');
      if (loads) add(node, node.arguments[0], false);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return imports;
}

/** `import type …`, or every name in the braces is a type; `import './x'` runs the file. */
function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.isTypeOnly) return true;
  const names = clause.namedBindings;
  if (clause.name !== undefined || names === undefined || !ts.isNamedImports(names)) return false;
  return names.elements.length > 0 && names.elements.every((element) => element.isTypeOnly);
}

function forbiddenExports(source: ts.SourceFile): { what: string; line: number }[] {
  const found: { what: string; line: number }[] = [];
  for (const node of source.statements) {
    const line = lineOf(source, node);
    const named = ts.isExportDeclaration(node) ? node.exportClause : undefined;
    const modifiers = ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : [];
    if (ts.isExportDeclaration(node) && (named === undefined || ts.isNamespaceExport(named))) {
      found.push({ what: 'no export *', line });
    }
    const isDefault =
      ts.isExportAssignment(node) ||
      modifiers.some((modifier) => modifier.kind === ts.SyntaxKind.DefaultKeyword) ||
      (named !== undefined &&
        ts.isNamedExports(named) &&
        named.elements.some((e) => e.name.text === 'default'));
    if (isDefault) found.push({ what: 'no default exports', line });
  }
  return found;
}

/** Each cycle once, from its file that comes first. */
function cycles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]): void => {
    const start = trail.indexOf(file);
    if (start !== -1) {
      found.push([...trail.slice(start), file]);
      return;
    }
    if (done.has(file)) return;
    for (const target of graph.get(file) ?? []) visit(target, [...trail, file]);
    done.add(file);
  };
  for (const file of [...graph.keys()].sort()) visit(file, []);
  return found;
}

function lineOf(source: ts.SourceFile, node: ts.Node): number {
  return source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
}
