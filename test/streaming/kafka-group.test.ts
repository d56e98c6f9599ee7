/** What a member of a group does when it leaves while it joins, with a scripted client. */
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import type { EventLog } from '../../lib/streaming/event-log';
import type { KafkaClient } from '../../lib/streaming/kafka/kafka-client';
import { KafkaGroup } from '../../lib/streaming/kafka/kafka-group';

class FakeConsumer extends EventEmitter {
  assignments = [{ topic: 't', partitions: [0] }];
  isClosed = false;
  constructor(readonly joined: Promise<void>) {
    super();
  }
  joinGroup(): Promise<void> {
    return this.joined;
  }
  async listCommittedOffsets() {
    return new Map([['t', [3n]]]);
  }
  async close(): Promise<void> {
    this.isClosed = true;
  }
}

test('a member that leaves while it joins again closes the consumer that has joined', async () => {
  let joinAgain = () => {};
  const again = new Promise<void>((done) => {
    joinAgain = done;
  });
  const consumers = [new FakeConsumer(Promise.resolve()), new FakeConsumer(again)];
  let made = 0;
  const client = { consumer: () => consumers[made++] } as unknown as KafkaClient;
  const log = { starts: async () => [0] } as unknown as EventLog;
  const notes: string[] = [];
  const member = await KafkaGroup.join(log, client, 't', 'g', { onNote: (note) => notes.push(note) }, 1);
  assert.deepEqual([await member.settle(), member.next], [[0], [3]]);
  consumers[0].emit('consumer:heartbeat:error');
  const settling = member.settle();
  await member.leave();
  joinAgain();
  assert.deepEqual(await settling, []);
  assert.deepEqual([made, consumers.map(({ isClosed }) => isClosed), notes], [2, [true, true], []]);
});
