/** What is appended while a log is away: acknowledged, kept, forwarded in order, and counted once. */
import assert from 'node:assert/strict';
import * as path from 'node:path';
import { test } from 'node:test';
import { LabError } from '../../lib/core/errors';
import { applyEvents } from '../../lib/streaming/apply-events';
import { EmbeddedLog } from '../../lib/streaming/embedded/embedded-log';
import { type Deliver, Outbox } from '../../lib/streaming/outbox';
import { partitionOf } from '../../lib/streaming/partition-of';
import { until } from '../fixtures/until';
import { click, temporaryFolder } from './event-log-contract';

/** A log that can be away; `loses` answers: what is appended is there, but the caller doesn't learn of it. */
async function shakyLog(dir: string) {
  const log = await EmbeddedLog.open(dir);
  const state: { is: 'there' | 'away' | 'loses answers' | 'hangs' } = { is: 'there' };
  const away = () => new LabError('BROKER', 'nobody answers');
  const deliver: Deliver = async (events) => {
    if (state.is === 'away') throw away();
    if (state.is === 'hangs') return new Promise(() => {});
    const places = await log.append(events);
    if (state.is === 'loses answers') throw away();
    return places;
  };
  return { log, state, deliver };
}

/** The ids of the events, in the order in which they are applied. */
async function applied(log: EmbeddedLog): Promise<string[]> {
  const ids: string[] = [];
  const state = {
    apply: ({ event }: { event: { id: string } }) => void ids.push(event.id),
    save: () => new Uint8Array(0),
    load: () => {},
  };
  await applyEvents(log, state, { name: 'test', follow: false });
  return ids;
}

const numbers = (count: number) => Array.from({ length: count }, (_, n) => `${n}`);
const FAST = { retry: 20 };

test('while the log is there, events go straight to it; while it is away, they wait and follow in order', async () => {
  const home = temporaryFolder();
  const { log, state, deliver } = await shakyLog(path.join(home, 'लॉग'));
  const notes: string[] = [];
  const options = { ...FAST, onNote: (note: string) => notes.push(note) };
  const outbox = await Outbox.open(path.join(home, 'outbox'), deliver, options);
  assert.deepEqual(await outbox.append([click('ann', 'i', '0')]), [
    { partition: partitionOf('ann', 4), offset: 0 },
  ]);
  assert.deepEqual(await outbox.append([]), []);
  state.is = 'away';
  await Promise.all(
    numbers(50)
      .slice(1)
      .map((id) => outbox.append([click('ann', 'i', id)])),
  );
  assert.equal(outbox.waiting, 49);
  state.is = 'there';
  await outbox.append([click('ann', 'i', '50')]); // behind the others, or after them
  await until(() => outbox.waiting === 0, 'forwarded');
  assert.deepEqual(await applied(log), numbers(51));
  assert.ok(await outbox.append([click('ann', 'i', '51')]), 'straight again');
  assert.match(notes.join('\n'), /^the log is away, .* nobody answers(.|\n)*the log is back, and all events/);
  await outbox.close();
  await log.close();
});

test('what waits survives the process, and an answer that is lost counts nothing twice', async () => {
  const home = temporaryFolder();
  const { log, state, deliver } = await shakyLog(path.join(home, 'log'));
  const dir = path.join(home, 'outbox');
  state.is = 'loses answers';
  let outbox = await Outbox.open(dir, deliver, FAST);
  assert.equal(await outbox.append([click('ann', 'i', '0'), click('bob', 'i', '1')]), undefined);
  state.is = 'away';
  await outbox.append([click('ann', 'i', '2')]);
  await outbox.close();
  outbox = await Outbox.open(dir, deliver, FAST);
  assert.equal(outbox.waiting, 3);
  await outbox.append([click('ann', 'i', '3')]);
  state.is = 'there';
  await until(() => outbox.waiting === 0, 'forwarded');
  const ends = await log.ends();
  assert.ok(ends.reduce((sum, end) => sum + end) >= 6, 'the first two are in the log twice or more');
  assert.deepEqual((await applied(log)).sort(), numbers(4));
  await outbox.close();
  outbox = await Outbox.open(dir, deliver, FAST);
  assert.equal(outbox.waiting, 0, 'forwarded once for all');
  await outbox.close();
  await log.close();
});

test('a log that hangs counts as away; an invalid event is refused at the door', async () => {
  const home = temporaryFolder();
  const { log, state, deliver } = await shakyLog(path.join(home, 'log'));
  const outbox = await Outbox.open(path.join(home, 'outbox'), deliver, { ...FAST, within: 50 });
  state.is = 'hangs';
  assert.equal(await outbox.append([click('ann', 'i', '0')]), undefined);
  const bad = [
    [{ type: 'click', userId: 'ann', itemId: '' }, /^events\.1: click event: itemId must be/],
    [{ ...click('ann', 'i'), time: Date.now() + 3_600_000 }, /time must not be in the future/],
    [{ type: 'new-item', itemId: 'i', features: Array(999).fill('x'.repeat(999)) }, /at most 500000 bytes/],
  ] as const;
  for (const [event, message] of bad) {
    const events = [click('ann', 'i', 'fine'), event as ReturnType<typeof click>];
    await assert.rejects(outbox.append(events), { code: 'DATA', message });
  }
  assert.equal(outbox.waiting, 1);
  state.is = 'there';
  await until(() => outbox.waiting === 0, 'forwarded');
  assert.deepEqual(await applied(log), ['0']);
  await assert.rejects(Outbox.open(path.join(home, 'outbox'), deliver), { code: 'LOCKED' });
  await outbox.close();
  await log.close();
});

test('what is forwarded twice counts once, even if another outbox forwards 11,000 events in between', async () => {
  const home = temporaryFolder();
  const { log, state, deliver } = await shakyLog(path.join(home, 'log'));
  const dir = path.join(home, 'outbox');
  state.is = 'loses answers';
  let outbox = await Outbox.open(dir, deliver, FAST);
  await outbox.append(['mine 0', 'mine 1'].map((id) => click('ann', 'i', id)));
  await outbox.close();
  // Another one is first when the log is back.
  const other = await Outbox.open(path.join(home, 'other'), (events) => log.append(events));
  await other.append(numbers(11_000).map((id) => click('ann', 'i', `other ${id}`)));
  await other.close();
  state.is = 'there';
  outbox = await Outbox.open(dir, deliver, FAST);
  await until(() => outbox.waiting === 0, 'forwarded');
  await outbox.append([click('ann', 'i', 'mine 2')]);
  await outbox.close();
  const found = await applied(log);
  assert.deepEqual([found.length, new Set(found).size], [11_003, 11_003]);
  await log.close();
});
