/** Cells that ask the user: `prompt`, `readline` and `process.stdin`, over the stdin channel. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { installDialogs } from '../../lib/kernel/cells/dialogs';
import { type Published, Wire } from '../../scripts/strain/kernel/wire';
import { until } from '../fixtures/until';
import { temporaryProject } from './session';

it('prompt takes null for no default', (t) => {
  const names = ['prompt', 'confirm', 'alert'];
  t.after(() => {
    for (const name of names) Reflect.deleteProperty(globalThis, name);
  });
  const asked: string[] = [];
  installDialogs((question) => {
    asked.push(question.prompt);
    return '';
  });
  const prompt: (message: string, byDefault: unknown) => string = Reflect.get(globalThis, 'prompt');
  assert.deepEqual([prompt('Name', null), prompt('Age', 7)], ['', '7']);
  assert.deepEqual(asked, ['Name ', 'Age [7] ']);
});

describe('input', () => {
  const project = temporaryProject({});
  let wire: Wire;
  /** Every question, as `prompt`, with `*` for a password. */
  let questions: string[] = [];
  before(async () => {
    wire = await Wire.start(project.notebooks);
  });
  after(() => {
    wire?.close();
    project.remove();
  });
  beforeEach(() => {
    wire.onInput = undefined;
    questions = [];
    wire.published.length = 0;
  });

  const execute = (code: string, allow_stdin = true, msg_id = randomUUID()) =>
    wire.ask('execute_request', { code, silent: false, allow_stdin }, 'shell', { msg_id });
  /** Runs a cell and answers its questions in order; undefined is no answer. The text that it printed. */
  async function dialog(code: string, ...answers: (string | undefined)[]): Promise<string> {
    wire.onInput = ({ prompt, password }) => {
      questions.push(`${prompt}${password ? '*' : ''}`);
      return answers.shift();
    };
    const id = randomUUID();
    const reply = await execute(code, true, id);
    assert.equal(reply.status, 'ok', JSON.stringify(reply));
    const isIdle = ({ parent, content }: Published) => parent === id && content.execution_state === 'idle';
    await until(
      () => wire.published.some(isIdle),
      () => JSON.stringify(wire.published),
    );
    const texts = wire.published.filter(({ type }) => type === 'stream');
    return texts.map(({ content }) => content.text).join('');
  }

  it('prompt waits for the answer, which may be a default, hidden or empty', async () => {
    const printed = await dialog(
      `console.log('before');
const name: string = prompt('Name?');
console.log(name, prompt('Where?', 'here'), prompt('Secret?', '', { password: true }).length, prompt() === '');`,
      'Zoë 🎬',
      '',
      'abc',
      '',
    );
    assert.deepEqual(questions, ['Name? ', 'Where? [here] ', 'Secret? *', 'Prompt ']);
    assert.equal(printed, 'before\nZoë 🎬 here 3 true\n');
  });

  it('shows what was printed before it asks', async () => {
    let before = '';
    wire.onInput = () => {
      before = wire.published.map(({ content }) => content.text ?? '').join('');
      return 'x';
    };
    await execute(`for (let i = 0; i < 3; i++) console.log('line', i);
await new Promise((r) => setTimeout(r, 100));
console.log('last'); prompt('?')`);
    assert.equal(before, 'line 0\nline 1\nline 2\nlast\n');
  });

  it('confirm takes y for yes, alert waits', async () => {
    const printed = await dialog(`console.log(confirm('Sure?'), confirm(), alert('Done'))`, 'y', 'yes', '');
    assert.deepEqual(questions, ['Sure? [y/N] ', 'Confirm [y/N] ', 'Done [Enter] ']);
    assert.equal(printed, 'true false undefined\n');
  });

  it('readline asks, with promises and with callbacks, which a cell waits for', async () => {
    const promised = `import { createInterface } from 'node:readline/promises';
const lines = createInterface({ input: process.stdin, output: process.stdout });
const first = await lines.question('First? ');
await new Promise((r) => setTimeout(r, 50));
console.log(first, await lines.question('Second? '));
lines.close();`;
    assert.equal(await dialog(promised, 'a', 'b'), 'a b\n');
    assert.deepEqual(questions, ['First? ', 'Second? ']);

    questions = [];
    wire.published.length = 0;
    const called = `import * as readline from 'readline';
const rl = readline.createInterface(process.stdin, process.stdout);
rl.question('Name? ', (name) => {
  rl.question(\`And yours, \${name}? \`, (other) => { console.log(name, other); rl.close(); });
});`;
    assert.equal(await dialog(called, 'Ada', 'Bob'), 'Ada Bob\n');
    assert.deepEqual(questions, ['Name? ', 'And yours, Ada? ']);
  });

  it('lines of an interface or of process.stdin are asked for while somebody reads them', async () => {
    const loop = `import { createInterface as interfaceOf } from 'node:readline';
const read = interfaceOf({ input: process.stdin });
await new Promise((r) => setTimeout(r, 50)); // nobody reads yet
for await (const line of read) { console.log('got', line); if (line === 'end') break; }
read.close();`;
    assert.equal(await dialog(loop, 'one', 'end'), 'got one\ngot end\n');
    questions = [];
    wire.published.length = 0;
    const shell = `const shell = interfaceOf({ input: process.stdin, prompt: '> ' });
shell.on('line', (line) => { console.log(line); if (line === 'q') shell.close(); else shell.prompt(); });
shell.prompt();`;
    assert.equal(await dialog(shell, 'p', 'q'), 'p\nq\n');
    assert.deepEqual(questions, ['> ', '> ']);
    questions = [];
    wire.published.length = 0;
    const raw = `await new Promise<void>((done) => process.stdin.once('data', (bytes) => { console.log(String(bytes)); process.stdin.pause(); done(); }));`;
    assert.equal(await dialog(raw, 'raw'), 'raw\n\n');
    assert.deepEqual(questions, ['']);
  });

  it('a stop ends a cell that waits, and the next question has its own answer', async () => {
    for (const code of [
      `try { prompt('Never?'); } finally { console.log('left'); }`,
      `import * as waiting from 'node:readline/promises';
const w = waiting.createInterface({ input: process.stdin });
try { await w.question('Never?'); } finally { console.log('left'); w.close(); }`,
      `import * as later from 'node:readline';
later.createInterface({ input: process.stdin }).question('Never?', () => console.log('never'));`,
    ]) {
      questions = [];
      wire.published.length = 0;
      wire.onInput = ({ prompt }) => {
        questions.push(String(prompt));
        return undefined;
      };
      const running = execute(code);
      while (questions.length === 0) await sleep(5);
      const asked = performance.now();
      await wire.ask('interrupt_request', {}, 'control');
      assert.equal((await running).ename, 'Interrupted', code);
      assert.ok(performance.now() - asked < 5000);
      assert.equal(
        await dialog(`console.log(prompt('Again?'))`, 'yes'),
        code.includes('left') ? 'left\nyes\n' : 'yes\n',
      );
    }
  });

  it('says so where nobody can answer', async () => {
    const what =
      'what runs this cell takes no input (allow_stdin is false), like nbconvert. Run it in JupyterLab, for example.';
    for (const [code, prompt] of [
      [`prompt('Name?')`, 'Name? '],
      [
        `import { createInterface as c } from 'node:readline/promises';
await c({ input: process.stdin }).question('Name?');`,
        'Name?',
      ],
    ]) {
      const reply = await execute(code!, false);
      assert.deepEqual([reply.ename, reply.evalue], ['InputError', `Cannot ask "${prompt}": ${what}`]);
    }
    const lines = await execute(
      `import { createInterface as d } from 'node:readline';
for await (const line of d({ input: process.stdin })) console.log(line);`,
      false,
    );
    assert.equal(lines.ename, 'InputError');
    await execute(`setTimeout(() => prompt('Late?'), 50); 0`);
    const error = () =>
      wire.published.find(({ type, content }) => type === 'error' && /Late/.test(String(content.evalue)));
    while (!error()) await sleep(10);
    assert.equal(
      error()!.content.evalue,
      'Cannot ask "Late? ": the cell that this code belongs to has ended.',
    );
  });
});
