/** What tslab's notebooks and today's TypeScript need, as cells that run: README's table is made from these rows. */

export interface Row {
  readonly feature: string;
  /** What tslab does, as tried with its own executor. */
  readonly tslab: string;
  /** What this kernel does. */
  readonly ours: string;
  /** Where the cells run; default: `strict`. */
  readonly in?: 'strict' | 'project' | 'javascript';
  readonly cells: readonly string[];
  /** What the last cell gives: its result as text, or a part of its error, or a display. */
  readonly gives: string | RegExp | { readonly type: string; readonly data: RegExp };
}

/** The version of tslab that was tried. */
export const TSLAB = '1.0.22';

/** The files of the project; `loose/` has a `tsconfig.json`. */
export const FILES: Readonly<Record<string, string>> = {
  'lib/awaits.ts': 'export const awaited: number = await Promise.resolve(7);',
  'lib/deep.ts': "import { awaited } from './awaits';\nexport const doubled = 2 * awaited;",
  'lib/plain.mts': 'export const plain: number = 5;',
  // As before TypeScript 5.7, and with nothing else in it.
  'loose/node_modules/@types/node/index.d.ts': 'interface Buffer extends Uint8Array { readonly old: true }',
  'notebooks/five.json': '{ "five": 5 }',
  'notebooks/node_modules/untyped/index.js': 'exports.n = 3;',
  'notebooks/node_modules/modern/package.json':
    '{ "type": "module", "exports": { ".": { "types": "./types.d.ts", "import": "./index.js" } } }',
  'notebooks/node_modules/modern/types.d.ts': 'export declare function twice(n: number): number;',
  'notebooks/node_modules/modern/index.js': 'export const twice = (n) => 2 * n; await 0;',
  'loose/tsconfig.json':
    '{ "compilerOptions": { "strict": false, "experimentalDecorators": true, "paths": { "#own/*": ["./own/*"] } } }',
  'loose/own/math.ts': 'export const six = 6;',
};

const nested = (n: number): string => `${'['.repeat(n)}${']'.repeat(n)}`;
const elseIfs = Array.from({ length: 3000 }, (_, i) => `if (k === ${i}) r = ${i};`).join(' else ');

export const ROWS: readonly Row[] = [
  {
    feature: "`tslab.display`, `newDisplay`, and `versions` from `'tslab'`",
    tslab: 'yes',
    ours: 'yes, whether tslab is installed or not',
    cells: ["import * as tslab from 'tslab'; tslab.display.html('<b>x</b>');"],
    gives: { type: 'text/html', data: /^<b>x<\/b>$/ },
  },
  {
    feature: 'top-level `await`',
    tslab: 'yes',
    ours: 'yes',
    cells: ['await Promise.resolve(4)'],
    gives: '4',
  },
  {
    feature: 'a variable declared again by a later cell',
    tslab: 'yes',
    ours: 'yes',
    cells: ['const again = 1;', "const again = 'b'; again"],
    gives: "'b'",
  },
  {
    feature: 'a function sees what a later cell assigns to its variable',
    tslab: 'no',
    ours: 'yes',
    cells: ['let count = 0; const next = () => ++count;', 'count = 10;', 'next()'],
    gives: '11',
  },
  {
    feature: 'the last expression',
    tslab: 'printed',
    ours: 'a result: tables, figures, and any object that says how it is displayed',
    cells: ["({ [Symbol.for('Jupyter.display')]: () => ({ 'text/html': '<i>y</i>', 'text/plain': 'y' }) })"],
    gives: 'y',
  },
  {
    feature: 'type errors',
    tslab: 'printed',
    ours: "errors with the cell's lines",
    cells: ["const wrong: number = 'a';"],
    gives: /TS2322/,
  },
  {
    feature: '`/** @module name */` cells',
    tslab: 'yes',
    ours: 'yes, with top-level `await`',
    cells: [
      '/** @module shapes */\nexport const sides = await Promise.resolve(4);',
      "import { sides } from './shapes'; sides",
    ],
    gives: '4',
  },
  {
    feature: '`/** @browser */` cells',
    tslab: 'not run',
    ours: 'checked, bundled, run in the page; they draw in `element`',
    cells: ["/** @browser */\nelement.textContent = 'drawn';"],
    gives: { type: 'text/html', data: /<script type="module">[\s\S]*"drawn"/ },
  },
  {
    feature: 'JSX in cells',
    tslab: 'no',
    ours: 'yes',
    cells: [
      '/** @jsx h */\nconst h = (tag: string, { id }: { id: string }) => tag.concat(" ", id);\n(<p id="x"></p>) as unknown',
    ],
    gives: "'p x'",
  },
  {
    feature: 'packages without types',
    tslab: '`any`',
    ours: '`any`, with a hint',
    cells: ["import * as untyped from 'untyped'; untyped.n + 1"],
    gives: '4',
  },
  {
    feature: "`declare module 'x'`",
    tslab: 'no',
    ours: 'yes',
    cells: [
      "declare module 'untyped' { export const n: number; }",
      "import { n as three } from 'untyped'; three.toFixed(1)",
    ],
    gives: "'3.0'",
  },
  {
    feature: '`declare global`',
    tslab: 'no',
    ours: 'yes',
    cells: ['declare global { var shared: number }\nglobalThis.shared = 8;', 'shared'],
    gives: '8',
  },
  {
    feature: 'JavaScript cells',
    tslab: 'checked',
    ours: 'checked after `// @ts-check`',
    in: 'javascript',
    cells: ["let now = 1; now += 'st'; now"],
    gives: "'1st'",
  },
  {
    feature: '`// @ts-nocheck`',
    tslab: 'no',
    ours: 'yes',
    cells: ["// @ts-nocheck\nconst loose: number = 'a'; loose"],
    gives: "'a'",
  },
  {
    feature: 'strictness, `paths`, and decorators by `tsconfig.json`',
    tslab: 'no',
    ours: 'yes',
    in: 'project',
    cells: [
      "import { six } from '#own/math'; function twice(_: object, __: string, d: PropertyDescriptor) { const was = d.value; d.value = (n) => 2 * was(n); }\nclass Legacy { @twice times(n) { return n * six; } } new Legacy().times(1)",
    ],
    gives: '12',
  },
  {
    feature: 'a project with an old `@types/node`',
    tslab: 'yes',
    ours: 'yes, checked with newer types',
    in: 'project',
    cells: ["const bytes: Uint8Array = Buffer.from('é'); bytes.length"],
    gives: '2',
  },
  {
    feature: "`import x = require('x')`",
    tslab: 'no',
    ours: 'yes',
    cells: ["import paths = require('node:path'); paths.basename('a/b')", "paths.extname('a.b')"],
    gives: "'.b'",
  },
  {
    feature: 'TypeScript files outside the folder, with or without `.ts` or `.mts`',
    tslab: 'no',
    ours: 'yes, and as edited',
    cells: ["import { plain } from '../lib/plain.mts'; plain"],
    gives: '5',
  },
  {
    feature: 'ES modules: packages for `import` only, types behind `exports`',
    tslab: 'no',
    ours: 'yes',
    cells: ["import { twice } from 'modern'; twice(4)"],
    gives: '8',
  },
  {
    feature: 'top-level `await` in imported TypeScript',
    tslab: 'no',
    ours: 'yes; in packages and JavaScript with `import()`',
    cells: ["import { doubled } from '../lib/deep'; doubled"],
    gives: '14',
  },
  {
    feature: '`import()` and `import.meta`',
    tslab: '`import()` only',
    ours: 'yes',
    cells: ["(await import('node:path')).basename(import.meta.dirname)"],
    gives: "'notebooks'",
  },
  {
    feature: "`import … with { type: 'json' }`",
    tslab: 'no',
    ours: 'yes',
    cells: ["import data from './five.json' with { type: 'json' }; data.five"],
    gives: '5',
  },
  {
    feature: '`using`',
    tslab: 'no',
    ours: 'yes',
    cells: [
      "const log: string[] = []; { using _ = { [Symbol.dispose]: () => log.push('closed') }; log.push('open'); } log.join()",
    ],
    gives: "'open,closed'",
  },
  {
    feature: 'standard decorators',
    tslab: 'legacy ones only',
    ours: 'yes',
    cells: [
      'const three = (f: () => number, _: ClassMethodDecoratorContext) => () => 3 * f();\nclass Standard { @three n() { return 2; } } new Standard().n()',
    ],
    gives: '6',
  },
  {
    feature: 'type predicates inferred from functions',
    tslab: 'no checks for `null`',
    ours: 'yes',
    cells: ['const some: number[] = [1, null].filter((x) => x !== null); some[0]'],
    gives: '1',
  },
  {
    feature: '`const __dirname`, `const exports`, `export { a as b }`',
    tslab: 'no',
    ours: 'yes',
    cells: ["const __dirname = 'mine', exports = 2; export { exports as two };", '__dirname + two'],
    gives: "'mine2'",
  },
  {
    feature: '3,000 `else if`s; 4,000 nested brackets',
    tslab: 'the kernel fails',
    ours: 'run or refused, and later cells see the earlier ones',
    cells: ['const kept = 9;', `let k = 2999, r = 0; ${elseIfs}`, `const deep = ${nested(4000)};`, 'kept'],
    gives: '9',
  },
];

/** README's table. */
export function compatibilityTable(): string {
  const lines = ROWS.map(({ feature, tslab, ours }) => `| ${feature} | ${tslab} | ${ours} |`);
  return [`| | tslab ${TSLAB} | this kernel |`, '|---|---|---|', ...lines].join('\n');
}
