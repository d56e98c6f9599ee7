import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Executed, Session, temporaryProject } from './session';

const SOURCES = {
  'lib/deep.ts': 'export const answer: number = 1;\n',
  'lib/middle.ts': "import { answer } from './deep';\nexport const twice = (): number => 2 * answer;\n",
  'lib/top.ts':
    "import { twice } from './middle';\n\nexport class Model {\n  predict(): number {\n    return twice();\n  }\n  fail(): never {\n    throw new RangeError('out of range');\n  }\n}\n",
  'lib/counter.ts': 'export const loaded = { at: performance.now() };\n',
};

/** So that what was sent in one go has come, on a busy machine too. */
const BUSY = 'const end = performance.now() + 300; while (performance.now() < end);';

describe('kernel', () => {
  const project = temporaryProject(SOURCES);
  let session: Session;
  before(async () => {
    session = await Session.start(project.notebooks);
  });
  after(() => {
    session?.close();
    project.remove();
  });

  it('sends the last expression as execute_result', async () => {
    const { reply, outputs } = await session.execute('const a: number = 20;\na + 1');
    assert.equal(reply.status, 'ok');
    assert.deepEqual(
      outputs.map((output) => output.type),
      ['execute_input', 'execute_result'],
    );
    assert.equal(outputs[1]!.data!['text/plain'], '21');
  });

  it('shows nothing for undefined, and null as null', async () => {
    const nothing = await session.execute('undefined');
    assert.deepEqual(
      nothing.outputs.map((output) => output.type),
      ['execute_input'],
    );
    assert.equal(await session.value('null'), 'null');
  });

  it('keeps variables, also through the shorthand of an object literal', async () => {
    await session.value('const factors = 100, epochs = 20; let sum = 0;');
    assert.equal(await session.value('({ factors, epochs })'), '{ factors: 100, epochs: 20 }');
    assert.equal(await session.value('({ sum } = { sum: 7 });\nsum'), '7');
  });

  it('keeps the value of a variable when the cell that would redeclare it fails', async () => {
    await session.value('const kept = "before"');
    await session.error('const kept = (() => { throw new Error("no") })()');
    assert.equal(await session.value('kept'), "'before'");
  });

  it('awaits what an awaited call gives', async () => {
    assert.equal(await session.value('const inner = await (await Promise.resolve(7)); inner'), '7');
    assert.equal(await session.value('(await (await new Response("[8]")).json()) as number[]'), '[ 8 ]');
    // TypeScript parses such a cell twice, and looked up the path of the first result, which has none.
    await session.value("import { Model } from '../lib/top'; const models = () => [new Model()];");
    assert.equal(await session.value('const one = models(); await (await Promise.resolve(one.length))'), '1');
  });

  it('awaits at the top level, and prints in order', async () => {
    const { outputs } = await session.execute(
      'console.log("one"); await new Promise((r) => setTimeout(r, 20)); console.error("two"); console.log("three"); 4',
    );
    assert.deepEqual(
      outputs.slice(1).map((output) => output.text ?? output.data!['text/plain']),
      ['one\n', 'two\n', 'three\n', '4'],
    );
  });

  it('prints thousands of lines without losing one', async () => {
    const { outputs } = await session.execute('for (let i = 0; i < 10_000; i++) console.log(i);');
    const text = outputs.map((output) => output.text ?? '').join('');
    assert.equal(text, Array.from({ length: 10_000 }, (_, i) => `${i}\n`).join(''));
    assert.ok(outputs.length < 200, `${outputs.length} messages`);
  });

  it('loses no message when it has thousands to send without a pause', async () => {
    const codes = Array.from({ length: 250 }, () => 'undefined');
    const cells = await session.ask<Executed[]>({ do: 'queue', codes });
    assert.ok(cells.every((cell) => cell.reply.status === 'ok'));
    const flushed = await session.execute(
      'for (let i = 0; i < 3000; i++) { process.stdout.write("o"); process.stderr.write("e"); }',
    );
    const printed = flushed.outputs.map((output) => output.text ?? '').join('');
    assert.equal(printed, 'oe'.repeat(3000));
  });

  it('sends an error with name, message and the lines of the cell', async () => {
    const error = await session.error(
      'interface Film { title: string }\nfunction show(film?: Film): string {\n  return film!.title;\n}\nshow(undefined);',
    );
    assert.equal(error.ename, 'TypeError');
    assert.match(error.evalue!, /reading 'title'/);
    assert.match(error.text, /> 3 \| {3}return film!\.title;\n {4}\| +\^/);
    assert.match(error.text, /at show \(In\[\d+\]:3:16\)\n\s+at In\[\d+\]:5:1$/);
  });

  it('names the source line of an error inside lib/', async () => {
    const error = await session.error("import { Model } from '../lib/top';\nnew Model().fail();");
    assert.equal(error.ename, 'RangeError');
    assert.match(error.text, /at Model\.fail \(lib\/top\.ts:8:11\)/);
    assert.match(error.text, /> 2 \| new Model\(\)\.fail\(\);/);
    assert.doesNotMatch(error.text, /node:|lib\/kernel/);
  });

  it('shows a thrown value that is no error, and a cause', async () => {
    assert.equal((await session.error('throw { code: 7 };')).evalue, '{ code: 7 }');
    const error = await session.error('throw new Error("outer", { cause: new Error("inner") });');
    assert.match(error.text, /Error: outer[\s\S]*caused by Error: inner/);
  });

  it('checks types strictly and reports all errors, each with a caret', async () => {
    const error = await session.error('const text: string = 1;\nconst f = (x) => x;');
    assert.equal(error.ename, 'TypeScriptError');
    assert.match(error.evalue!, /^TS2322: .*\(line 1\) \(and 1 more\)$/);
    assert.match(error.text, /line 1, column 7\n> 1 \| const text: string = 1;\n {4}\| {7}\^\^\^\^\n/);
    assert.match(error.text, /TS7006[\s\S]*line 2, column 12/);
  });

  it('says why a type does not fit, as one error', async () => {
    const error = await session.error('const mixed = [1, "a"];\nconst text: string = mixed[0];');
    assert.match(error.evalue!, /^TS2322: Type 'string \| number' is not assignable to .* \(line 2\)$/);
    assert.match(
      error.text,
      /assignable to type 'string'\.\n {2}Type 'number' is not assignable.*\nIn\[\d+\], line 2, column 7\n/,
    );
  });

  it('checks the types of what it imports from the sources', async () => {
    const error = await session.error("import { twice } from '../lib/middle';\nconst t: string = twice();");
    assert.match(error.evalue!, /TS2322: Type 'number' is not assignable to type 'string'/);
  });

  it('reports a syntax error with its place', async () => {
    const error = await session.error('const x = ;');
    assert.equal(error.ename, 'TypeScriptError');
    assert.match(error.text, /Expression expected[\s\S]*> 1 \| const x = ;/);
  });

  it('aborts what was queued behind a failing cell, says so, and drops nothing that comes later', async () => {
    const [failed, queued, last] = await session.ask<Executed[]>({
      do: 'queue',
      codes: ['throw new Error("stop")', '1', '2'],
    });
    assert.deepEqual(
      [failed!, queued!, last!].map((cell) => cell.reply.status),
      ['error', 'aborted', 'aborted'],
    );
    assert.equal(await session.value('3'), '3');
  });

  it('answers a cell that it skips as ipykernel does: without a number, and nothing is shown of it', async () => {
    const [failed, skipped] = await session.ask<Executed[]>({ do: 'queue', codes: [`${BUSY} throw 1`, '2'] });
    assert.deepEqual(skipped, { outputs: [], reply: { status: 'aborted' } });
    const next = await session.execute('3');
    assert.equal(next.reply.execution_count, failed!.reply.execution_count + 1);
  });

  it('aborts what came while a failing synchronous cell was busy', async () => {
    const busy = `${BUSY} throw new Error("late")`;
    const cells = await session.ask<Executed[]>({ do: 'queue', codes: [busy, '1', '2'] });
    assert.deepEqual(
      cells.map((cell) => cell.reply.status),
      ['error', 'aborted', 'aborted'],
    );
  });

  it('goes on after a failing cell when asked not to stop', async () => {
    const cells = await session.ask<Executed[]>({
      do: 'queue',
      codes: ['throw new Error("go on")', '1'],
      options: { stop_on_error: false },
    });
    assert.deepEqual(
      cells.map((cell) => cell.reply.status),
      ['error', 'ok'],
    );
  });

  it('publishes nothing for a silent request and does not count it', async () => {
    const { reply: first } = await session.execute('1');
    const silent = await session.execute('console.log("quiet"); 2', { silent: true });
    assert.deepEqual(silent.outputs, []);
    const { reply: next } = await session.execute('3');
    assert.equal(next.execution_count, first.execution_count + 1);
  });

  it('shows values by display(), replaces them by id, and takes an object’s own display', async () => {
    const { outputs } = await session.execute(
      `import { clearOutput, display, updateDisplay } from '${process.cwd()}/lib/kernel/display';
await display({ [Symbol.for('Jupyter.display')]: () => ({ 'text/plain': 'T', 'text/html': '<b>T</b>' }) }, { id: 'x' });
await updateDisplay('x', 2);
clearOutput({ wait: true });`,
    );
    const [, shown, updated, cleared] = outputs;
    assert.deepEqual(
      [shown!.type, shown!.data],
      ['display_data', { 'text/plain': 'T', 'text/html': '<b>T</b>' }],
    );
    assert.deepEqual([updated!.type, updated!.transient], ['update_display_data', { display_id: 'x' }]);
    assert.deepEqual([cleared!.type, cleared!.wait], ['clear_output', true]);
  });

  it('completes members and names, and explains a name, with the types of the sources', async () => {
    await session.execute("import { Model } from '../lib/top';\nconst model = new Model();");
    const completed = await session.ask<{ matches: string[] }>({ do: 'complete', code: 'model.pre', at: 9 });
    assert.deepEqual(completed.matches, ['predict']);
    const inspected = await session.ask<{ data: Record<string, string> }>({
      do: 'inspect',
      code: 'model',
      at: 2,
    });
    assert.match(inspected.data['text/plain']!, /const model: Model/);
  });

  it('answers comm_info as comm_info_reply and kernel_info with a status', async () => {
    assert.deepEqual(await session.ask({ do: 'comms' }), {
      type: 'comm_info_reply',
      status: 'ok',
      comms: {},
    });
    const info = await session.ask<{ status: string; language_info: { name: string } }>({ do: 'info' });
    assert.equal(info.status, 'ok');
    assert.equal(info.language_info.name, 'typescript');
  });

  it('stops an endless loop and a pending await, and goes on', async () => {
    await session.value('const survivor = 42');
    for (const code of ['while (true) {}', 'await new Promise(() => {})']) {
      // At once: while TypeScript is still converting the cell. Later: while it runs.
      for (const seconds of [0, 0.3]) {
        const { reply } = await session.ask<Executed>({ do: 'interrupt', code, after: seconds });
        assert.deepEqual([reply.status, reply.ename], ['error', 'Interrupted'], `${code} after ${seconds} s`);
      }
    }
    assert.equal(await session.value('survivor'), '42');
  });

  it('shows an exception of a timer and lives on', async () => {
    const { outputs } = await session.execute(
      'setTimeout(() => { throw new Error("from a timer"); }, 5);\nawait new Promise((r) => setTimeout(r, 60));',
    );
    assert.equal(outputs.find((output) => output.type === 'error')?.evalue, 'from a timer');
    assert.equal(await session.value('1 + 1'), '2');
  });

  it('lives on after a cell has removed all listeners', async () => {
    await session.value('process.removeAllListeners(); 1');
    await session.value(
      "// @ts-nocheck\nfor (const name of ['SIGINT', 'uncaughtException']) for (const f of process.listeners(name)) process.off(name, f);\n1",
    );
    const { outputs } = await session.execute(
      'setTimeout(() => { throw new Error("still shown"); }, 5);\nawait new Promise((r) => setTimeout(r, 60));',
    );
    assert.equal(outputs.find((output) => output.type === 'error')?.evalue, 'still shown');
    const stopped = await session.execute(
      "process.kill(process.pid, 'SIGINT');\nawait new Promise(() => {});",
    );
    assert.equal(stopped.reply.ename, 'Interrupted');
    assert.equal(await session.value("process.once('SIGUSR2', () => {}).listenerCount('SIGUSR2')"), '1');
    assert.equal(await session.value("process.removeAllListeners('SIGUSR2').listenerCount('SIGUSR2')"), '0');
  });

  it('runs a pasted script with its first line', async () => {
    assert.equal(await session.value('#!/usr/bin/env node\nconst pasted = 7;\npasted'), '7');
  });

  it('shows a rejection that nobody awaits, with its line, and lives on', async () => {
    const { reply, outputs } = await session.execute(
      'async function forgotten() {\n  throw new RangeError("not awaited");\n}\nvoid forgotten();\nawait new Promise((r) => setTimeout(r, 60));\n7',
    );
    assert.equal(reply.status, 'ok');
    const error = outputs.find((output) => output.type === 'error')!;
    assert.deepEqual([error.ename, error.evalue], ['RangeError', 'not awaited']);
    assert.match(error.traceback!.join('\n'), /In\[\d+\], line 2/);
    assert.equal(await session.value('1 + 1'), '2');
  });
});

describe('kernel and edited sources', () => {
  const project = temporaryProject(SOURCES);
  let session: Session;
  before(async () => {
    session = await Session.start(project.notebooks);
  });
  after(() => {
    session?.close();
    project.remove();
  });
  const IMPORT = "import { Model } from '../lib/top';\nimport { loaded } from '../lib/counter';\n";

  it('takes up an edit two imports deep when the import cell runs again, and reloads nothing else', async () => {
    assert.equal(await session.value(`${IMPORT}new Model().predict()`), '2');
    const loadedAt = await session.value('loaded.at');
    project.write('lib/deep.ts', 'export const answer: number = 21;\n');
    assert.equal(await session.value(`${IMPORT}new Model().predict()`), '42');
    assert.equal(await session.value('loaded.at'), loadedAt);
  });

  it('type-checks against the edit at once', async () => {
    project.write(
      'lib/deep.ts',
      "export const answer = 'text' as unknown as number;\nexport const added = 1;\n",
    );
    assert.equal(await session.value("import { added } from '../lib/deep';\nadded"), '1');
  });

  it('warns about a type error in an edited source, and runs it', async () => {
    project.write('lib/deep.ts', "export const answer: number = 'three';\n");
    const { reply, outputs } = await session.execute(`${IMPORT}new Model()`);
    assert.equal(reply.status, 'ok');
    const warning = outputs.find((output) => output.name === 'stderr')?.text ?? '';
    assert.match(
      warning,
      /^TypeScript: lib\/deep\.ts:1:14 - Type 'string' is not assignable to type 'number'/,
    );
    project.write('lib/deep.ts', SOURCES['lib/deep.ts']);
    assert.equal(await session.value(`${IMPORT}new Model().predict()`), '2');
  });

  it('recovers when a source that could not be loaded is mended', async () => {
    project.write('lib/deep.ts', 'export const answer: number = ;\n');
    assert.match((await session.error(`${IMPORT}new Model().predict()`)).text, /deep\.ts/);
    project.write('lib/deep.ts', SOURCES['lib/deep.ts']);
    assert.equal(await session.value(`${IMPORT}new Model().predict()`), '2');
  });

  it('finds a source that did not exist at the first try', async () => {
    assert.match((await session.error("import { late } from '../lib/late';\nlate")).evalue!, /TS2307/);
    project.write('lib/late.ts', 'export const late = 9;\n');
    assert.equal(await session.value("import { late } from '../lib/late';\nlate"), '9');
  });

  it('ends on a shutdown request, answers truthfully whether to restart, and leaves no process', async () => {
    const { reply, alive } = await session.stop();
    assert.deepEqual([reply.status, reply.restart, alive], ['ok', false, false]);
  });
});
