/** Messages that no client sends: none ends the kernel, and none without the right signature has any effect. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { RandomState } from '../../lib/math/random/random-state';
import { type Channel, DELIMITER, frames, signed, Wire } from '../../scripts/strain/kernel/wire';
import { until } from '../fixtures/until';
import { temporaryProject } from './session';

/** All that a signed message can be without asking the kernel to end. */
const TYPES = [
  'kernel_info_request',
  'execute_request',
  'is_complete_request',
  'complete_request',
  'inspect_request',
  'history_request',
  'interrupt_request',
  'comm_info_request',
  'comm_open',
  'comm_msg',
  'comm_close',
  'connect_request',
  'debug_request',
  'constructor',
  '__proto__',
  'hasOwnProperty',
  '',
  'x'.repeat(10_000),
];
const VALUES: unknown[] = [
  null,
  true,
  -1,
  1.5,
  1e300,
  '',
  'x',
  '\u0000\ud800',
  [],
  [[[]]],
  {},
  { toString: 1, constructor: 'x' },
  'y'.repeat(100_000),
];
const FIELDS = [
  'code',
  'cursor_pos',
  'silent',
  'store_history',
  'stop_on_error',
  'user_expressions',
  'hist_access_type',
  'n',
  'pattern',
  'session',
  'start',
  'stop',
  'comm_id',
  'target_name',
  'data',
];

describe('malformed messages', () => {
  const project = temporaryProject({});
  let wire: Wire;
  before(async () => {
    wire = await Wire.start(project.notebooks);
  });
  after(() => {
    wire?.close();
    project.remove();
  });

  async function lives(): Promise<void> {
    assert.equal(wire.ended, false, wire.log);
    for (const channel of ['shell', 'control'] as const) {
      assert.equal((await wire.ask('kernel_info_request', {}, channel)).status, 'ok');
    }
    await wire.ask('execute_request', { code: '' }, 'shell'); // aborted, when a cell before it has failed
    const executed = await wire.ask('execute_request', { code: '1 + 1', silent: false }, 'shell');
    assert.equal(executed.status, 'ok', JSON.stringify(executed));
  }

  it('a thousand of them, and the kernel lives', async () => {
    const random = new RandomState(20_240_607);
    const below = (n: number) => Math.floor(random.random() * n);
    const one = <T>(of: readonly T[]): T => of[below(of.length)]!;
    const bytes = (length: number) => Buffer.from(Array.from({ length }, () => below(256)));
    const makers: (() => (Buffer | string)[])[] = [
      () => Array.from({ length: below(9) + 1 }, () => bytes(below(40))),
      () => [bytes(5), DELIMITER, ...Array.from({ length: below(6) }, () => bytes(below(20)))],
      () => signed(Array.from({ length: below(7) }, () => bytes(below(20)))),
      () => signed(Array.from({ length: 4 }, () => JSON.stringify(one(VALUES)))),
      () => frames(one(TYPES), one(VALUES)),
      () => frames(one(TYPES), {}, { [one(['msg_id', 'msg_type', 'session', 'username'])]: one(VALUES) }),
      () =>
        frames(one(TYPES), Object.fromEntries(Array.from({ length: 4 }, () => [one(FIELDS), one(VALUES)]))),
      () =>
        frames(one(TYPES), { code: '1', [one(FIELDS)]: one(VALUES), comm_id: 'c', hist_access_type: 'tail' }),
      () => [...frames(one(TYPES), { code: '1' }).slice(0, -1), bytes(below(50))],
    ];
    for (let i = 0; i < 1000; i++) {
      await wire.send(one<Channel>(['shell', 'shell', 'shell', 'control']), one(makers)());
      if (i % 250 === 249) await lives();
    }
    await lives();
  });

  it('what is signed with another key has no effect, not even a shutdown or an interrupt', async () => {
    const running = wire.ask(
      'execute_request',
      { code: 'await new Promise((r) => setTimeout(r, 700)); 5' },
      'shell',
    );
    for (const type of ['shutdown_request', 'interrupt_request']) {
      const [delimiter, , ...parts] = frames(type, {});
      for (const signature of ['', 'f'.repeat(64), String(signed(parts, 'another key')[1])]) {
        await wire.send('control', [delimiter!, signature, ...parts]);
        await wire.send('shell', [delimiter!, signature, ...parts]);
      }
    }
    assert.equal((await running).status, 'ok');
    await lives();
    assert.match(wire.log, /dropped a message with a wrong signature/);
  });

  it('a wrong field is answered with an error that names it', async () => {
    for (const [type, content, message] of [
      ['execute_request', { code: 5 }, 'execute_request: code must be a string, got 5'],
      ['complete_request', { code: 'a', cursor_pos: 'b' }, 'cursor_pos must be a whole number, got "b"'],
      [
        'history_request',
        { hist_access_type: 'all' },
        'hist_access_type must be tail, range or search, got "all"',
      ],
    ] as const) {
      const reply = await wire.ask(type, content, 'shell');
      assert.deepEqual([reply.status, reply.evalue], ['error', message]);
    }
  });

  it('has busy and idle around every request, and counts characters as the protocol does', async () => {
    const ids = ['a completion', 'a look into the history'];
    const [completion, look] = ids.map((msg_id) => ({ msg_id }));
    const code = '"🎬🎬"; Math.PI';
    const completed = await wire.ask('complete_request', { code, cursor_pos: 13 }, 'shell', completion);
    assert.deepEqual([completed.matches, completed.cursor_start, completed.cursor_end], [['PI'], 11, 13]);
    await wire.ask('history_request', { hist_access_type: 'tail', n: 1 }, 'shell', look);
    const published = () => wire.published.filter(({ parent }) => ids.includes(parent));
    await until(
      () => published().length >= 4,
      () => JSON.stringify(published()),
    );
    assert.deepEqual(
      published().map(({ content }) => content.execution_state),
      ['busy', 'idle', 'busy', 'idle'],
    );
  });

  it('what is sent on seeing an error is run, however soon', async () => {
    // Work of the failed cell goes on for a while, and the reply waits for it.
    const code = `setImmediate(() => { const end = performance.now() + 400; while (performance.now() < end); });
throw new Error('seen');`;
    const failing = wire.ask('execute_request', { code }, 'shell');
    while (!wire.published.some(({ type, content }) => type === 'error' && content.evalue === 'seen'))
      await sleep(2);
    const next = await wire.ask('execute_request', { code: '1' }, 'shell');
    assert.equal((await failing).status, 'error');
    assert.equal(next.status, 'ok');
  });

  it('its heart beats, also while a cell computes', async () => {
    assert.equal(await wire.heartbeat('ping'), 'ping');
    wire.published.length = 0;
    const computing = wire.ask('execute_request', { code: 'while (true) {}' }, 'shell');
    await until(() => wire.published.some(({ type }) => type === 'execute_input'), 'the cell has begun');
    assert.equal(await wire.heartbeat('still there?'), 'still there?');
    await wire.ask('interrupt_request', {}, 'control');
    assert.equal((await computing).ename, 'Interrupted');
  });

  it('a shutdown to restart is answered truthfully, and the process ends', async () => {
    const reply = await wire.ask('shutdown_request', { restart: true }, 'control');
    assert.deepEqual(reply, { status: 'ok', restart: true });
    await until(() => wire.ended, 'its end');
    assert.doesNotMatch(wire.log, /Napi|Error:/);
  });
});
