/** What a producer sends again, with a scripted client; the errors are the real client's. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LabError } from '../../lib/core/errors';
import type { Producer } from '../../lib/streaming/kafka/kafka-client';
import { PatientProducer } from '../../lib/streaming/kafka/patient-producer';

type Sent = Parameters<Producer['send']>[0]['messages'];
type Answer = { readonly offsets: readonly [partition: number, offset: number][] } | Error;

const library = require('@platformatic/kafka') as typeof import('@platformatic/kafka');
const refusal = (apiId: string) =>
  new library.ResponseError(0, 11, { '/responses/0': [apiCode(apiId), null] }, {});
const apiCode = (apiId: string) => library.protocolErrors[apiId].code;

/** A client whose producers give the answers one after the other, the last one without end. */
function clientOf(...answers: Answer[]) {
  const sent: { producer: number; partitions: number[] }[] = [];
  const counts = { producers: 0, refreshes: 0, closed: 0 };
  const producer = () => {
    const own = ++counts.producers;
    const fake = {
      async send({ messages }: { messages: Sent }) {
        sent.push({ producer: own, partitions: messages.map(({ partition }) => partition!) });
        const answer = answers.length > 1 ? answers.shift()! : answers[0];
        if (answer instanceof Error) throw answer;
        const offsets = answer.offsets.map(([partition, offset]) => ({
          topic: 't',
          partition,
          offset: BigInt(offset),
        }));
        return { offsets };
      },
      clearMetadata: () => counts.refreshes++,
      close: async () => counts.closed++,
    };
    return fake as unknown as Producer;
  };
  return { client: { producer }, sent, counts };
}

const messages = [0, 1, 1].map((partition) => ({ topic: 't', partition, value: Buffer.from('x') }));
const stored: Answer = {
  offsets: [
    [0, 7],
    [1, 9],
  ],
};

for (const apiId of [
  'NOT_LEADER_OR_FOLLOWER',
  'LEADER_NOT_AVAILABLE',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'COORDINATOR_NOT_AVAILABLE',
  'COORDINATOR_LOAD_IN_PROGRESS',
  'NOT_COORDINATOR',
  'OFFSET_OUT_OF_RANGE',
]) {
  test(`a producer sends again what is refused with ${apiId}: the same one, which asks who leads now`, async () => {
    const { client, sent, counts } = clientOf(refusal(apiId), refusal(apiId), stored);
    const refused: unknown[] = [];
    const onRefusal = async (error: unknown) => void refused.push(error);
    const found = await new PatientProducer(client, { patience: 10, onRefusal }).send(messages);
    assert.deepEqual([...found], stored.offsets);
    assert.deepEqual(sent, Array(3).fill({ producer: 1, partitions: [0, 1, 1] }));
    assert.deepEqual([counts.refreshes, counts.closed, refused.length], [2, 0, 2]);
  });
}

test('a topic that a broker has not heard of yet is a refusal, too', async () => {
  const { client, sent } = clientOf(new library.UserError('Unknown topic t.'), stored);
  await new PatientProducer(client, { patience: 10 }).send(messages);
  assert.equal(sent.length, 2);
});

test('what a broker has stored is not sent again when another one refuses its part', async () => {
  const error = new library.MultipleErrors(
    'Producing messages failed.',
    [refusal('NOT_LEADER_OR_FOLLOWER')],
    {
      produced: { offsets: [{ topic: 't', partition: 1, offset: 9n }] },
    },
  );
  const { client, sent } = clientOf(error, { offsets: [[0, 7]] });
  const found = await new PatientProducer(client, { patience: 10 }).send(messages);
  assert.deepEqual([...found].sort(), stored.offsets);
  assert.deepEqual(
    sent.map(({ partitions }) => partitions),
    [[0, 1, 1], [0]],
  );
});

test('after a timeout, nobody knows what is stored: nothing is sent again, and the next producer is new', async () => {
  const timeout = new library.TimeoutError('Request timed out');
  const both = new library.MultipleErrors('', [refusal('NOT_LEADER_OR_FOLLOWER'), timeout]);
  for (const error of [timeout, both, refusal('MESSAGE_TOO_LARGE')]) {
    const { client, sent, counts } = clientOf(error, stored);
    const producer = new PatientProducer(client, { patience: 10 });
    await assert.rejects(producer.send(messages), error);
    assert.deepEqual([sent.length, counts.closed], [1, 1]);
    await producer.send(messages);
    assert.equal(sent[1].producer, 2);
  }
});

test('it gives up when its patience ends, or when the topic is another one', async () => {
  const error = refusal('NOT_LEADER_OR_FOLLOWER');
  const { client, sent, counts } = clientOf(error);
  const since = performance.now();
  await assert.rejects(new PatientProducer(client, { patience: 0.3 }).send(messages), error);
  assert.ok(performance.now() - since >= 300);
  // After 0, 50, 150 and 350 ms; fewer on a busy machine.
  assert.ok(sent.length >= 2 && sent.length <= 4, `${sent.length} tries`);
  assert.equal(counts.closed, 1);

  const replaced = new LabError('OFFSET', 'the topic was deleted');
  const other = clientOf(error);
  const onRefusal = () => Promise.reject(replaced);
  await assert.rejects(
    new PatientProducer(other.client, { patience: 10, onRefusal }).send(messages),
    replaced,
  );
  assert.equal(other.sent.length, 1);
});

test('closed while it sends, it throws the error of the client and makes no other producer', async () => {
  const error = refusal('NOT_LEADER_OR_FOLLOWER');
  const { client, sent, counts } = clientOf(error, stored);
  const producer = new PatientProducer(client, { patience: 10 });
  const sending = producer.send(messages);
  await producer.close();
  await assert.rejects(sending, error);
  await assert.rejects(producer.send(messages), { code: 'CLOSED' });
  assert.deepEqual([sent.length, counts.producers, counts.closed], [1, 1, 1]);

  const waiting = clientOf(error, stored);
  const other = new PatientProducer(waiting.client, { patience: 10 });
  const retrying = other.send(messages);
  setTimeout(() => other.close(), 20); // between the first try and the second
  await assert.rejects(retrying, { code: 'CLOSED' });
  assert.deepEqual([waiting.sent.length, waiting.counts.producers], [1, 1]);
});
