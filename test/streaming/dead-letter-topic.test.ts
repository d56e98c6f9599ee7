/** How long dead letters are asked for, with a scripted client; the errors are the real client's. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeadLetterTopic } from '../../lib/streaming/kafka/dead-letter-topic';
import type { KafkaClient } from '../../lib/streaming/kafka/kafka-client';

const library = require('@platformatic/kafka') as typeof import('@platformatic/kafka');
const refusal = (apiId: string) =>
  new library.ResponseError(0, 11, { '/responses/0': [library.protocolErrors[apiId].code, null] }, {});

const LETTER = { place: '0/1', reason: 'event: must be JSON', time: '2026-11-24T10:00:00.000Z', text: '{' };

/** A client of a broker that refuses this often, then has one letter. */
function clientOf(refusals: number, error: Error) {
  const counts = { asked: 0, closed: 0 };
  const record = { offsetDelta: 0, timestampDelta: 0n, value: Buffer.from(JSON.stringify(LETTER)) };
  const batch = { firstOffset: 0n, attributes: 0, firstTimestamp: 0n, lastOffsetDelta: 0, records: [record] };
  const partition = { partitionIndex: 0, highWatermark: 1n, records: [batch] };
  const consumer = {
    async listOffsets() {
      if (++counts.asked <= refusals) throw error;
      return new Map([['letters', [1n]]]);
    },
    metadata: async () => ({ topics: new Map([['letters', { id: 'x', partitions: [{ leader: 1 }] }]]) }),
    fetch: async () => ({ responses: [{ partitions: [partition] }] }),
    close: async () => counts.closed++,
  };
  return { client: { consumer: () => consumer } as unknown as KafkaClient, counts };
}

test('dead letters are asked for until the leader of their topic answers', async () => {
  const { client, counts } = clientOf(2, refusal('LEADER_NOT_AVAILABLE'));
  assert.deepEqual(await new DeadLetterTopic(client, 'letters', 30).read(), [LETTER]);
  assert.deepEqual(counts, { asked: 3, closed: 3 });
});

test('without a topic there are no dead letters, and a refusal is said at once', async () => {
  const none = clientOf(1, refusal('UNKNOWN_TOPIC_OR_PARTITION'));
  assert.deepEqual(await new DeadLetterTopic(none.client, 'letters', 30).read(), []);
  const refused = clientOf(1, refusal('TOPIC_AUTHORIZATION_FAILED'));
  await assert.rejects(new DeadLetterTopic(refused.client, 'letters', 30).read(), {
    code: 'BROKER',
    message: /^dead letters can't be read: /,
  });
  assert.deepEqual([none.counts.asked, refused.counts.asked], [1, 1]);
});

test('a broker that stays away is given up after the patience', async () => {
  const { client } = clientOf(Number.POSITIVE_INFINITY, refusal('LEADER_NOT_AVAILABLE'));
  await assert.rejects(new DeadLetterTopic(client, 'letters', 0).read(), { code: 'BROKER' });
});
