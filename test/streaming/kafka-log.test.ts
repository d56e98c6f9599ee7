/** The contract on a real Kafka broker, which this file starts. Skipped where there is no Java. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { KafkaClient } from '../../lib/streaming/kafka/kafka-client';
import { KafkaLog } from '../../lib/streaming/kafka/kafka-log';
import { type KafkaSecurity, readKafkaSecurity } from '../../lib/streaming/kafka/kafka-security';
import { partitionOf } from '../../lib/streaming/partition-of';
import { until } from '../fixtures/until';
import { serve } from '../service/serve-process';
import { saveToy } from '../service/serve-toy';
import { click, eventLogContract, type Transport, temporaryFolder } from './event-log-contract';
import { addScramUser, noOpenssl, secureListeners } from './secure-listeners';
import { TestBroker } from './test-broker';

const broker = new TestBroker();
const data = path.join(temporaryFolder(), 'एक, दो'); // a comma would end a folder's name in Kafka's settings
broker.startIn(data, secureListeners(data, 'ann', 'w0rd of ann'));
const client = () => new KafkaClient(broker.address);
const kafka: Transport = {
  name: 'kafka',
  skip: () => broker.noJava,
  open: (topic) => KafkaLog.open(broker.address, { topic }),
  openReader: (topic) => KafkaLog.open(broker.address, { topic }),
  async inject(topic, userId, bytes) {
    const producer = client().producer();
    const partition = partitionOf(userId, 4);
    const messages = bytes.map((value) => ({
      topic,
      partition,
      key: Buffer.from(userId),
      value: Buffer.from(value),
    }));
    await producer.send({ messages });
    await producer.close(true);
  },
  async expire(topic, opened) {
    const admin = client().admin(10);
    const ends = await opened.ends();
    const partitions = ends.map((offset, partition) => ({ partition, offset: BigInt(offset) }));
    await admin.deleteRecords({ topics: [{ name: topic, partitions }] });
    await admin.close();
    return opened;
  },
  remove: (topic) => broker.deleteTopic(topic),
};
eventLogContract(kafka);

test('kill -9 of the broker: appends wait, readers go on, nothing acknowledged is lost, nothing is there twice', {
  timeout: 300_000,
}, async (t) => {
  if (broker.noJava) return t.skip(broker.noJava);
  const notes: string[] = [];
  // On a busy machine, a broker takes long to start and to lead again.
  const options = { topic: 'kill', patience: 240 };
  const log = await KafkaLog.open(broker.address, options, { onNote: (note) => notes.push(note) });
  t.after(() => log.close()); // also when this test is cut off
  const stop = new AbortController();
  const read: string[] = [];
  const reading = (async () => {
    for await (const { events } of log.read({ signal: stop.signal }))
      read.push(...events.map(({ event }) => event.id));
  })();
  const acknowledged: string[] = [];
  let isOver = false;
  const appending = (async () => {
    for (let n = 0; !isOver; n++) {
      await log.append([click(`user ${n % 7}`, 'i', `${n}`)]);
      acknowledged.push(`${n}`);
    }
  })();
  const acknowledge = async (count: number) => {
    while (acknowledged.length < count) await new Promise((done) => setTimeout(done, 5));
  };
  await acknowledge(100);
  await broker.kill();
  const before = acknowledged.length;
  await broker.startAgain();
  await acknowledge(before + 100);
  isOver = true;
  await appending;
  while (read.length < acknowledged.length) await new Promise((done) => setTimeout(done, 5));
  stop.abort();
  await reading;
  assert.deepEqual(
    read.map(Number).sort((a, b) => a - b),
    acknowledged.map(Number),
  );
  assert.match(notes.join(), /can't be reached, which will be retried/);
});

test('a reader says that its topic was deleted and made again, even if there are more events than before', async (t) => {
  if (broker.noJava) return t.skip(broker.noJava);
  const topic = 'again';
  const log = await KafkaLog.open(broker.address, { topic, partitions: 1 });
  await log.append([click('ann', 'i', '0'), click('ann', 'i', '1')]);
  const again = async () => {
    await broker.deleteTopic(topic);
    const next = await KafkaLog.open(broker.address, { topic, partitions: 1 });
    await next.append(['a', 'b', 'c'].map((id) => click('ann', 'i', id)));
    return next;
  };
  let next: KafkaLog | undefined;
  const reading = (async () => {
    for await (const { events } of log.read({ from: [1] })) {
      assert.deepEqual(
        events.map(({ event }) => event.id),
        ['1'],
      );
      next = await again();
    }
  })();
  await assert.rejects(reading, { code: 'OFFSET', message: /^the topic again was deleted and made again\./ });
  // So does one that begins later, where the new topic has an event.
  const late = (async () => {
    for await (const { events } of log.read({ from: [2], follow: false }))
      assert.fail(`got ${events.length}`);
  })();
  await assert.rejects(late, { code: 'OFFSET', message: /was deleted and made again/ });
  assert.notEqual(next!.id, log.id);
  const found: string[] = [];
  for await (const { events } of next!.read({ follow: false }))
    found.push(...events.map(({ event }) => event.id));
  assert.deepEqual(found, ['a', 'b', 'c']);
  await Promise.all([log.close(), next!.close()]);
});

test('readers take the events of a process whose clock is ahead of that of the broker', async (t) => {
  if (broker.noJava) return t.skip(broker.noJava);
  const clock = { now: () => Date.now() + 3_600_000 };
  const ahead = await KafkaLog.open(broker.address, { topic: 'ahead' }, clock);
  await ahead.append([click('ann', 'i', 'early')]);
  await ahead.close();
  const log = await KafkaLog.open(broker.address, { topic: 'ahead' });
  for await (const { events, rejected } of log.read({ follow: false })) {
    assert.deepEqual([events.map(({ event }) => event.id), rejected], [['early'], []]);
    assert.ok(events[0].event.time > events[0].appended + 3_000_000);
  }
  await log.close();
});

test('an address that is none, or where nobody answers, is refused', async (t) => {
  if (broker.noJava) return t.skip(broker.noJava);
  for (const address of ['127.0.0.1:9092', 'kafka://', 'kafka://host', 'http://host:1', 'kafka://a:1,b']) {
    await assert.rejects(KafkaLog.open(address), {
      code: 'OPTION',
      message: /address must look like kafka:/,
    });
  }
  await assert.rejects(KafkaLog.open('kafka://127.0.0.1:9', { patience: 1 }), {
    code: 'BROKER',
    message: /kafka:\/\/127.0.0.1:9 can't be used: /,
  });
  await assert.rejects(KafkaLog.open(broker.address, { topic: 'a b' }), {
    code: 'OPTION',
    message: /topic must be/,
  });
  await (await KafkaLog.open(broker.address, { topic: 'three', partitions: 3 })).close();
  await assert.rejects(KafkaLog.open(broker.address, { topic: 'three', partitions: 5 }), {
    code: 'OPTION',
    message: /has 3 partitions, which can't be changed, got 5/,
  });
});

/** Writes an event through the address, and reads it back in a group. */
async function tryOut(address: string, security: KafkaSecurity, topic: string): Promise<void> {
  const log = await KafkaLog.open(address, { topic, security, partitions: 1, patience: 20 });
  await log.append([click('ann', 'i', topic)]);
  const member = await log.join('secure');
  for await (const { events } of member.read()) {
    if (events.length === 0) continue;
    assert.deepEqual(
      events.map(({ event }) => event.id),
      [topic],
    );
    break;
  }
  await member.leave();
  assert.doesNotMatch(inspect(log, { depth: 20, showHidden: true }), /w0rd/);
  await log.close();
}

/** It fails long before its patience ends, in words, none of which is a secret. */
async function isRefused(address: string, security: KafkaSecurity, message: RegExp): Promise<void> {
  const opening = KafkaLog.open(address, { topic: 'refused', security, patience: 300 });
  await assert.rejects(opening, (error: Error & { code: string }) => {
    assert.equal(error.code, 'ACCESS', error.message);
    assert.match(error.message, message);
    assert.doesNotMatch(inspect(error, { depth: 20, showHidden: true }), /w0rd/);
    return true;
  });
}

test('SASL: a user with a password, by PLAIN and SCRAM; a wrong one is refused at once, and never shown', {
  timeout: 120_000,
}, async (t) => {
  if (broker.noJava) return t.skip(broker.noJava);
  const [address] = broker.secureAddresses;
  const by = (
    mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512',
    username: string,
    password: string,
  ) => ({
    sasl: { mechanism, username, password },
  });
  // Kafka takes only ASCII in the name; the topic of PLAIN is made after the user, so that both are there.
  await addScramUser(broker.port, 'bob', 'w0rd, of=चंद्रा');
  await tryOut(address, by('PLAIN', 'ann', 'w0rd of ann'), 'plain');
  await tryOut(address, by('SCRAM-SHA-256', 'bob', 'w0rd, of=चंद्रा'), 'scram');
  const wrong = /^kafka:\/\/127.0.0.1:\d+ can't be used: it rejects the user or the password \(/;
  await isRefused(address, by('PLAIN', 'ann', 'another w0rd'), wrong);
  await isRefused(address, by('SCRAM-SHA-256', 'bob', 'another w0rd'), wrong);
  await isRefused(address, by('SCRAM-SHA-256', 'nobody', 'a w0rd'), wrong);
  await isRefused(address, by('SCRAM-SHA-512', 'bob', 'a w0rd'), /doesn't offer this SASL mechanism/);
  await isRefused(broker.address, by('PLAIN', 'ann', 'w0rd of ann'), /doesn't ask for a user there/);
  // A broker that restarts closes connections, too, so this is tried until the patience ends.
  await assert.rejects(KafkaLog.open(address, { topic: 'nobody', patience: 1 }), {
    code: 'BROKER',
    message: /can't be used: .*; it may expect TLS or a user/,
  });
});

test('TLS: a broker whose certificate is trusted; others are refused at once', {
  timeout: 120_000,
}, async (t) => {
  if (broker.noJava ?? noOpenssl) return t.skip(broker.noJava ?? noOpenssl);
  const [, address] = broker.secureAddresses;
  const file = path.join(data, 'kafka.json');
  writeFileSync(file, JSON.stringify({ tls: { ca: 'cert.pem' } }));
  const trusting = await readKafkaSecurity(file);
  await tryOut(address, trusting, 'tls');
  await isRefused(address, { tls: {} }, /can't be used: its certificate isn't trusted \(self-signed cert/);
  const byName = address.replace('127.0.0.1', 'localhost');
  await isRefused(byName, trusting, /its certificate is for another host \(/);
  for (const [where, security, hint] of [
    [address, {}, 'it may expect TLS or a user'],
    [broker.address, trusting, 'it may not expect TLS'],
  ] as const) {
    const opening = KafkaLog.open(where, { topic: 'none', patience: 1, security });
    await assert.rejects(opening, { code: 'BROKER', message: new RegExp(`can't be used: .*; ${hint}`) });
  }
});

test('serve -- --stream-security: the service follows a topic of a broker that encrypts and asks who is there', {
  timeout: 120_000,
}, async (t) => {
  if (broker.noJava ?? noOpenssl) return t.skip(broker.noJava ?? noOpenssl);
  const address = broker.secureAddresses[2];
  const dir = path.join(data, 'model');
  await saveToy(dir);
  const start = (name: string, password: string) => {
    const file = path.join(data, `${name}.json`);
    const sasl = { mechanism: 'PLAIN', username: 'ann', password };
    writeFileSync(file, JSON.stringify({ sasl, tls: { ca: 'cert.pem' } }));
    const served = ['--model', dir, '--port', '0', '--feedback', path.join(data, name)];
    return serve(...served, '--stream', address, '--stream-security', file);
  };
  const refused = start('refused', 'another w0rd');
  const { child, ended, says } = start('trusted', 'w0rd of ann');
  const url = await says(/Listening on (\S+)/);
  await until(async () => (await fetch(`${url}/ready`)).status === 200, 'ready');
  const list = async () => {
    const answer = await (await fetch(`${url}/recommend/u1`)).json();
    return (answer as { recommendations: { itemId: string }[] }).recommendations.map((item) => item.itemId);
  };
  const [first, ...others] = await list();
  const events = [{ type: 'click', userId: 'u1', itemId: first, id: 'clicked' }];
  const headers = { 'content-type': 'application/json' };
  const sent = await fetch(`${url}/feedback`, { method: 'POST', headers, body: JSON.stringify({ events }) });
  assert.equal(((await sent.json()) as { stored: number }).stored, 1);
  await until(async () => !(await list()).includes(first), 'a list that follows the click');
  assert.deepEqual((await list()).sort(), others.sort());
  child.kill('SIGTERM');
  assert.equal(await ended, 0);
  assert.equal(await refused.ended, 1);
  assert.match(refused.notes(), /can't be used: it rejects the user or the password/);
  assert.ok(!refused.notes().includes('w0rd'), refused.notes());

  const log = await KafkaLog.open(broker.address);
  const ids: string[] = [];
  for await (const batch of log.read({ follow: false }))
    ids.push(...batch.events.map(({ event }) => event.id));
  assert.deepEqual(ids, ['clicked']);
  await log.close();
});
