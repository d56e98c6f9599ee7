/** Errors name the lines of the cells and of the sources, wherever they are shown, and all that they say is shown. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Session, temporaryProject } from './session';

const SOURCE = `export interface Film {
  title: string;
}

export function fail(): never {
  throw new RangeError('out of range');
}
`;

describe('an error', () => {
  const project = temporaryProject({ 'lib/top.ts': SOURCE });
  let session: Session;
  let cell = 0;
  before(async () => {
    session = await Session.start(project.notebooks);
    await run("import { fail } from '../lib/top';");
  });
  after(() => {
    session?.close();
    project.remove();
  });
  /** What a cell prints and shows, its own number as `n`, without colors. */
  async function run(code: string): Promise<string> {
    const { outputs, reply } = await session.execute(code);
    cell = reply.execution_count;
    return (
      outputs
        .map(({ text, data, traceback }) => text ?? data?.['text/plain'] ?? traceback?.join('\n') ?? '')
        .join('')
        .replaceAll(`In[${cell}]`, 'In[n]')
        .replaceAll(project.folder, '')
        .replace(/\/private(?=\/lib)/g, '') // macOS
        // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character of terminal colors
        .replace(/\u001b\[\d+m/g, '')
    );
  }
  const caught = (show: string) => `interface Film { title: string }
interface User { name: string }
try {
  (null as unknown as Film).title;
} catch (e) {
  ${show};
}`;

  it('that is printed names the line of the cell, and no frame of the kernel', async () => {
    const message = "TypeError: Cannot read properties of null (reading 'title')";
    assert.equal(await run(caught('console.error(e)')), `${message}\n    at In[n]:4:29\n`);
    assert.equal(await run(caught('console.log((e as Error).stack)')), `${message}\n    at In[n]:4:29\n`);
    assert.equal(await run(caught('console.log([e])')), `[\n  ${message}\n      at In[n]:4:29\n]\n`);
  });

  it('that is shown as a result, in a list, or by allSettled does so too', async () => {
    assert.equal(await run('interface A {}\nnew Error("mine")'), 'Error: mine\n    at In[n]:2:1');
    const settled = await run('interface A {}\nawait Promise.allSettled([Promise.reject(new Error("no"))]);');
    assert.match(settled, /reason: Error: no\n +at In\[n\]:2:42\n/);
    assert.doesNotMatch(settled, /node:|kernel/);
  });

  it('of an imported source names the line there, and console.trace that of its call', async () => {
    const traced = `interface A {}
function here() {
  console.trace('so far');
}
here();
try { fail(); } catch (e) { console.log(e); }`;
    assert.equal(
      await run(traced),
      `Trace: so far
    at here (In[n]:3:11)
    at In[n]:5:1
RangeError: out of range
    at fail (/lib/top.ts:6:9)
    at In[n]:6:7
`,
    );
  });

  it('of another cell, of a timer, and of code that was made from a text keeps its place', async () => {
    await run('interface A {}\nfunction later(): Error { return new Error("later"); }');
    const defined = cell;
    assert.match(
      await run('[later()]'),
      new RegExp(`at later \\(In\\[${defined}\\]:2:34\\)\n +at In\\[n\\]:1:2`),
    );
    const timer =
      'interface A {}\nsetTimeout(() => console.log(later().stack), 1);\nawait new Promise((r) => setTimeout(r, 50));';
    assert.match(await run(timer), /at Timeout\.<anonymous> \(In\[n\]:2:30\)\n$/);
    const made = await run('interface A {}\nnew Function("return new Error(1)")().stack.split("\\n")[1]');
    assert.match(made, /at eval \(eval at <anonymous> \(In\[n\]:2:1\), <anonymous>:3:8\)/);
  });

  it('that is awaited shows the calls of the cells and nothing of what runs them', async () => {
    await run('interface A {}\nasync function slow() {\n  await null;\n  throw new Error("late");\n}');
    const frames = `at slow (In[${cell}]:4:9)\n    at async In[n]:1:1`;
    assert.equal((await run('await slow()')).slice(-frames.length), frames);
    const settled = await run('await Promise.allSettled([slow()])');
    assert.match(
      settled,
      /at slow .*\n +at async Promise\.allSettled \(index 0\)\n +at async In\[n\]:1:1\n {2}\}/,
    );
    const wrong = await run('(process.stdout.write as any)(42)');
    assert.match(wrong, /\n {4}at In\[n\]:1:17\n\{/);
    assert.doesNotMatch(wrong, /main\.ts/);
  });

  it('of an ES module names its path', async () => {
    project.write(
      'notebooks/late.mjs',
      'await null;\nexport const f = () => {\n  throw new Error("es");\n};\n',
    );
    const text = await run('const { f: es } = await import("./late.mjs");\nes();');
    assert.match(text, /\n {4}at f \(notebooks\/late\.mjs:3:9\)\n/);
  });

  it('of a source that is no TypeScript is told with its line', async () => {
    project.write('lib/broken.ts', 'export const a = 1;\r\nexport const b = ;\r\n');
    const told =
      'SyntaxError: Unexpected ";"\nlib/broken.ts:2:18\n  export const b = ;\n                   ^\n';
    const shown = await run("interface A {}\nimport { b } from '../lib/broken';\nb");
    assert.equal(shown.slice(0, told.length), told);
    assert.match(shown, /In\[n\], line 2\n/);
    assert.doesNotMatch(shown, /esbuild/);
  });

  it('whose message holds a stack is not looked for there', async () => {
    const shown = await run('const inner = "failed:\\n    at other (In[1]:1:1)";\nthrow new Error(inner);');
    assert.match(shown, /^Error: failed:\n {4}at other \(In\[1\]:1:1\)\nIn\[n\], line 2\n/);
    assert.match(shown, /\^\n {4}at In\[n\]:2:7$/);
  });

  it('in a cell from Windows shows its lines without their ends', async () => {
    assert.match(await run('interface A {}\r\nA.b;\r\n1\r\n'), /^> 2 \| A\.b;\n/m);
  });

  it('of Node keeps its code and the place in Node', async () => {
    const text = await run('interface A {}\ntry { Buffer.from(5 as any) } catch (e) { console.log(e) }');
    assert.match(
      text,
      /^TypeError \[ERR_INVALID_ARG_TYPE\]: .*\n +at .*\(node:buffer:\d+:\d+\)\n +at In\[n\]:2:14 \{/,
    );
    assert.match(text, /\n {2}code: 'ERR_INVALID_ARG_TYPE'\n\}\n$/);
  });

  it('can have a name and a message that fail, or change when stacks are written', async () => {
    const hostile = `const e = new Error('x');
Object.defineProperty(e, 'message', { get() { throw new Error('no message'); } });`;
    assert.match(await run(`${hostile}\ntypeof e.stack`), /'string'/);
    assert.match(
      await run(`${hostile.replaceAll('const e', 'const e2').replaceAll('(e,', '(e2,')}\nthrow e2;`),
      /no message/,
    );
    const other = `const before = Error.prepareStackTrace;
Error.prepareStackTrace = (_, sites) => sites.map((site) => '    at ' + site).join('\\n');
const raw = new Error('raw');
raw.stack;
Error.prepareStackTrace = before;
throw raw;`;
    assert.match(
      await run(other),
      /Error: raw\nIn\[n\], line 3\n[\s\S]*> 3 \| const raw[\s\S]*at In\[n\]:3:13$/,
    );
  });

  it('shows its own fields', async () => {
    const { text } = await session.error("require('fs').readFileSync('/none')");
    assert.match(text, /^Error: ENOENT.*\nIn\[/);
    assert.match(text, /:1:15\n\{ errno: -2, code: 'ENOENT', syscall: 'open', path: '\/none' \}$/);
    const failed = await session.error(`class ApiError extends Error {
  constructor(readonly status: number, readonly body: object, readonly unset?: string) { super('no'); }
}
throw new ApiError(404, { errors: Array.from({ length: 1000 }, (_, i) => i) });`);
    assert.match(
      failed.text,
      /:4:7\n\{\n {2}status: 404,\n {2}body: \{[^}]*\.\.\. 990 more items\n[^}]*\}\n\}$/,
    );
    const large =
      'throw Object.assign(new Error("large"), Object.fromEntries(Array.from({ length: 100 }, (_, i) => ["f" + i, i])));';
    assert.match((await session.error(large)).text, / {2}f18: 18,\n… 82 more lines$/);
    assert.match((await session.error('throw new Error("plain")')).text, /at In\[\d+\]:1:7$/);
  });

  it('that stands for several shows why each happened, and its own line', async () => {
    const text = await run(`interface A {}
await Promise.any([
  Promise.reject(new Error('a')),
  Promise.reject(Object.assign(new TypeError('b'), { status: 404 })),
  Promise.reject('c'),
]);`);
    assert.equal(
      text,
      `AggregateError: All promises were rejected
  reason 1 of 3: Error: a
      at In[n]:3:18
  reason 2 of 3: TypeError: b
      at In[n]:4:32
  { status: 404 }
  reason 3 of 3: Thrown: 'c'`,
    );
    const many = await run(
      'throw new AggregateError(Array.from({ length: 9 }, (_, i) => new Error("r" + i)), "all");',
    );
    assert.match(many, /reason 5 of 9: Error: r4\n[\s\S]*\n {2}… and 4 more reasons$/);
    assert.match(
      await run('throw Object.assign(new Error("invalid"), { errors: ["name is missing"] });'),
      /^Error: invalid\nIn\[n\][\s\S]*\n\{ errors: \[ 'name is missing' \] \}$/,
    );
  });

  it('may be its own cause', async () => {
    const text = await run(
      'const round = new Error("round"); round.cause = new Error("b", { cause: round }); throw round;',
    );
    assert.match(text, /^Error: round[\s\S]*caused by Error: b[\s\S]*caused by an error shown above$/);
  });

  it('may have endless causes, and may be one of its own reasons', async () => {
    const { text } = await session.error(
      'class Deep extends Error { override get cause(): unknown { return new Deep("deeper"); } } throw new Deep("top");',
    );
    assert.match(text, /^Error: top[\s\S]*caused by Error: deeper[\s\S]*caused by more errors$/);
    const all = await session.error(
      'const all: AggregateError = new AggregateError([], "all"); all.errors.push(all); throw all;',
    );
    assert.match(all.text, /^AggregateError: all[\s\S]*reason 1 of 1: an error shown above$/);
  });
});
