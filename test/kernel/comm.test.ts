/** Comms of the running kernel, as a front end sees them on the wire. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Output, Session, temporaryProject } from './session';

/** Something that the kernel published, and for which of the messages sent. */
type Published = Output & { of: number | null; comm_id?: string };

/** The public file alone, as it would be copied. */
const project = temporaryProject({ 'comm.ts': readFileSync(join('lib', 'kernel', 'comm.ts'), 'utf8') });
let session: Session;
before(async () => {
  session = await Session.start(project.notebooks);
});
after(() => {
  session?.close();
  project.remove();
});

const send = (...messages: object[]): Promise<Published[]> => session.ask({ do: 'send', messages });
const message = (type: string, content: object) => ({ type, content });
const cell = (code: string, cellId?: string, deletedCells: string[] = []) => ({
  type: 'execute_request',
  content: { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: false },
  metadata: cellId ? { cellId, deletedCells } : {},
});
const openComms = async (): Promise<Record<string, unknown>> =>
  (await session.ask<{ comms: Record<string, unknown> }>({ do: 'comms' })).comms;
/** Types without `status`, in order. */
const typesOf = (published: Published[]) =>
  published.map(({ type }) => type).filter((type) => !['status', 'execute_input'].includes(type));
const textOf = (published: Published[]) => published.map(({ text }) => text ?? '').join('');

test('a cell opens a comm, both ends send, and what its listener prints belongs to the cell', async () => {
  await send(cell(`import { openComm, acceptComms } from '../comm';`));
  const opened = await send(
    cell(`console.log('before');
const comm = openComm('test.echo', { data: { hello: 1 }, metadata: { version: '1' } }, {
  message: ({ data, reply }) => { console.log('got', data.x); reply({ twice: 2 * Number(data.x) }); comm!.send({ more: 1 }); },
  closed: () => console.log('closed by the page'),
});`),
  );
  assert.deepEqual(typesOf(opened), ['stream', 'comm_open']);
  const open = opened.find(({ type }) => type === 'comm_open')!;
  assert.equal(open.target_name, 'test.echo');
  assert.deepEqual(open.data, { hello: 1 });
  const comm_id = open.comm_id!;
  assert.deepEqual(await openComms(), { [comm_id]: { target_name: 'test.echo' } });

  const answers: Published[] = await session.ask({
    do: 'send',
    messages: [message('comm_msg', { comm_id, data: { x: 21 } })],
    until: ['"twice":42', '"more":1', 'got 21'],
  });
  const states = answers.filter(({ type, of }) => type === 'status' && of === 0);
  assert.deepEqual(
    states.map(({ execution_state }) => execution_state),
    ['busy', 'idle'],
  );
  const reply = answers.find(({ type, of }) => type === 'comm_msg' && of === 0)!;
  assert.deepEqual(reply.data, { twice: 42 });
  const own = answers.find(({ type, of }) => type === 'comm_msg' && of === null)!;
  assert.deepEqual(own.data, { more: 1 }, 'what is sent unasked is not marked as an answer');
  assert.equal(textOf(answers.filter(({ of }) => of === null)), 'got 21\n', 'printed below the cell');

  const ended: Published[] = await session.ask({
    do: 'send',
    messages: [message('comm_close', { comm_id, data: {} })],
    until: ['closed by the page'],
  });
  assert.equal(textOf(ended), 'closed by the page\n');
  assert.deepEqual(await openComms(), {});
  assert.equal(await session.value('comm!.isOpen'), 'false');
});

test('the page opens a comm of an accepted name; any other is closed at once', async () => {
  await send(
    cell(`acceptComms('test.sum', (comm, { data }) => {
  let sum = Number(data.start);
  return { message: ({ data, reply }) => reply({ sum: (sum += Number(data.add)) }) };
});`),
  );
  const published = await send(
    message('comm_open', { comm_id: 'mine', target_name: 'test.sum', data: { start: 10 } }),
    message('comm_msg', { comm_id: 'mine', data: { add: 5 } }),
    message('comm_open', { comm_id: 'nobody', target_name: 'test.unknown', data: {} }),
  );
  const comms = published.filter(({ type }) => type.startsWith('comm_'));
  assert.deepEqual(
    comms.map(({ type, of, comm_id, data }) => ({ type, of, comm_id, data })),
    [
      { type: 'comm_msg', of: 1, comm_id: 'mine', data: { sum: 15 } },
      { type: 'comm_close', of: 2, comm_id: 'nobody', data: {} },
    ],
  );
  assert.deepEqual(await openComms(), { mine: { target_name: 'test.sum' } });
  await send(message('comm_close', { comm_id: 'mine', data: {} }));
});

test('a cell that runs 100 times leaves one comm, a deleted cell none', async () => {
  const code = `openComm('test.leak', {}, { closed: () => {} });`;
  for (let i = 0; i < 100; i++) await send(cell(code, 'cell-a'));
  await send(cell(code, 'cell-b'));
  assert.equal(Object.keys(await openComms()).length, 2);
  const published = await send(cell('1', 'cell-c', ['cell-a', 'cell-b']));
  assert.equal(published.filter(({ type }) => type === 'comm_close').length, 2);
  assert.deepEqual(await openComms(), {});
});

test('comm_info_request asks for one target', async () => {
  const opened = await send(cell(`openComm('test.one'); openComm('test.two');`, 'cell-d'));
  const [one] = opened.filter(({ type }) => type === 'comm_open');
  const info = await session.ask<{ comms: object }>({ do: 'comms', target: 'test.one' });
  assert.deepEqual(info.comms, { [one!.comm_id!]: { target_name: 'test.one' } });
});

test('an error in a listener is shown below its cell, and the kernel lives', async () => {
  const opened = await send(
    cell(`openComm('test.bad', {}, { message: () => { throw new RangeError('too far'); } });`, 'cell-e'),
  );
  const comm_id = opened.find(({ type }) => type === 'comm_open')!.comm_id;
  const published: Published[] = await session.ask({
    do: 'send',
    messages: [message('comm_msg', { comm_id, data: {} })],
    until: ['too far'],
  });
  const error = published.find(({ type }) => type === 'error');
  assert.equal(error?.ename, 'RangeError');
  assert.match(error!.traceback!.join('\n'), /In\[\d+\], line 1/);
  assert.equal(await session.value('1 + 1'), '2');
});

test('malformed comm messages and those of unknown comms are answered with busy and idle', async () => {
  const published = await send(
    message('comm_msg', {}),
    message('comm_msg', { comm_id: 7, data: null }),
    message('comm_close', { comm_id: 'gone' }),
    message('comm_open', {}),
  );
  for (const of of [0, 1, 2, 3]) {
    const states = published.filter((one) => one.of === of && one.type === 'status');
    assert.deepEqual(
      states.map(({ execution_state }) => execution_state),
      ['busy', 'idle'],
    );
  }
  assert.equal(await session.value('2 + 2'), '4');
});
