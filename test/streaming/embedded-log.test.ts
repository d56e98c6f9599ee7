import assert from 'node:assert/strict';
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { EmbeddedLog } from '../../lib/streaming/embedded/embedded-log';
import { encodeRecords } from '../../lib/streaming/embedded/record';
import type { EventLog, LoggedEvent, Rejected } from '../../lib/streaming/event-log';
import { partitionOf } from '../../lib/streaming/partition-of';
import { until } from '../fixtures/until';
import { click, eventLogContract, type Transport, temporaryFolder } from './event-log-contract';

const root = temporaryFolder();
const dirOf = (log: string) => path.join(root, log);
const segments = (dir: string) =>
  readdirSync(dir)
    .filter((name) => name.startsWith('segment-'))
    .sort()
    .map((name) => path.join(dir, name));

const embedded: Transport = {
  name: 'embedded',
  open: (log) => EmbeddedLog.open(dirOf(log)),
  openReader: (log) => EmbeddedLog.open(dirOf(log), { readOnly: true }),
  async inject(log, userId, bytes) {
    const dir = dirOf(log);
    const partition = partitionOf(userId, 4);
    const reader = await EmbeddedLog.open(dir, { readOnly: true });
    let offset = (await reader.ends())[partition];
    await reader.close();
    const records = bytes.map((payload) => ({ partition, offset: offset++, appended: Date.now(), payload }));
    appendFileSync(segments(dir).at(-1)!, encodeRecords(records));
  },
  async expire(log, opened) {
    await opened.close();
    return EmbeddedLog.open(dirOf(log), { retainMegabytes: 1e-6 }); // begins a new file, and keeps only that
  },
  async remove(log) {
    rmSync(dirOf(log), { recursive: true });
  },
};
eventLogContract(embedded);

async function contents(log: EventLog): Promise<{ events: LoggedEvent[]; rejected: Rejected[] }> {
  const events: LoggedEvent[] = [];
  const rejected: Rejected[] = [];
  for await (const batch of log.read({ follow: false })) {
    events.push(...batch.events);
    rejected.push(...batch.rejected);
  }
  return { events, rejected };
}
const items = (events: readonly LoggedEvent[]) =>
  events.map(({ event }) => ('itemId' in event ? event.itemId : ''));
const letters = (count: number) => Array.from({ length: count }, (_, n) => click('ann', `item ${n}`));

test('whatever is cut off at the end, at any byte, the rest is there, and no offset is given twice', async () => {
  const dir = temporaryFolder();
  let log = await EmbeddedLog.open(dir, { partitions: 1 });
  await log.append(letters(3));
  await log.close();
  const [file] = segments(dir);
  const whole = readFileSync(file);
  const sizes: number[] = [0];
  for (let at = 0; at < whole.length; ) {
    at += 32 + whole.readUInt32LE(at + 8);
    sizes.push(at);
  }
  for (let size = sizes[1]; size < whole.length; size += 23) {
    for (const extra of segments(dir).slice(1)) rmSync(extra);
    writeFileSync(file, whole.subarray(0, size));
    rmSync(path.join(dir, 'end'), { force: true }); // as after a power failure
    const notes: string[] = [];
    const began = new Date().toISOString();
    log = await EmbeddedLog.open(dir, {}, { onNote: (note) => notes.push(note) });
    const intact = sizes.filter((end) => end > sizes[1] && end <= size).length;
    assert.equal(notes.length, sizes.includes(size) ? 0 : 1, notes.join());
    const [{ offset }] = await log.append([click('ann', 'next')]);
    assert.ok(offset > intact || sizes.includes(size), `offset ${offset} after ${intact} and a part`);
    const { events, rejected } = await contents(log);
    assert.deepEqual(items(events), [...items(events).slice(0, intact), 'next']);
    assert.equal(events.length, intact + 1);
    assert.deepEqual(rejected, []);
    const cutOff = (await log.deadLetters.read()).filter(({ time }) => time >= began);
    assert.equal(cutOff.length, notes.length);
    await log.close();
    rmSync(path.join(dir, 'dead-letters.ndjson'), { force: true });
  }
});

test('damage at any byte costs the damaged record only, is set aside, and is never taken for an event', async () => {
  const dir = temporaryFolder();
  const log = await EmbeddedLog.open(dir, { partitions: 1 });
  await log.append(letters(3));
  const [file] = segments(dir);
  const whole = readFileSync(file);
  const begin = 32 + whole.readUInt32LE(8); // the header of the file
  const second = begin + 32 + whole.readUInt32LE(begin + 8);
  const third = second + 32 + whole.readUInt32LE(second + 8);
  for (let at = second; at < third; at += 5) {
    const damaged = Buffer.from(whole);
    damaged[at] ^= 0x41;
    writeFileSync(file, damaged);
    const { events, rejected } = await contents(log);
    assert.deepEqual(items(events), ['item 0', 'item 2'], `byte ${at}`);
    assert.deepEqual(
      rejected.map(({ place, bytes }) => [place, bytes.length]),
      [[`${path.basename(file)}:${second}`, third - second]],
    );
    assert.match(rejected[0].reason, /damaged/);
  }
  writeFileSync(file, whole);
  await log.close();
});

test('many files: reading goes through all of them, begins in the right one, and retention removes the oldest', async () => {
  const dir = temporaryFolder();
  let now = Date.UTC(2026, 0, 1);
  const options = { segmentMegabytes: 0.002, retainHours: 12, retainMegabytes: null };
  const log = await EmbeddedLog.open(dir, options, { now: () => now });
  for (let n = 0; n < 100; n++) {
    await log.append([click(`user ${n % 9}`, `${n}`)]);
    now += 3_600_000 / 4;
  }
  const files = segments(dir).length;
  assert.ok(files > 3 && files < 20, `${files} files`);
  const { events } = await contents(log);
  const numbers = items(events).map(Number);
  assert.deepEqual(
    numbers,
    [...numbers].sort((a, b) => a - b),
    'the order of all partitions together is kept',
  );
  assert.equal(numbers.at(-1), 99);
  assert.ok(numbers[0] > 20 && numbers[0] < 60, `from ${numbers[0]} on`); // 100 events take 25 hours
  for (const size of [1, 17, 50]) {
    const from = [0, 0, 0, 0].map(
      (_, p) =>
        events
          .slice(0, -size)
          .filter(({ partition }) => partition === p)
          .at(-1)!.offset + 1,
    );
    const rest: LoggedEvent[] = [];
    for await (const batch of log.read({ from, follow: false })) rest.push(...batch.events);
    assert.deepEqual(items(rest), items(events.slice(-size)));
  }
  now += 48 * 3_600_000;
  await log.trim();
  assert.equal(segments(dir).length, 1, 'the newest file stays, however old');
  await log.close();
});

test('a reader that is slower than retention is told', async () => {
  const dir = temporaryFolder();
  const log = await EmbeddedLog.open(dir, {
    partitions: 1,
    segmentMegabytes: 0.001,
    retainMegabytes: 0.004,
    retainHours: null,
  });
  await log.append(letters(5));
  const reading = log.read({ most: 2 })[Symbol.asyncIterator]();
  await reading.next();
  for (let n = 0; n < 60; n++) await log.append(letters(5));
  await assert.rejects(
    async () => {
      for (let n = 0; n < 200; n++) await reading.next();
    },
    { code: 'OFFSET' },
  );
  await log.close();
});

test('one process appends; a reader opens beside it, but not before there is a log', async () => {
  const dir = temporaryFolder();
  await assert.rejects(EmbeddedLog.open(dir, { readOnly: true }), { code: 'NO_LOG' });
  const log = await EmbeddedLog.open(dir);
  await assert.rejects(EmbeddedLog.open(dir), { code: 'LOCKED' });
  const reader = await EmbeddedLog.open(dir, { readOnly: true });
  await assert.rejects(reader.append([click('a', 'b')]), { code: 'READ_ONLY' });
  await log.close();
  await assert.rejects(log.append([click('a', 'b')]), { code: 'CLOSED' });
  await assert.rejects(EmbeddedLog.open(dir, { partitions: 7 }), {
    code: 'OPTION',
    message: /has 4 partitions/,
  });
  await assert.rejects(EmbeddedLog.open(dir, { partitions: 0 }), { code: 'OPTION' });
  writeFileSync(path.join(dir, 'log.json'), '{"version":9}');
  await assert.rejects(EmbeddedLog.open(dir), { code: 'NO_LOG', message: /version 1/ });
  assert.equal(existsSync(path.join(dir, 'lock')), false);
});

test('readers in other processes see nothing that is not durable yet', async () => {
  const dir = temporaryFolder();
  const log = await EmbeddedLog.open(dir, { partitions: 1 });
  await log.append(letters(1));
  const reader = await EmbeddedLog.open(dir, { readOnly: true });
  const [file] = segments(dir);
  const size = statSync(file).size;
  const record = encodeRecords([{ partition: 0, offset: 1, appended: 0, payload: Buffer.from('{}') }]);
  appendFileSync(file, record); // written, not flushed: `end` doesn't cover it
  const { events, rejected } = await contents(reader);
  assert.deepEqual([items(events), rejected], [['item 0'], []]);
  truncateSync(file, size);
  await log.append(letters(1));
  assert.equal((await contents(reader)).events.length, 2);
  await reader.close();
  await log.close();
});

test('more than may wait for the disk is refused, not kept in memory', async () => {
  const log = await EmbeddedLog.open(temporaryFolder(), { mostWaiting: 10 });
  const results = await Promise.allSettled(Array.from({ length: 20 }, () => log.append(letters(4))));
  const refused = results.filter(({ status }) => status === 'rejected');
  assert.ok(refused.length > 10, `${refused.length} refused`);
  assert.match(String((refused[0] as PromiseRejectedResult).reason), /too many events are waiting/);
  assert.equal((await contents(log)).events.length, (20 - refused.length) * 4);
  await log.append(letters(40)); // a single batch may be larger
  await log.close();
});

test('a folder whose log was never begun has no log for a reader', async () => {
  const dir = temporaryFolder();
  const log = await EmbeddedLog.open(dir);
  await log.close();
  for (const file of [...segments(dir), path.join(dir, 'end')]) rmSync(file); // killed at once
  await assert.rejects(EmbeddedLog.open(dir, { readOnly: true }), { code: 'NO_LOG' });
});

test('a reader that waits is told when the log is deleted, or made again', async () => {
  for (const isMadeAnew of [false, true]) {
    const dir = temporaryFolder();
    const log = await EmbeddedLog.open(dir, { partitions: 1 });
    await log.append(letters(2));
    const reader = await EmbeddedLog.open(dir, { readOnly: true });
    await assert.rejects(
      async () => {
        for await (const { events } of reader.read()) {
          assert.equal(events.length, 2);
          await log.close();
          rmSync(dir, { recursive: true });
          if (isMadeAnew) await (await EmbeddedLog.open(dir, { partitions: 1 })).close();
        }
      },
      { code: 'OFFSET', message: isMadeAnew ? /was deleted and made again/ : /was deleted\. Open it again/ },
    );
    await reader.close();
  }
});

test('a member whose onPartitions fails gives the partitions back, and can try again', async () => {
  const log = await EmbeddedLog.open(temporaryFolder(), { partitions: 2 });
  await log.append(letters(1));
  let calls = 0;
  const member = await log.join('group', {
    onPartitions: () => {
      if (++calls === 1) throw new Error('the state is on another disk');
      return undefined;
    },
  });
  await assert.rejects(async () => {
    for await (const _ of member.read());
  }, /another disk/);
  for await (const { events } of member.read()) {
    assert.equal(events.length, 1);
    break;
  }
  assert.deepEqual(member.partitions, [0, 1]);
  await member.leave();
  await log.close();
});

test('a member that was away for too long sees that another took its partition, and commits again later', async (t) => {
  const dir = temporaryFolder();
  const log = await EmbeddedLog.open(dir, { partitions: 2 });
  const moves: string[] = [];
  const onPartitions = (gained: readonly number[], lost: readonly number[]) => {
    moves.push(`+${gained} -${lost}`);
    return undefined;
  };
  const member = await log.join('group', { onPartitions });
  const stop = new AbortController();
  const run = async () => {
    for await (const { next } of member.read({ signal: stop.signal })) await member.commit(next);
  };
  const running = run();
  const movesWere = () => moves.join('; ');
  await until(() => member.partitions.length === 2, movesWere);
  const group = path.join(dir, 'groups', readdirSync(path.join(dir, 'groups'))[0]);
  const members = path.join(group, 'members');
  // Meanwhile, another one came, took its file away, locked a partition, and was killed.
  const now = performance.now.bind(performance);
  t.mock.method(performance, 'now', () => now() + 5000);
  for (const name of readdirSync(members)) rmSync(path.join(members, name));
  writeFileSync(path.join(group, 'partition-1.lock'), '999999999-gone');
  await until(() => moves.length === 3, movesWere);
  assert.deepEqual(moves, ['+0,1 -', '+ -1', '+1 -']);
  await log.append(Array.from({ length: 16 }, (_, user) => click(`${user}`, 'item')));
  const ends = await log.ends();
  const committed = () => readFileSync(path.join(group, 'offset-1.txt'), 'utf8');
  const isCommitted = () => existsSync(path.join(group, 'offset-1.txt')) && Number(committed()) === ends[1];
  await until(isCommitted, movesWere);
  stop.abort();
  await running;
  await member.leave();
  await log.close();
});
