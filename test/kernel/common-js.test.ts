/** What cells of all kinds give, each list of cells with what its last one is: their CommonJS is written in one go. */
import assert from 'node:assert/strict';
import * as path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { CellRun } from '../../lib/kernel/cells/cell-run';
import { CellRunner } from '../../lib/kernel/cells/cell-runner';

const ROOT = path.join(__dirname, '..', '..');

const CELLS: readonly [name: string, cells: readonly string[], last: unknown][] = [
  ['an enum, used and reached by number', ['enum Color { Red, Green = 5 }', 'Color[Color.Green]'], 'Green'],
  ['a constant enum', ['const enum K { A = 3 }', 'K.A'], 3],
  ['a namespace', ['namespace N { export const a = 1; export const f = () => a + 1; }', 'N.f()'], 2],
  ['a namespace of an enum', ['enum E { A }\nnamespace E { export const b = 4; }', 'E.b + E.A'], 4],
  [
    'a class that inherits over cells, with private and static members',
    [
      'class A { static n = 1; #p = 2; get p() { return this.#p; } }',
      'class B extends A { q = A.n }',
      'new B().p + new B().q',
    ],
    3,
  ],
  ['a static block', ['class C { static k: number; static { C.k = 7; } }', 'C.k'], 7],
  [
    'a decorator',
    [
      'const add = <T>(_: () => number, __: ClassMethodDecoratorContext<T>) => () => 5;',
      'class D { @add m() { return 4; } }',
      'new D().m()',
    ],
    5,
  ],
  [
    'an assignment to a function’s variable',
    ['let n = 0; const next = () => ++n;', 'n = 10', 'next() + n'],
    22,
  ],
  ['a destructuring assignment', ['let [a, b] = [1, 2]', '[a, b] = [b, a]', 'a * 10 + b'], 21],
  [
    'a variable that a loop assigns',
    ['let i = 0; for (i of [1, 2, 3]) {}', 'for (i += 1; i < 9; i++) {}', 'i'],
    9,
  ],
  ['the rest of an object', ['const { p, ...rest } = { p: 1, q: 2, r: 3 };', 'rest.q + p'], 3],
  [
    'a shorthand of an earlier variable',
    ['let y = 1', 'const o = { y, get z() { return y; } }', 'y = 2', 'o.y * 10 + o.z'],
    12,
  ],
  ['a name declared anew', ['let v = 1; const of = () => v;', 'let v = 100;', 'of() + v'], 101],
  [
    'a function that comes before its declaration',
    ['const h2 = h() + 1; function h() { return 3; }', 'h2 + h()'],
    7,
  ],
  [
    'overloads',
    [
      'function f(a: number): number; function f(a: string): string; function f(a: any) { return a; }',
      'f(3)',
    ],
    3,
  ],
  [
    'default and named imports',
    ["import fs, { readFileSync as read } from 'node:fs';", 'read === fs.readFileSync'],
    true,
  ],
  ['a whole module', ["import * as path from 'node:path';", "path.basename('/a/b')"], 'b'],
  [
    'an import of a type only',
    ["import type { Stats } from 'node:fs'; let s: Stats | undefined;", 's === undefined'],
    true,
  ],
  ['an import while running', ["const os = await import('node:os');", 'typeof os.default.cpus'], 'function'],
  ['an import of data', ["import data from '../package.json';", 'data.name'], 'recommender-lab'],
  [
    'a source of the project',
    ["import { RandomState } from '../lib/math/random/random-state';", 'new RandomState(42).interval(9)'],
    6,
  ],
  ['user’s own exports', ['export const e = 4; export function g() { return e; }', 'g() + e'], 8],
  ['a name that the kernel uses itself', ['const tsLastExpr = 3; tsLastExpr + 1', 'tsLastExpr'], 3],
  [
    'a generator and a label',
    ['function* gen() { a: for (const x of [1, 2]) for (;;) { yield x; continue a; } }', '[...gen()].join()'],
    '1,2',
  ],
  [
    'awaits in a loop',
    ['let sum = 0; for await (const q of [Promise.resolve(1), 2]) sum += await q;', 'sum'],
    3,
  ],
  [
    'no strict mode: this of a function',
    ['(function (this: unknown) { return this === globalThis; })()'],
    true,
  ],
  ['operators that assign', ['let w: number | null = null; w ??= 4; w **= 2', 'w'], 16],
  ['nothing', ['// only a comment'], undefined],
];

describe('cells of all kinds', () => {
  const folder = process.cwd();
  let runner: CellRunner;

  before(() => {
    process.chdir(path.join(ROOT, 'notebooks'));
    runner = new CellRunner(
      process.cwd(),
      ROOT,
      () => undefined,
      (warning) => assert.fail(warning),
    );
  });
  after(() => {
    runner.close();
    process.chdir(folder);
  });

  let count = 0;
  const run = (cell: string) => runner.run(cell, ++count, new CellRun());

  for (const [name, cells, last] of CELLS) {
    it(name, async () => {
      let value: unknown;
      for (const cell of cells) {
        const outcome = await run(cell);
        assert.ok(outcome.ok, `${cell}: ${outcome.ok || outcome.error.evalue}`);
        ({ value } = outcome);
      }
      assert.deepEqual(value, last);
    });
  }

  it('takes a declaration with `export`, as copied from a source, at its own line and column', async () => {
    const copied =
      'export default class Z { n = 1 }\nexport interface I { a: number }\nexport let i: I = { a: "x" };';
    const wrong = await run(copied);
    assert.ok(!wrong.ok);
    assert.match(wrong.error.evalue, /TS2322.*\(line 3\)/);
    assert.match(wrong.error.traceback.join('\n'), /export let i: I = \{ a: "x" \};\n *\S*\s*\|[^\n]*\^/);
    const mended = await run(copied.replace('"x"', '4'));
    assert.ok(mended.ok);
    assert.deepEqual(await run('i.a + new Z().n'), { ok: true, value: 5 });
  });

  it('gives the place of an error in the cell, also behind what is added to it', async () => {
    const outcome = await run(
      'let a1 = 1;\nlet b1 = 2;\nconst c1 = await Promise.resolve(a1 + b1);\nthrow new Error(String(c1));',
    );
    assert.ok(!outcome.ok);
    assert.equal(outcome.error.evalue, '3');
    assert.match(outcome.error.traceback.join('\n'), new RegExp(`In\\[${count}\\], line 4`));
  });
});
