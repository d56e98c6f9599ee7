/** Text that leaves the kernel is well-formed Unicode, or the notebook that it goes into can't be saved. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, test } from 'node:test';
import { cutIndex, wellFormedJson } from '../../lib/core/well-formed';
import { DEFAULT_PRINT_LIMIT, OutputStream, setPrintLimit } from '../../lib/kernel/cells/output-stream';
import { WrittenText } from '../../lib/kernel/cells/written-text';
import { inspectText } from '../../lib/kernel/formats/plain';
import { History } from '../../lib/kernel/protocol/history';
import { encodeMessage } from '../../lib/kernel/protocol/message';
import { type Session, sharedKernel } from './session';

const HALF = '🎬'.slice(0, 1);
const OTHER_HALF = '🎬'.slice(1);
const isWellFormed = (text: string) => !/\p{Surrogate}/u.test(text);

test('a message has no half of a character in it, nor in the names of its fields', () => {
  const header = { msg_id: '1', msg_type: 'a_request', session: HALF, username: 'u', date: '', version: '5' };
  const content = {
    [`a${HALF}`]: [`${OTHER_HALF}${HALF}`, '🎬 हिन्दी', { deep: `x${HALF}` }],
    escaped: `\\ud83c \\${HALF} "\n\\\\`,
  };
  const request = { identity: [], header };
  const parts = encodeMessage(request, 'stream', content, 'key', { metadata: { [HALF]: HALF } }).slice(2);
  const [, parent, metadata, sent] = parts.map((part) => JSON.parse(String(part)));
  assert.equal(parent.session, '\ufffd');
  assert.deepEqual(metadata, { '\ufffd': '\ufffd' });
  assert.deepEqual(sent, {
    'a\ufffd': ['\ufffd\ufffd', '🎬 हिन्दी', { deep: 'x\ufffd' }],
    escaped: '\\ud83c \\\ufffd "\n\\\\',
  });
});

test('JSON without a half is left as it is', () => {
  for (const value of ['\\ud83c', '\\\\ud83c', '🎬', '\ud7ff\ue000', { '\\ud': '\\"' }]) {
    assert.equal(wellFormedJson(JSON.stringify(value)), JSON.stringify(value));
  }
});

test('a text is cut before or behind a character, not in it', () => {
  assert.deepEqual(
    [0, 1, 2, 3, 4, 9].map((index) => cutIndex('a🎬b', index)),
    [0, 1, 3, 3, 4, 9],
  );
});

test('a long print of emoji is cut between them, in its beginning and in its end', () => {
  after(() => setPrintLimit(DEFAULT_PRINT_LIMIT));
  setPrintLimit(10);
  for (const start of ['', 'x']) {
    const pieces: string[] = [];
    const stream = new OutputStream((_, text) => pieces.push(text));
    stream.write('stdout', `${start}${'🎬'.repeat(600_000)}y`);
    stream.end();
    assert.ok(pieces.every(isWellFormed));
    assert.match(pieces.join(''), /🎬\n… output limit reached; .*\n… [\d,]+ characters omitted; .*\n(🎬)+y$/);
  }
});

test('a long value and a long cell in the history are cut between characters', () => {
  const array = Array.from({ length: 20 }, (_, i) => `${'x'.repeat(i)}${'🎬'.repeat(4000)}`);
  assert.ok(isWellFormed(inspectText(array)));
  const shifted = inspectText({
    [Symbol.for('nodejs.util.inspect.custom')]: () => `x${'🎬'.repeat(30_000)}`,
  });
  assert.ok(isWellFormed(shifted));
  assert.equal(shifted.slice(-26), '🎬\n… 10000 more characters');
  const cut = inspectText([`x${'🎬'.repeat(6000)}`, `${'y'.repeat(9990)}\\ud83c5678`]);
  assert.match(cut, /🎬'\.\.\. 2002 more characters,\n/);
  assert.match(cut, /y\\\\ud83c5678'\n\]$/);

  const folder = mkdtempSync(join(tmpdir(), 'history-test-'));
  after(() => rmSync(folder, { recursive: true }));
  new History(folder).add(1, `x${'🎬'.repeat(30_000)}`);
  const [line] = readFileSync(join(folder, 'history.jsonl'), 'utf8').split('\n');
  assert.ok(isWellFormed(JSON.parse(line!).input));
});

test('bytes of a character may come one by one', () => {
  const text = 'x日本🎬é\n';
  const written = new WrittenText();
  assert.equal([...Buffer.from(text)].map((byte) => written.add(Uint8Array.of(byte))).join(''), text);
});

test('a text has the encoding that it is written with, and utf8 by default', () => {
  const written = new WrittenText();
  assert.equal(written.add('68690a', 'hex'), 'hi\n');
  assert.equal(written.add('5pel', 'base64'), '日');
  assert.equal(written.add('é', 'latin1') + written.add('!'), '\ufffd!', 'a byte that is not UTF-8');
  assert.equal(written.add('é', 'UTF-8' as BufferEncoding), 'é');
  assert.equal(written.add(HALF) + written.add(OTHER_HALF), '\ufffd\ufffd', 'as Node writes them');
  assert.throws(() => written.add('a', 'klingon' as BufferEncoding), { code: 'ERR_UNKNOWN_ENCODING' });
  assert.throws(() => written.add(5 as unknown as string), { code: 'ERR_INVALID_ARG_TYPE' });
});

const kernel = sharedKernel();

describe('in a running kernel', () => {
  let session: Session;
  before(async () => {
    session = await kernel();
  });
  const printed = async (code: string, name = 'stdout') => {
    const { outputs } = await session.execute(code);
    return outputs.map((output) => (output.name === name ? output.text : '')).join('');
  };

  it('no output holds half a character', async () => {
    const { outputs } = await session.execute(`
const half = '🎬'.slice(0, 1);
console.log(half);
console.error([half]);
const { stdout } = process;
const own = (bundle: object) => ({ [Symbol.for('Jupyter.display')]: () => bundle });
const { display } = require('${join(__dirname, '../../lib/kernel/display').replaceAll('\\', '/')}');
display([{ film: half, [half]: 1 }]);
display(own({ 'text/html': \`<b>\${half}</b>\` }));
display({ data: [{ y: [1], name: half }], layout: { title: { text: half } } });
console.log('x' + '🎬'.repeat(600_000));
throw new Error(half);`);
    assert.deepEqual(
      outputs.map(({ type }) => type).filter((type) => type !== 'stream'),
      ['execute_input', 'display_data', 'display_data', 'display_data', 'error'],
    );
    assert.ok(
      isWellFormed(
        JSON.stringify(outputs)
          .replace(/\\\\/g, '')
          .replace(/\\(ud[89a-f]..)/g, HALF),
      ),
    );
    assert.equal(outputs.at(-1)?.evalue, '\ufffd');
  });

  it('shows what another program writes, wherever its pieces end', async () => {
    const writes = `process.stdout.write('日'.repeat(100_000)); process.stderr.write('本🎬'.repeat(50_000))`;
    const code = `
const child = require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(writes)}]);
child.stdout.pipe(process.stdout);
child.stderr.pipe(process.stderr);
await new Promise((end) => child.on('close', end));`;
    assert.equal(await printed(code), '日'.repeat(100_000));
    assert.equal(await printed(code, 'stderr'), '本🎬'.repeat(50_000));
  });

  it('keeps the bytes of two cells and of two streams apart', async () => {
    assert.equal(await printed('process.stdout.write(Buffer.from([0xe6, 0x97]))'), '');
    assert.equal(
      await printed('process.stderr.write(Buffer.from([0xe6])); process.stdout.write("a")'),
      'a',
      'nothing of the cell before, nor of stderr',
    );
  });

  it('honors the encoding of a text, and calls back once what was written is taken', async () => {
    const code = `let n = 0;
const next = () => { if (++n < 20_000) process.stdout.write('2e', 'hex', next); else console.log('end'); };
next();
console.log('begin');
await new Promise((r) => setTimeout(r, 200));`;
    assert.equal(await printed(code), `.begin\n${'.'.repeat(19_998)}end\n`);
    assert.equal((await session.error('process.stdout.write(5 as any)')).ename, 'TypeError');
    assert.equal((await session.error('process.stdout.write("a", "klingon" as any)')).ename, 'TypeError');
  });
});
