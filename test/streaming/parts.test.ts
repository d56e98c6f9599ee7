/** The parts of streaming that need no log. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import { tryLock } from '../../lib/core/folder-lock';
import { Checkpoint } from '../../lib/streaming/checkpoint';
import { Counted } from '../../lib/streaming/counted';
import { poisonLetter, rejectedLetter } from '../../lib/streaming/dead-letter';
import { EMBEDDED_LOG_OPTIONS } from '../../lib/streaming/embedded/embedded-options';
import { GroupCommit } from '../../lib/streaming/embedded/group-commit';
import type { LoggedEvent } from '../../lib/streaming/event-log';
import { KAFKA_LOG_OPTIONS } from '../../lib/streaming/kafka/kafka-options';
import { readKafkaSecurity } from '../../lib/streaming/kafka/kafka-security';
import { requests } from '../../lib/streaming/kafka/requests';
import { OldestFirst } from '../../lib/streaming/oldest-first';
import { murmur2, partitionOf } from '../../lib/streaming/partition-of';
import { temporaryFolder } from './event-log-contract';

test('keys go where Kafka’s own producers put them', () => {
  // From Kafka's own test, UtilsTest.testMurmur2.
  const known = {
    '21': -973932308,
    foobar: -790332482,
    'a-little-bit-long-string': -985981536,
    'a-little-bit-longer-string': -1486304829,
    lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8: -58897971,
    abc: 479470107,
  };
  for (const [text, hash] of Object.entries(known)) assert.equal(murmur2(Buffer.from(text)), hash, text);
  const shares = [0, 0, 0, 0];
  for (let n = 0; n < 4000; n++) shares[partitionOf(`${n}`, 4)]++;
  assert.ok(Math.min(...shares) > 900, `${shares}`);
  for (const bad of [0, 1.5, Number.NaN]) {
    assert.throws(() => partitionOf('ann', bad), {
      message: `partitionOf: partitions must be a positive whole number, got ${bad}`,
    });
  }
  assert.throws(() => partitionOf(196 as never, 4), {
    message: 'partitionOf: key must be a string, got 196',
  });
});

test('the newest undamaged checkpoint is loaded, of two that are kept', async () => {
  const dir = path.join(temporaryFolder(), 'made', 'when needed');
  const notes: string[] = [];
  const checkpoint = () => new Checkpoint(dir, (note) => notes.push(note));
  assert.equal(await checkpoint().load(), undefined);
  const first = checkpoint();
  for (let n = 1; n <= 5; n++) {
    await first.save({ log: 'id', offsets: [n, 2 ** 40], extra: ['🙂'] }, [
      Uint8Array.of(n),
      Uint8Array.of(0, 255),
    ]);
  }
  const files = readdirSync(dir).sort();
  assert.equal(files.length, 2);
  const saved = await checkpoint().load();
  assert.deepEqual([saved!.log, saved!.offsets, saved!.extra], ['id', [5, 2 ** 40], ['🙂']]);
  assert.deepEqual([...saved!.state], [5, 0, 255]);
  const newest = path.join(dir, files[1]);
  const older = readFileSync(path.join(dir, files[0]));
  const bytes = readFileSync(newest);
  for (const damaged of [
    Buffer.alloc(0),
    bytes.subarray(0, -1),
    Buffer.from(bytes).fill(7, 3, 4),
    Buffer.from(bytes).fill(7, 30, 31),
  ]) {
    writeFileSync(newest, damaged);
    assert.deepEqual((await checkpoint().load())?.offsets, [4, 2 ** 40]);
  }
  assert.match(notes[0], /checkpoint-00000005\.bin is damaged/);
  writeFileSync(path.join(dir, files[0]), '');
  assert.equal(await checkpoint().load(), undefined);
  // Two intact ones are kept, not the damaged one.
  writeFileSync(path.join(dir, files[0]), older);
  writeFileSync(newest, 'damaged');
  const last = checkpoint();
  await last.load();
  await last.save({ log: 'id', offsets: [6], extra: null }, []);
  assert.deepEqual((await checkpoint().load())?.offsets, [6]);
  const [kept, sixth] = readdirSync(dir).sort();
  assert.equal(kept, files[0]);
  writeFileSync(path.join(dir, sixth), '');
  assert.deepEqual((await checkpoint().load())?.offsets, [4, 2 ** 40]);
});

test('a checkpoint of another version is refused, and stays', async () => {
  const dir = temporaryFolder();
  await new Checkpoint(dir).save({ log: 'id', offsets: [1], extra: null }, [Uint8Array.of(7)]);
  const [name] = readdirSync(dir);
  const file = path.join(dir, name);
  const bytes = readFileSync(file);
  bytes.write('2', bytes.indexOf('"version":1') + '"version":'.length);
  bytes.writeUInt32LE(crc32(bytes.subarray(4)));
  writeFileSync(file, bytes);
  await assert.rejects(new Checkpoint(dir).load(), {
    code: 'CHECKPOINT',
    message: /has version 2, but this library reads version 1/,
  });
  assert.deepEqual(readFileSync(file), bytes);
});

test('a dead letter keeps 64 KiB, as text if it is text, also where a character is cut', () => {
  const title = 'अ'.repeat(1000);
  const features = Array.from({ length: 100 }, (_, n) => `${title.slice(n)}${n}`);
  const event = { type: 'new-item', id: '1', time: 1, itemId: 'x', features } as const;
  const letter = poisonLetter({ partition: 0, offset: 3, appended: 2, event }, 'model', 'too many', 5);
  const bytes = Buffer.byteLength(letter.text!);
  assert.ok(bytes > 65_530 && bytes <= 65_536, `${bytes}`);
  for (const lead of ['', 'a', 'ab']) {
    const given = { place: '0/1', reason: '', bytes: Buffer.from(lead + title.repeat(40)) };
    const { text, base64 } = rejectedLetter(given, 5);
    assert.ok(text?.startsWith(lead + title) && !text.includes('\ufffd'), String(base64?.length));
  }
  const binary = { place: '0/1', reason: '', bytes: Uint8Array.of(255, 254) };
  assert.equal(rejectedLetter(binary, 5).base64, '//4=');
});

test('requests to a broker stay below what it takes, however large the records are', () => {
  const sizes = [250_000, 200_000, 190_000, 10, 900_000, 7];
  const parts = [...requests(sizes, (size) => size)];
  assert.deepEqual(parts, [[250_000], [200_000, 190_000, 10], [900_000], [7]]);
  assert.deepEqual([...requests([], () => 1)], []);
});

test('what comes while the disk is busy is written together; a failure fails only those it concerns', async () => {
  const writes: number[][] = [];
  let release = () => {};
  const queue = new GroupCommit<number>({
    what: 'numbers',
    mostWaiting: 4,
    async write(items) {
      writes.push([...items]);
      await new Promise<void>((done) => {
        release = done;
      });
      if (items.includes(13)) throw new Error('no space');
    },
  });
  const turn = () => new Promise((done) => setImmediate(done));
  const first = queue.add([1]);
  await turn();
  const rest = [queue.add([13]), queue.add([2])];
  await assert.rejects(queue.add([3, 4]), /numbers can't be stored: too many events are waiting/);
  release();
  await first;
  await turn();
  release();
  for (const one of rest) await assert.rejects(one, { code: 'STORAGE', message: /no space/ });
  await queue.idle();
  assert.deepEqual(writes, [[1], [13, 2]]);
  assert.equal(queue.waiting, 0);
});

test('what is written together ends with the call that reaches the number; what waits is written next', async () => {
  const writes: number[][] = [];
  const queue = new GroupCommit<number>({
    what: 'numbers',
    mostWaiting: 100,
    atOnce: 3,
    async write(items) {
      writes.push([...items]);
      if (items.includes(13)) throw new Error('away');
    },
  });
  const all = (...calls: number[][]) => Promise.allSettled(calls.map((items) => queue.add(items)));
  await all([1], [2, 3], [4], [5, 6, 7, 8], [9]);
  assert.deepEqual(writes.splice(0), [[1, 2, 3], [4, 5, 6, 7, 8], [9]]);
  const ended = await all([13], [1, 2, 3], [4, 5, 6], [7]);
  assert.deepEqual(
    writes.splice(0),
    [
      [13, 1, 2, 3],
      [4, 5, 6, 7],
    ],
    'after a failure, nothing waits for another one',
  );
  assert.deepEqual(
    ended.map(({ status }) => status),
    ['rejected', 'rejected', 'fulfilled', 'fulfilled'],
  );
  assert.equal(queue.waiting, 0);
});

test('counted: ids are recognized until enough others have come, what an outbox sent forever', () => {
  const saved = (counted: Counted) => JSON.parse(JSON.stringify(counted));
  const logged = (id: string, sent?: readonly [string, number], partition = 0): LoggedEvent => ({
    partition,
    offset: 0,
    appended: 0,
    event: { type: 'click', userId: 'u', itemId: 'i', time: 0, id, ...(sent && { sent }) },
  });
  const counted = new Counted(3);
  assert.deepEqual(
    ['a', 'b', 'a', 'c', 'd'].map((id) => counted.add(logged(id))),
    [true, true, false, true, true],
  );
  assert.deepEqual(saved(counted), { ids: ['b', 'c', 'd'], outboxes: [] });
  assert.equal(counted.add(logged('a')), true);
  assert.equal(new Counted(3, ['x']).add(logged('x')), false, 'as earlier versions saved it');
  const fewer = new Counted(2, ['a', 'b', 'c', 'd']);
  fewer.add(logged('e'));
  assert.deepEqual(saved(fewer).ids, ['d', 'e']);

  const sent = new Counted(1);
  const add = (to: Counted, partition: number, run: string, ...numbers: number[]) =>
    numbers.map((n) => to.add(logged(`${run} ${partition} ${n}`, [run, n], partition)));
  assert.deepEqual(add(sent, 0, 'one', 1, 4, 4, 1, 5), [true, true, false, false, true]);
  assert.deepEqual(add(sent, 1, 'one', 2, 3), [true, true], 'each partition has gaps');
  assert.deepEqual(add(sent, 0, 'two', 1, 1), [true, false]);
  const loaded = new Counted(1, saved(sent));
  assert.deepEqual(add(loaded, 0, 'one', 5, 6), [false, true]);
  assert.deepEqual(add(loaded, 1, 'one', 3, 4), [false, true]);
  for (let n = 0; n < 1000; n++) add(loaded, 0, `run ${n}`, 1);
  assert.deepEqual(saved(loaded).outboxes.length, 1000, 'bounded');
  assert.deepEqual(add(loaded, 0, 'run 999', 1), [false]);
});

test('the oldest entries go first, however often others were touched in between', () => {
  const recent = new Map<number, string>();
  const oldest = new OldestFirst(recent, 5);
  let expected: number[] = [];
  for (let n = 0; n < 10_500; n++) {
    const key = (n * n) % 11; // more distinct keys than may stay, in an uneven order
    recent.delete(key);
    recent.set(key, '');
    oldest.trim();
    expected = [...expected.filter((other) => other !== key), key].slice(-5);
    assert.deepEqual([...recent.keys()], expected, `${n}`);
  }
  const none = new Set<string>();
  const empty = new OldestFirst(none, 0);
  for (const key of ['a', 'b', 'a']) {
    none.add(key);
    empty.trim();
    assert.equal(none.size, 0);
  }
});

test('a lock has one holder, however many try to take over that of one that is gone', async () => {
  const dir = temporaryFolder();
  for (let round = 0; round < 20; round++) {
    const file = path.join(dir, `${round}`);
    writeFileSync(file, 'gone');
    const live = new Set<string>();
    const held: string[] = [];
    const tries = Array.from({ length: 6 }, async (_, n) => {
      const self = `holder-${n}`;
      live.add(self);
      const lock = await tryLock(file, { self, isLive: (content) => live.has(content) });
      if ('release' in lock) held.push(self);
      else assert.match(lock.holder, /^(holder-\d|unknown|gone)$/);
    });
    await Promise.all(tries);
    assert.equal(held.length, 1, `held by ${held}`);
    assert.equal(readFileSync(file, 'utf8'), held[0]);
  }
});

test('events are kept for a week and up to a gigabyte unless told otherwise; it was for ever', () => {
  for (const { retainHours, retainMegabytes } of [EMBEDDED_LOG_OPTIONS.defaults, KAFKA_LOG_OPTIONS.defaults])
    assert.deepEqual([retainHours, retainMegabytes], [168, 1024]);
  assert.equal(EMBEDDED_LOG_OPTIONS.resolve({ retainHours: null }).retainHours, null);
});

test('the security of a Kafka log is read from a file; what is wrong is said without its secrets', async () => {
  const dir = temporaryFolder();
  const file = path.join(dir, 'kafka.json');
  const sasl = { mechanism: 'SCRAM-SHA-512', username: 'चंद्रा', password: 's3cret' };
  const reading = (content: unknown) => {
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return readKafkaSecurity(file);
  };
  writeFileSync(path.join(dir, 'ca.pem'), 'the authority');
  assert.deepEqual(await reading({ sasl, tls: { ca: 'ca.pem' } }), { sasl, tls: { ca: 'the authority' } });
  assert.deepEqual(await reading({ tls: {} }), { tls: {} });
  assert.deepEqual(await reading({}), {});
  const bad: [unknown, RegExp][] = [
    ['{ "password": s3cret }', /it must be a JSON object with sasl, tls$/],
    [[sasl], /it must be a JSON object/],
    [{ ssl: {} }, /it has no field ssl; the fields are sasl, tls$/],
    [{ sasl: 's3cret' }, /sasl must be a JSON object with mechanism, username, password, token$/],
    [{ sasl: { ...sasl, user: 's3cret' } }, /sasl has no field user; the fields are mechanism, username/],
    [{ sasl: { ...sasl, mechanism: 'plain' } }, /sasl.mechanism must be one of PLAIN, .*, got "plain"$/],
    [
      { sasl: { ...sasl, username: ['s3cret'] } },
      /sasl.username must be a string, which SCRAM-SHA-512 needs$/,
    ],
    [
      { sasl: { ...sasl, mechanism: 'OAUTHBEARER' } },
      /sasl.token must be a string, which OAUTHBEARER needs$/,
    ],
    [{ tls: { ca: 1 } }, /tls.ca must be the name of a file$/],
    [{ tls: { key: 'missing.pem' } }, /missing.pem can't be read \(ENOENT\)$/],
  ];
  for (const [content, message] of bad) {
    await assert.rejects(reading(content), (error: Error) => {
      assert.equal(error.name, 'OptionError');
      assert.ok(error.message.startsWith(`${file}: `), error.message);
      assert.match(error.message, message);
      assert.ok(!error.message.includes('s3cret') && error.cause === undefined);
      return true;
    });
  }
});
