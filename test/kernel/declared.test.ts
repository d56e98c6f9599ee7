/** Declarations that later cells have hidden are given up, neighbors become one file; all others stay. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CellService } from '../../lib/kernel/typescript/cell-service';
import { loadTypeScript } from '../../lib/kernel/typescript/compiler';
import { createProjectConverter } from '../../lib/kernel/typescript/converter';
import { declarationsIn, isShadowed, merged } from '../../lib/kernel/typescript/declared';
import { cellOptions } from '../../lib/kernel/typescript/project-options';
import { temporaryProject } from './session';

const typescript = loadTypeScript();
const shadowed = (cell: string, ...later: string[]) =>
  isShadowed(
    typescript,
    declarationsIn(typescript, cell),
    later.map((text) => declarationsIn(typescript, text)),
  );

const cases: [what: string, cell: string, later: string[], gone: boolean][] = [
  ['run again', 'declare const k: 5;', ['declare const k: 7;'], true],
  [
    'run again after another cell',
    'declare const k: 5;',
    ['declare let other: 1;', 'declare const k: 7;'],
    true,
  ],
  ['a name is left', 'declare const k: 5, n: 1;', ['declare const k: 7;'], false],
  ['its names by two cells', 'declare const k: 5, n: 1;', ['declare let n: 2;', 'declare const k: 7;'], true],
  ['another cell between uses it', 'type K = 5;', ['declare let a: K;', 'type K = 7;'], false],
  ['the cell itself uses what it declared', 'type K = 5; declare let k: K;', ['declare let k: 7;'], false],
  ['a value does not hide a type', 'type k = 5;', ['declare const k: 7;'], false],
  ['a class hides both', 'type k = 5;', ['declare class k {}'], true],
  ['an import hides the same import', "import { a } from 'm';", ["import { a } from 'm';"], true],
  ['an import may be only a type', 'declare const a: 1;', ["import { a } from 'm';"], false],
  ['exported or not', 'export declare const k: 5;', ['declare const k: 7;\nexport {};'], true],
  ['augments what is not its own', 'declare const k: 5;\ndeclare global { }', ['declare const k: 7;'], false],
  ['declares nothing', "import 'm';", ['declare const k: 7;'], false],
  [
    'names in Hindi',
    'declare const संख्या: 5;',
    ['declare let a: typeof संख्या;', 'declare const संख्या: 7;'],
    false,
  ],
];
for (const [what, cell, later, gone] of cases) {
  test(`${what}: ${gone ? 'gone' : 'stays'}`, () => assert.equal(shadowed(cell, ...later), gone));
}

test('a cell that is run a hundred times leaves one file', () => {
  const project = temporaryProject({});
  const service = new CellService(
    typescript,
    project.notebooks,
    cellOptions(typescript, project.notebooks, { strictness: 'strict', isPage: false }),
  );
  const left = () => {
    const files = service.programFor('', 'ts').program.getSourceFiles();
    return files.filter((file) => service.isOfEarlierCell(file) && file.text !== '').map(({ text }) => text);
  };
  try {
    service.addDeclarations("import { join } from 'node:path';");
    for (let n = 0; n < 100; n++) {
      service.addDeclarations(`declare const k: ${n};`);
      service.addDeclarations('declare const sum: number;');
    }
    assert.deepEqual(left().sort(), [
      'declare const k: 99;',
      'declare const sum: number;',
      "import { join } from 'node:path';",
    ]);
    const { program, cell } = service.programFor(
      'const a: 99 = k; const b: 98 = k; join(sum.toFixed());',
      'ts',
    );
    assert.equal(program.getSemanticDiagnostics(cell).length, 1);
  } finally {
    service.close();
    project.remove();
  }
});

const pairs: [what: string, first: string, second: string, isOne: boolean][] = [
  ['nothing to do with each other', 'declare let a: 1;', 'declare let b: 2;', true],
  ['the second uses the first', 'declare let a: 1;', 'declare let b: typeof a;', true],
  ['declared again', 'declare let a: 1;', 'declare let a: 2;', false],
  ['the first means an earlier one', 'declare let a: T;', 'type T = 1;', false],
  ['one augments', 'declare let a: 1; declare global { var c: 1; }', 'declare let b: 2;', false],
];
for (const [what, first, second, isOne] of pairs) {
  test(`${what}: ${isOne ? 'one file' : 'two files'}`, () => {
    const both = [first, second].map((text) => declarationsIn(typescript, `${text}\nexport {};`));
    const found = merged(both[0]!, both[1]!);
    assert.equal(found !== undefined, isOne);
    if (found) assert.deepEqual(found, declarationsIn(typescript, found.text));
  });
}

test('many cells are few files; each name means what it did', () => {
  const project = temporaryProject({});
  const options = cellOptions(typescript, project.notebooks, { strictness: 'strict', isPage: false });
  const service = new CellService(typescript, project.notebooks, options);
  const problems = (code: string) => {
    const { program, cell } = service.programFor(code, 'ts');
    return program.getSemanticDiagnostics(cell).map(({ messageText }) => messageText);
  };
  try {
    for (let n = 0; n < 400; n++) {
      const again = n % 100 === 7 ? `declare const again: ${n};\n` : '';
      service.addDeclarations(
        `${again}declare const v${n}: ${n}, w${n}: typeof again | typeof v${n};\nexport {};`,
      );
      if (n === 0) service.addDeclarations('declare const again: "first";\nexport {};');
    }
    const files = service.programFor('', 'ts').program.getSourceFiles();
    const used = files.filter((file) => service.isOfEarlierCell(file) && file.text !== '');
    assert.ok(used.length < 120, `${used.length} files`);
    const numbers = Array.from({ length: 399 }, (_, n) => n + 1);
    const seen = (n: number) => (n < 7 ? '"first"' : String(n - ((n + 93) % 100)));
    const right = numbers.map((n) => `const a${n}: ${n} = v${n}; const b${n}: ${n} | ${seen(n)} = w${n};`);
    assert.deepEqual(problems(right.join('\n')), []);
    assert.equal(problems('const x: 107 | 9 = w120; const y: 307 = again; const z: 1 = w1;').length, 2);
  } finally {
    service.close();
    project.remove();
  }
});

test('types by earlier names keep their meaning', () => {
  const project = temporaryProject({});
  const converter = createProjectConverter({ folder: project.notebooks });
  const run = (code: string) => {
    const converted = converter.convert(code);
    assert.equal(converted.problems, undefined, code);
    converter.keep(converted);
  };
  try {
    run('interface Row { readonly n: number }');
    run('const row: Row = { n: 1 };');
    run('interface Row { readonly text: string }');
    run('const again: Row = { text: row.n.toFixed() };');
    assert.ok(converter.convert('row.text').problems);
  } finally {
    converter.close();
    project.remove();
  }
});
