/** What a cell with errors of syntax or types says: the cause first, with a hint, and no more than three messages. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { CellRun } from '../../lib/kernel/cells/cell-run';
import { CellRunner } from '../../lib/kernel/cells/cell-runner';
import { pythonHint } from '../../lib/kernel/typescript/python-syntax';
import { cpuTime } from '../fixtures/cpu-time';
import { temporaryProject } from './session';

const SEATS = `declare const brand: unique symbol;
/** Where a guest sits, e.g. \`'12B'\`. Made by {@link seat}. */
export type Seat = string & { readonly [brand]: 'Seat' };
/** A row of seats. Given by \`plan.row(i)\`. */
export type Row = number & { readonly [brand]: 'Row' };
/** Where a guest stands in a queue, from 0. Returned by \`queue.indexOf(guest)\`. */
export type Place = number & { readonly [brand]: 'Place' };
/** A place from a loop counter. */
export function place(n: number): Place { return n as Place; }
export function empty(): string { return ''; }
export function seat(raw: string | number, hall?: string): Seat { return (String(raw) + (hall ?? '')) as Seat; }
export const sit = (at: Seat): Seat => at;
export const sitAll = (at: readonly Seat[]): number => at.length;
export const light = (row: Row): Row => row;
export const call = (at: Place): Place => at;
`;

describe('errors of types', () => {
  const project = temporaryProject({ 'lib/seats.ts': SEATS });
  const folder = process.cwd();
  let runner: CellRunner;
  let number = 0;
  const run = (code: string) => runner.run(code, ++number, new CellRun());
  before(async () => {
    process.chdir(project.notebooks);
    runner = new CellRunner(project.notebooks, project.folder, () => undefined, assert.fail);
    const first = await run(`import { call, light, sit, sitAll } from '../lib/seats';
async function load(): Promise<number[]> { return [1]; }
const double = (n: number) => 2 * n;`);
    assert.ok(first.ok);
  });
  after(() => {
    runner?.close();
    process.chdir(folder);
    project.remove();
  });

  /** Its messages without colors and lines of code, and the short form. */
  async function errorOf(code: string): Promise<{ messages: string[]; evalue: string }> {
    const outcome = await run(code);
    if (outcome.ok) throw new Error(`no error from: ${code}`);
    const { traceback, evalue } = outcome.error;
    const messages = traceback.map((text) =>
      text
        // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character of terminal colors
        .replace(/\u001b\[\d+m/g, '')
        .replace(/\nIn\[[\s\S]*$/, ''),
    );
    return { messages, evalue };
  }

  it('names all that is missing from cells above in one message', async () => {
    const { messages, evalue } = await errorOf(
      'const top = ratings.filter((r) => r.value > 3).map((r) => r.user);\nfilms.get(top[0]);\nfilms.get(ratings);',
    );
    assert.deepEqual(messages, [
      "TS2304: Cannot find names 'ratings' and 'films'. Run the cells above first if they declare them.",
      'and 5 more',
    ]);
    assert.match(evalue, /Run the cells above first.*\(line 1\) \(and 5 more\)$/);
    assert.deepEqual((await errorOf('फ़िल्म')).messages, [
      "TS2304: Cannot find name 'फ़िल्म'. Run the cells above first if they declare it.",
    ]);
  });

  it('lists no endless row of names', async () => {
    const names = Array.from({ length: 30 }, (_, i) => `name${i}`);
    const { messages } = await errorOf(names.join(';\n'));
    assert.match(messages[0]!, /'name0', .*'name7' and 22 more\. Run the cells above first/);
  });

  it('keeps what TypeScript supposes was meant', async () => {
    assert.match((await errorOf('doubel(1)')).messages[0]!, /'doubel'\. Did you mean 'double'\?/);
    const two = (await errorOf('doubel(1); films')).messages.join('\n');
    assert.match(two, /names 'doubel' and 'films'[\s\S]*Did you mean 'double' in place of 'doubel'\?/);
  });

  it('shows three messages, each once, and counts the rest', async () => {
    const { messages } = await errorOf(
      `const a: number = 'a';\nconst b: number = 'b';\nconst c: string = 1;\nconst d: boolean = 1;\nconst e: boolean = '';`,
    );
    assert.deepEqual(messages, [
      "TS2322: Type 'string' is not assignable to type 'number'.",
      "TS2322: Type 'number' is not assignable to type 'string'.",
      "TS2322: Type 'number' is not assignable to type 'boolean'.",
      'and 2 more',
    ]);
  });

  for (const code of [
    'load().length',
    'const n: number[] = load();',
    'for (const x of load()) double(x);',
    'load().map((x) => x + 1)',
    'double(load())',
    'load() + 1',
  ]) {
    it(`asks whether await was forgotten: ${code}`, async () => {
      const { messages } = await errorOf(code);
      assert.equal(messages[0]!.split("Did you forget to use 'await'?").length, 2, messages.join('\n'));
      assert.doesNotMatch(messages.slice(1).join('\n'), /TS/);
    });
  }

  it('asks for no await where a promise is wanted', async () => {
    const { messages } = await errorOf('const p: Promise<number> = 1; const q: Promise<string> = load();');
    assert.doesNotMatch(messages.join('\n'), /await/);
  });

  it('says that a function with await is to be async', async () => {
    assert.match(
      (await errorOf('function f() { await load(); }')).messages[0]!,
      /mark this function as 'async'/,
    );
    const { messages } = await errorOf('await load();\nnope');
    assert.equal(messages.length, 1);
    assert.match(messages[0]!, /name 'nope'/);
  });

  it('says which argument is missing', async () => {
    assert.match((await errorOf('double()')).messages[0]!, /An argument for 'n' was not provided/);
  });

  for (const [code, call] of [
    ["sit('12B')", "seat('12B')"],
    ['sit(12)', 'seat(12)'],
    ["sitAll(['a', 'b'])", "seat('a')"],
    ['const plain = String(1);\nsit(plain)', "seat('…')"],
  ] as const) {
    it(`says how a branded type is made: ${code}`, async () => {
      const { messages } = await errorOf(code);
      assert.match(messages[0]!, /\n {2}Seat: Where a guest sits, e\.g\. `'12B'`\. Made by `seat`\.\n/);
      assert.ok(
        messages[0]!.endsWith(`Write \`${call}\`, with \`import { seat } from '../lib/seats'\`.`),
        messages[0],
      );
      assert.doesNotMatch(messages[0]!, /\[brand\]/);
    });
  }

  it('says what a branded type is that no function there makes', async () => {
    assert.match(
      (await errorOf('light(3)')).messages[0]!,
      /\n {2}Row: A row of seats\. Given by `plan\.row\(i\)`\.$/,
    );
  });

  it('turns no number into a branded type whose comment says what returns one', async () => {
    const { messages } = await errorOf('call(196)');
    assert.match(
      messages[0]!,
      /\n {2}Place: Where a guest stands.* Returned by `queue\.indexOf\(guest\)`\.$/,
    );
    const loop = await errorOf('for (let n = 0; n < 3; n++) call(n);');
    assert.match(loop.messages[0]!, /Write `place\(…\)`/);
  });

  it('knows a branded type of an earlier cell, whose maker needs no import', async () => {
    assert.ok(
      (
        await run(`declare const mark: unique symbol;
type Coin = number & { readonly [mark]: 'Coin' };
function coin(n: number): Coin { return n as Coin; }
function pay(c: Coin): Coin { return c; }`)
      ).ok,
    );
    assert.match((await errorOf('pay(5)')).messages[0]!, /Write `coin\(5\)`\.$/);
  });

  for (const [code, hint] of [
    [
      'import pandas as pd\nimport numpy as np\ndf = pd.read_csv("a.csv")\ndf.head()',
      /^TS\d+: `import … as …` is Python/,
    ],
    ['import pandas', /`import … as …` is Python/],
    ['import numpy\nconst a = 1;', /`import … as …` is Python/],
    ["import { x } from 'pandas/core';\nx((y) => y)", /`pandas\/core` is a Python package/],
    ["import { x } from '@no/such/file';", /`npm install @no\/such`\.$/],
    ["import x from 'npm:@no/such@2/file';", /`npm install @no\/such@2`, then import it from '@no\/such'\.$/],
    ["import x from 'npm:such@^2';", /`npm install such@\^2`, then import it from 'such'\.$/],
    ["import x from 'jsr:@no/such';", /`npx jsr add @no\/such`\.$/],
    ["import x from 'https://no.such/file.js';", /not addresses on the web\.$/],
    ['<p />', /`\/\*\* @jsx name \*\/` at the start of the cell\.$/],
    ['let d: DataFrame;', /Cannot find name 'DataFrame'/],
    ['new Map<string, number>().append(1)', /`map\.set\(key, value\)`/],
    ['from math import sqrt', /`from … import …` is Python/],
    ["print('x')", /`print` is Python\. In TypeScript: `console\.log\(…\)`/],
    ['len([1])', /`len` is Python\. In TypeScript: `list\.length`/],
    ['const a = None;', /`None` is Python\. In TypeScript: `null`/],
    ['const b = True || self;', /`true`[\s\S]*`this`/],
    ['def f(x):\n    return x + 1\n\nf(2)', /`def` is Python\. In TypeScript: `function/],
    ['for i in range(10):\n    print(i)', /`for … in …:` is Python/],
    ['for (const i of range(10)) double(i);', /`range` is Python/],
    ['const f = f"hello {n}"', /f-strings are Python/],
    ['if (1) {} elif (2) {}', /`elif` is Python/],
    ['if x == 1:\n  double(x)', /`if …:` is Python/],
    ['# a comment\nconst c = 1;', /`#` begins a comment in Python/],
    ['const z = [y for y in [1, 2]]', /`list\.map\(\(x\) => f\(x\)\)`/],
    ['try:\n  load()\nexcept E as e:\n  pass', /`try: … except: …` is Python/],
    ['const g = lambda x: x', /`\(x\) => …`/],
    ['const k = not true', /`&&`, `\|\|` and `!`/],
    ['const s = [1, 2, 3][0:2]', /`x\.slice\(a, b\)`/],
    ['%matplotlib inline', /IPython commands/],
    ['!pip install pandas', /npm install name/],
    ['newName = 5', /To declare it: `const newName = …`/],
    ['[1].append(2)', /In TypeScript: `list\.push\(x\)`/],
    ["'a'.upper()", /`text\.toUpperCase\(\)`/],
    ['document.title', /exists only in web pages; cells run in Node\./],
  ] as const) {
    it(`has one message with a hint for ${JSON.stringify(code)}`, async () => {
      const { messages } = await errorOf(code);
      assert.match(messages[0]!, hint);
      assert.ok(messages.length <= 2, messages.join('\n'));
      assert.match(messages[1] ?? 'and 1 more', /^and \d+ more$/);
    });
  }

  it('shows the bracket that is open where a cell ends too early', async () => {
    const outcome = await run('const q = 1;\nconst r = { a: 1\n');
    assert.ok(!outcome.ok);
    assert.match(outcome.error.evalue, /'\}' expected\. \(line 2\)/);
    assert.equal(outcome.error.traceback.filter((text) => text.includes('TS')).length, 1);
    const short = await run('const t = double(\n\n');
    assert.ok(!short.ok);
    assert.match(short.error.evalue, /\(line 1\)/);
  });
});

describe('lines of Python', () => {
  for (const line of [
    'console.log("this is not good, and that or this"',
    "const t = 'if x: y",
    'foo( // for x in y:',
    'const f = (lambda: number => 1',
    'class A { #count = 0',
    'const x = list[flag ? 1 : 2',
    'function isText(x: unknown): x is string {{',
    '!isDone && foo(',
    'for (const k in o) {{',
    'const url = "http://a.b/#top"',
    'const { a as b } = c',
    "import type { X } from './x",
  ]) {
    it(`takes this for TypeScript: ${line}`, () => assert.equal(pythonHint(line), undefined));
  }

  it('is quick on a long line', () => {
    const started = cpuTime();
    for (const line of [`"${'a'.repeat(100_000)}`, '['.repeat(20_000), `for ${'a in '.repeat(20_000)}`]) {
      pythonHint(line);
    }
    assert.ok(cpuTime() - started < 1000, `${cpuTime() - started} ms`);
  });
});
