/** What a caller in JavaScript can get wrong: each is answered with the class or function, the field, and what is allowed. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { OptionError } from '../../lib/core/errors';
import * as streaming from '../../lib/streaming/streaming';

// biome-ignore lint/suspicious/noExplicitAny: these calls are wrong on purpose
const { EmbeddedLog, Outbox, applyEvents, applyShare } = streaming as any;
const dir = mkdtempSync(join(tmpdir(), 'bad-input-'));
// biome-ignore lint/suspicious/noExplicitAny: as above
let log: any;
before(async () => {
  log = await EmbeddedLog.open(join(dir, 'log'));
});
after(async () => {
  await log.close();
  rmSync(dir, { recursive: true, force: true });
});

const state = { apply() {}, save: () => Buffer.of(), load() {}, part: () => state, drop() {} };
const read = (options: unknown) => log.read(options).next();
const BAD: readonly (readonly [message: string, call: () => Promise<unknown>])[] = [
  ['EmbeddedLog: dir must be a text, got undefined', () => EmbeddedLog.open()],
  ['EmbeddedLog: options must be an object', () => EmbeddedLog.open(dir, null)],
  ['EmbeddedLog: events must be a list, got { type:', () => log.append({ type: 'click' })],
  ['EmbeddedLog: options must be an object', () => read(null)],
  ['EmbeddedLog: there is no option follows; the options are follow, from', () => read({ follows: false })],
  ['EmbeddedLog: follow must be true or false, got "no"', () => read({ follow: 'no' })],
  [
    "EmbeddedLog: from must be 'start', 'end', or an offset for each partition, got 5",
    () => read({ from: 5 }),
  ],
  ['EmbeddedLog: ifGone must be one of fail, skip, got "stop"', () => read({ ifGone: 'stop' })],
  ['EmbeddedLog: group must be a text, got null', () => log.join(null)],
  ['EmbeddedLog: there is no option note; the options are onPartitions', () => log.join('a', { note: 1 })],
  ['Outbox: deliver must be a function, got undefined', () => Outbox.open(dir)],
  ['Outbox: there is no option wait; the options are within', () => Outbox.open(dir, () => {}, { wait: 1 })],
  ['applyEvents: log must be an event log', () => applyEvents(null, state, { name: 'a' })],
  [
    'applyEvents: state must be a state with apply, save and load, got {}',
    () => applyEvents(log, {}, { name: 'a' }),
  ],
  ['applyEvents: options must be an object', () => applyEvents(log, state)],
  ['applyEvents: name must be a text, got undefined', () => applyEvents(log, state, {})],
  ['applyEvents: there is no option folow', () => applyEvents(log, state, { name: 'a', folow: false })],
  ['applyShare: there is no option folder', () => applyShare(log, 'a', state, { name: 'a', folder: 'b' })],
  ['applyShare: dir must be a text, got undefined', () => applyShare(log, 'a', state, { name: 'a' })],
];

for (const [message, call] of BAD) {
  test(message, async () => {
    await assert.rejects(call, (error: Error) => {
      assert.ok(error instanceof OptionError, error.stack);
      assert.ok(error.message.startsWith(message), error.message);
      return true;
    });
  });
}
