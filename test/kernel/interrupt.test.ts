/** The stop button: whatever runs ends within half a second, nothing goes on behind, and variables survive. */
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Executed, Session, temporaryProject } from './session';

const LIB = resolve(__dirname, '../../lib').replaceAll('\\', '/');
const HALF_A_SECOND = 0.5;
/** For a cell that prints once it does what it is stopped in: on a busy machine, it may still be checked long after it was sent. */
const BEGUN = { from: 'stream', after: 0.1 };

describe('interrupt', () => {
  const project = temporaryProject({});
  let session: Session;
  before(async () => {
    session = await Session.start(project.notebooks);
    await session.value(
      'const survivor = 42; const sleep = (ms: number) => new Promise((r) => setTimeout(r, ms));',
    );
  });
  after(() => {
    session?.close();
    project.remove();
  });

  /**
   * Runs a cell, stops it a number of seconds after its first message of a type, and expects that it ends soon and well.
   * A busy machine may be late; so it may try three times to be in time, but to do everything else right each time.
   */
  async function stopped(
    code: string,
    { after = 0.3, from = 'execute_input', errors = 1 } = {},
  ): Promise<Executed> {
    const late: number[] = [];
    for (;;) {
      const executed = await session.ask<Executed>({ do: 'interrupt', code, after, from });
      assert.deepEqual([executed.reply.status, executed.reply.ename], ['error', 'Interrupted'], code);
      assert.equal(
        executed.outputs.filter(({ type }) => type === 'error').length,
        errors,
        `${errors} errors from ${code}`,
      );
      assert.equal(await session.value('survivor'), '42');
      if (executed.seconds! < HALF_A_SECOND) return executed;
      late.push(executed.seconds!);
      assert.ok(late.length < 3, `${late.join(', ')} s for ${code}`);
    }
  }

  it('ends a loop of imports, although it hardly does anything else', async () => {
    await session.value(`const files = require('node:fs');
files.writeFileSync('big.json', JSON.stringify(Array(1e6).fill(7)));
files.writeFileSync('loop.cjs', 'exports.loop = () => { for (;;) { delete require.cache[require.resolve("./big.json")]; require("./big.json"); } };')`);
    await stopped("for (;;) { delete require.cache[require.resolve('./big.json')]; require('./big.json'); }");
    await stopped("require('./loop.cjs').loop();");
  });

  it('what a cell asked for at its end is done, although the stop is not over', async () => {
    const { outputs } = await stopped(
      `import { atCellEnd, display } from '${LIB}/kernel/display';
atCellEnd((how) => {
  for (const end = performance.now() + 100; performance.now() < end; );
  display(how);
});
console.log('runs');
for (;;);`,
      { from: 'stream' },
    );
    assert.ok(
      outputs.some((output) => JSON.stringify(output).includes('interrupted')),
      JSON.stringify(outputs),
    );
  });

  const endless: Record<string, string> = {
    'a loop': 'while (true) {}',
    'a pending await': 'await new Promise(() => {})',
    'a loop after an await': 'await sleep(1); while (true) {}',
    'a loop of awaits that never gives a turn': 'await null; for (;;) await null;',
    'a loop in a timer': 'setTimeout(() => { while (true) {} }, 0); await new Promise(() => {})',
    'a loop in a function that awaits':
      'const f = async () => { await sleep(1); while (true) {} };\nawait f();',
    'a loop of system calls': "import { statSync } from 'node:fs';\nfor (;;) statSync('.');",
    // In the middle of such a constructor there is no `this` yet, which V8 once could not write down.
    'a loop of derived classes':
      'class A { constructor(readonly n: number) {} }\nclass B extends A { constructor() { super(1); } }\nfor (;;) new B();',
    'a loop that catches': 'for (;;) { try { throw new Error("again"); } catch {} }',
    'a loop that reads stacks': 'for (;;) { new Error("again").stack; }',
    'a chain of microtasks': 'const soon = () => { queueMicrotask(soon); }; soon(); await sleep(1);',
  };
  for (const [what, code] of Object.entries(endless)) {
    it(`stops ${what}, at once or later`, async () => {
      await stopped(code, { after: 0 }); // while TypeScript is still at work
      await stopped(code);
      assert.equal(
        await session.value('await sleep(2); await new Promise((r) => setImmediate(() => r(1)))'),
        '1',
      );
    });
  }

  it('a module that was being loaded is loaded again by the next cell, and so are its importers', async () => {
    project.write('lib/outer.ts', "import { inner } from './inner';\nexport const outer = inner + 1;\n");
    project.write(
      'lib/inner.ts',
      'while ((globalThis as { slow?: boolean }).slow) {}\nexport const inner = 41;\n',
    );
    await session.value('(globalThis as { slow?: boolean }).slow = true');
    const code = "import { outer } from '../lib/outer';\nouter";
    await stopped(code, { after: 1 });
    await session.value('(globalThis as { slow?: boolean }).slow = false');
    assert.equal(await session.value(code), '42');
  });

  it('and so is an ES module with a top-level await', async () => {
    project.write('lib/waits.mjs', 'await null;\nwhile (globalThis.slow) {}\nexport const waits = 3;\n');
    await session.value('(globalThis as { slow?: boolean }).slow = true');
    const code = "const { waits } = await import('../lib/waits.mjs');\nwaits";
    await stopped(code, { after: 1 });
    await session.value('(globalThis as { slow?: boolean }).slow = false');
    assert.equal(await session.value(code), '3');
  });

  it('and so is a module that has imported it in a cycle', async () => {
    project.write(
      'lib/circle.ts',
      "import { of } from './of-circle';\nwhile ((globalThis as { slow?: boolean }).slow) {}\nexport const radius = 2;\nexport const circle = () => of();\n",
    );
    project.write(
      'lib/of-circle.ts',
      "import { radius } from './circle';\nexport const of = () => radius;\n",
    );
    await session.value('(globalThis as { slow?: boolean }).slow = true');
    const code = "import { circle } from '../lib/circle';\ncircle()";
    await stopped(code, { after: 1 });
    await session.value('(globalThis as { slow?: boolean }).slow = false');
    assert.equal(await session.value(code), '2');
  });

  it('lets nothing go on in the background', async () => {
    await session.value(
      'let rounds = 0; const train = async () => { for (;;) { await sleep(5); round(); } };\n' +
        "const round = () => { if (++rounds === 6) console.log('six rounds'); };",
    );
    await stopped('rounds = 0; await train();', BEGUN);
    const rounds = Number(await session.value('rounds'));
    assert.equal(await session.value('await sleep(100); rounds'), String(rounds));
  });

  const chains: Record<string, string> = {
    immediates: 'const again = () => { round(); setImmediate(again); }; again();',
    timers: 'const again = () => { round(); setTimeout(again, 1); }; again();',
    'an interval': 'setInterval(round, 1);',
  };
  for (const [what, code] of Object.entries(chains)) {
    it(`ends a chain of ${what}`, async () => {
      await stopped(`rounds = 0;\n${code}\nawait new Promise(() => {});`, BEGUN);
      const rounds = Number(await session.value('rounds'));
      assert.equal(await session.value('await sleep(50); rounds'), String(rounds));
    });
  }

  it('stops a loop amid immediates, and those behind it run', async () => {
    await stopped(
      'let after = 0; console.log("begun");\nfor (let i = 0; i < 9; i++) globalThis.setImmediate(() => { if (i === 4) for (;;); after++; });\nawait new Promise(() => {});',
      BEGUN,
    );
    assert.equal(await session.value('await sleep(1); after'), '8');
    const idle =
      'const before = process.cpuUsage(); await sleep(200); const { user, system } = process.cpuUsage(before);\n(user + system) / 2e5 < 0.5';
    assert.equal(await session.value(idle), 'true');
  });

  it('shows an error that is thrown again and again ten times', async () => {
    const { outputs } = await stopped(
      "setInterval(() => { throw new Error('again'); }, 1);\nawait new Promise(() => {});",
      { after: 1, errors: 11 },
    );
    assert.equal(outputs.filter(({ evalue }) => evalue === 'again').length, 10);
    assert.match(outputs.map(({ text }) => text ?? '').join(''), /and again: Error/);
  });

  it('lets nothing go on that catches the stop', async () => {
    await session.value('let caught = 0;');
    await stopped(
      'caught = 0; console.log("begun"); for (;;) { try { await sleep(5); } catch { caught++; } }',
      BEGUN,
    );
    assert.equal(await session.value('await sleep(50); caught'), '1');
  });

  it('runs finally blocks, and closes what a for await goes over', async () => {
    const { outputs } = await stopped(
      `async function* numbers() { try { for (let i = 0; ; i++) { await sleep(5); yield i; } } finally { console.log('closed'); } }
try { for await (const n of numbers()) if (n === 1) console.log('begun'); } finally { console.log('tidied'); }`,
      BEGUN,
    );
    assert.match(outputs.map(({ text }) => text ?? '').join(''), /tidied/);
  });

  it("lets the kernel's TypeScript finish what it does in a turn of its own", async () => {
    await session.value("const { addRange } = require('typescript-6'); const to: string[] = [];");
    // Goes over as many elements as take more than a second, none of them by a function of the cell.
    await session.value("globalThis.setTimeout(addRange, 300, to, { length: 1e8, 99999999: 'end' });");
    const code = 'await new Promise(() => {})';
    const { reply } = await session.ask<Executed>({ do: 'interrupt', code, after: 0.6 });
    assert.equal(reply.ename, 'Interrupted');
    assert.equal(await session.value('to'), "[ 'end' ]");
  });

  it('keeps what was assigned before', async () => {
    await stopped(
      'const early: number = 7; let steps = 0;\nconsole.log("begun");\nwhile (true) { steps++; }',
      BEGUN,
    );
    assert.equal(await session.value('early'), '7');
    assert.ok(Number(await session.value('steps')) > 0);
  });

  it('aborts the signal that libraries see', async () => {
    await stopped(
      `import { cellSignal } from '${LIB}/core/running-cell';
let told = 'nothing'; const signal = cellSignal()!;
signal.addEventListener('abort', () => { told = signal.reason.name; });
console.log('listens'); await new Promise(() => {})`,
      BEGUN,
    );
    assert.equal(await session.value('told'), "'Interrupted'");
    assert.equal(await session.value('cellSignal()!.aborted'), 'false');
  });

  it('stops a loop that begins after the stop was heard and before it is answered', async () => {
    await stopped(`import { cellSignal } from '${LIB}/core/running-cell';
cellSignal()!.addEventListener('abort', () => setTimeout(() => { while (true) {} }, 0));
await new Promise(() => {});`);
  });

  // What is ended takes with it whatever Node was about to run after it: the kernel's own steps among that.
  const lastWords: Record<string, string> = {
    'a finally block': 'try { await new Promise(() => {}); } finally { while (true) {} }',
    'a turn of its own':
      "cellSignal()!.addEventListener('abort', () => setImmediate(() => { while (true) {} }));\nawait new Promise(() => {});",
    'a listener of the stop':
      "cellSignal()!.addEventListener('abort', () => { while (true) {} });\nawait new Promise(() => {});",
    "a value's own display": "({ [Symbol.for('Jupyter.display')]() { while (true) {} } })",
    'what is done at its end': "atCellEnd(() => { while (true) {} });\n'done'",
  };
  for (const [where, code] of Object.entries(lastWords)) {
    it(`answers a stopped cell that loops in ${where}, and the next ones`, async () => {
      await session.value(`import { cellSignal } from '${LIB}/core/running-cell';
import { atCellEnd } from '${LIB}/kernel/display';`);
      await stopped(`const kept = 7;\nconsole.log('begun');\n${code}`, BEGUN);
      assert.equal(await session.value('kept'), '7');
    });
  }

  it('stops a fit between two steps, without being told, and nothing is fitted', async () => {
    await session.value(`import { Interactions } from '${LIB}/data/table/interactions';
import { SVD } from '${LIB}/models/factors/svd';
import { gridSearch } from '${LIB}/evaluation/search/grid-search';
import { trainTestSplit } from '${LIB}/evaluation/splits/train-test-split';
const rows = Array.from({ length: 3000 }, (_, i) => ({ user: \`u\${i % 60}\`, item: \`i\${(i * 7) % 101}\`, rating: 1 + (i % 5) }));
const ratings = Interactions.fromRows(rows, { duplicates: 'last' });
const model = new SVD({ epochs: 1_000_000 }); let epochs = 0;
await new SVD({ epochs: 1 }).fit(ratings); // loads TensorFlow`);
    await stopped(
      'await model.fit(ratings, { onProgress: () => { if (epochs++ === 5) console.log(epochs); } });',
      { from: 'stream', after: 0 },
    );
    const epochs = Number(await session.value('epochs'));
    assert.ok(epochs > 3, `${epochs} epochs before the stop`);
    assert.equal(await session.value('await sleep(200); epochs'), String(epochs));
  });

  it('stops a search with its worker threads', async () => {
    await session.value(
      "const threads = () => process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;\n" +
        'const before = threads(); let most = 0;\n' +
        "const watch = () => { const there = threads() - before; if (there === 2 && most < 2) console.log('both'); most = Math.max(most, there); };",
    );
    await stopped(
      `most = 0; setInterval(watch, 20);
const split = trainTestSplit(ratings);
await gridSearch(split, { model: 'SVD', grid: { factors: [2, 3] }, fixed: { epochs: 1_000_000 }, workers: 2 });`,
      BEGUN,
    );
    assert.equal(await session.value('while (threads() > before) await sleep(10); most'), '2');
  });

  it('answers completion and inspection while a cell awaits', async () => {
    const { order, complete, inspect } = await session.ask<{
      order: string[];
      complete: { matches: string[] };
      inspect: { found: boolean };
    }>({ do: 'beside', code: 'await sleep(1500)', complete: 'survivor.toFix', inspect: 'survivor' });
    assert.deepEqual(order, ['complete', 'inspect', 'execute']);
    assert.deepEqual(complete.matches, ['toFixed']);
    assert.ok(inspect.found);
  });
});
