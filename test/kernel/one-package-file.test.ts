/** Packages' types in one file each: the same types as in the packages' many files. */
import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import { describe, it } from 'node:test';
import type * as ts from 'typescript-6';
import { CellService } from '../../lib/kernel/typescript/cell-service';
import { loadTypeScript } from '../../lib/kernel/typescript/compiler';
import {
  isPartOfPackage,
  onePackage,
  PACKAGES_IN_ONE_FILE,
} from '../../lib/kernel/typescript/one-package-file';
import { cellOptions } from '../../lib/kernel/typescript/project-options';

const typescript = loadTypeScript();
const FOLDER = dirname(__dirname);

/** Of every export its type and its members, with the names of files as those of modules. */
function exportsIn(program: ts.Program, file: ts.SourceFile): Record<string, string[]> {
  const checker = program.getTypeChecker();
  const { NoTruncation, WriteTypeArgumentsOfSignature } = typescript.TypeFormatFlags;
  const written = (type: ts.Type) =>
    checker
      .typeToString(type, undefined, NoTruncation | WriteTypeArgumentsOfSignature)
      .replace(/import\("(?:[^"]*\/node_modules\/)?([^"]*)"\)/g, (_, name) => `import(${name})`);
  const imports = file.statements.filter(typescript.isImportDeclaration);
  return Object.fromEntries(
    imports.map(({ moduleSpecifier }) => {
      const module = checker.getSymbolAtLocation(moduleSpecifier)!;
      const found = checker.getExportsOfModule(module).map((one) => {
        const symbol = one.flags & typescript.SymbolFlags.Alias ? checker.getAliasedSymbol(one) : one;
        const type = checker.getTypeOfSymbol(symbol);
        const members = checker.getDeclaredTypeOfSymbol(symbol).getProperties();
        const ofMembers = members.map(
          (m) => `${m.name.replace(/@\d+$/, '')}: ${written(checker.getTypeOfSymbol(m))}`,
        );
        return [one.name, written(type), ...ofMembers].join('\n  ');
      });
      return [moduleSpecifier.getText(), found.sort()];
    }),
  );
}

describe('types of a package in one file', () => {
  it('are those of its many files', () => {
    const names = [...PACKAGES_IN_ONE_FILE, '@tensorflow/tfjs-node', '@tensorflow/tfjs-core/dist/tensor'];
    const code = names.map((name, i) => `import * as p${i} from '${name}';`).join('\n');
    const configured = cellOptions(typescript, FOLDER, { strictness: 'strict', isPage: false });
    const service = new CellService(typescript, FOLDER, configured);
    const one = service.programFor(code, 'ts');
    const found = exportsIn(one.program, one.cell);
    service.close();

    const host = typescript.createCompilerHost(configured.options);
    const { getSourceFile } = host;
    const cell = `${FOLDER}/cell.ts`;
    host.getSourceFile = (name, version) =>
      name === cell ? typescript.createSourceFile(name, code, version) : getSourceFile(name, version);
    const lib = [...configured.libs];
    const many = typescript.createProgram([cell], { ...configured.options, lib }, host);
    const expected = exportsIn(many, many.getSourceFile(cell)!);
    for (const [name, all] of Object.entries(expected)) {
      const other = found[name]!;
      assert.equal(other.length, all.length, name);
      all.forEach((text, i) => {
        assert.equal(other[i], text, name);
      });
    }

    assert.ok(found["'@tensorflow/tfjs-node'"]!.length > 500);
    assert.ok(found["'@tensorflow/tfjs-core/dist/tensor'"]!.some((text) => /matMul: /.test(text)));
    const files = [many, one.program].map((program) => program.getSourceFiles().length);
    assert.ok(files[0]! - files[1]! > 700, `${files[1]} files instead of ${files[0]}`);
  });

  it('has each file once, what others add to it, and what it refers to', () => {
    const files: Record<string, string> = {
      '/n/p/d/index.d.ts':
        '/// <reference types="node" />\nimport \'./adds\';\nexport * from \'./a\';\nexport { B } from "./sub";',
      '/n/p/d/a.d.ts': "import type { B } from './sub/index.js';\nexport interface A { b: B }",
      '/n/p/d/sub/index.d.ts': "import a = require('../a');\ndeclare class B { a: a.A }\nexport { B };",
      '/n/p/d/adds.d.ts':
        "import { B } from './sub';\nimport { A } from './a';\nimport './missing';\ndeclare module './a' {\n    interface A {\n        more: B;\n    }\n}\n",
      '/n/p/d/old.d.ts': "declare const a: typeof import('./a');\nexport = a;",
    };
    const { text, inside, entry } = onePackage('p', {
      folder: '/n/p',
      entries: ['d/index.d.ts', 'd/old.d.ts'],
      read: (path) => files[path],
    });
    assert.equal(entry, '/n/p/d/index.d.ts');
    assert.deepEqual([...inside].sort(), Object.keys(files).sort());
    const lines = text.split('\n').filter((line) => line !== '');
    assert.deepEqual(lines, [
      '/// <reference types="node" />',
      "declare module 'p' {",
      "import 'p/d/adds';",
      "export * from 'p/d/a';",
      'export { B } from "p/d/sub/index";',
      '}',
      "declare module 'p/d/adds' {",
      "import { B } from 'p/d/sub/index';",
      "import { A } from 'p/d/a';",
      "import './missing';",
      '}',
      "declare module 'p/d/sub/index' {",
      "import a = require('p/d/a');",
      'declare class B { a: a.A }',
      'export { B };',
      '}',
      "declare module 'p/d/a' {",
      "import type { B } from 'p/d/sub/index';",
      'export interface A { b: B }',
      '}',
      "declare module 'p/d/old' {",
      "declare const a: typeof import('p/d/a');",
      'export = a;',
      '}',
      "declare module 'p/d/a' {",
      "import { B } from 'p/d/sub/index';",
      "import './missing';",
      '    interface A {',
      '        more: B;',
      '    }',
      '}',
      "declare module 'p/d/index' {",
      "export * from 'p';",
      '}',
    ]);
  });

  it('names its parts', () => {
    assert.ok(isPartOfPackage('undici-types/fetch') && isPartOfPackage('@tensorflow/tfjs-core/dist/tensor'));
    for (const name of ['undici-types', '@tensorflow/tfjs-core', '@tensorflow/x/y', 'node:fs/promises']) {
      assert.ok(!isPartOfPackage(name), name);
    }
  });
});
