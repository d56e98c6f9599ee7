/** The contract on a real Kafka broker, which this file starts. Skipped where there is no Java. */
import assert from 'node:assert/strict';
import * as path from 'node:path';
import { test } from 'node:test';
import { KafkaClient } from '../../lib/streaming/kafka/kafka-client';
import { KafkaLog } from '../../lib/streaming/kafka/kafka-log';
import { partitionOf } from '../../lib/streaming/partition-of';
import { click, eventLogContract, type Transport, temporaryFolder } from './event-log-contract';
import { TestBroker } from './test-broker';

const broker = new TestBroker();
broker.startIn(path.join(temporaryFolder(), 'एक, दो')); // a comma would end a folder's name in Kafka's settings
const client = () => new KafkaClient(broker.address);
const kafka: Transport = {
  name: 'kafka',
  skip: () => broker.noJava,
  open: (topic) => KafkaLog.open(broker.address, { topic }),
  openReader: (topic) => KafkaLog.open(broker.address, { topic }),
  async inject(topic, userId, bytes) {
    const producer = client().producer(10);
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
  async remove(topic) {
    const admin = client().admin(10);
    await admin.deleteTopics({ topics: [topic] });
    await admin.close();
  },
};
eventLogContract(kafka);

test('kill -9 of the broker: appends wait, readers go on, nothing acknowledged is lost, nothing is there twice', {
  timeout: 120_000,
}, async (t) => {
  if (broker.noJava) return t.skip(broker.noJava);
  const notes: string[] = [];
  const log = await KafkaLog.open(broker.address, { topic: 'kill' }, { onNote: (note) => notes.push(note) });
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
  const until = async (count: number) => {
    while (acknowledged.length < count) await new Promise((done) => setTimeout(done, 5));
  };
  await until(100);
  await broker.kill();
  const before = acknowledged.length;
  await broker.startAgain();
  await until(before + 100);
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
  await log.close();
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
      message: /address must be such as kafka:/,
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
