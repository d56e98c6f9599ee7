/** One fetch from a Kafka topic. */
import { LabError } from '../../core/errors';
import type { Consumer } from './kafka-client';

/** A record of a topic, as bytes. */
export interface KafkaRecord {
  readonly partition: number;
  readonly offset: number;
  /** Milliseconds since 1970, by the broker's clock if the topic is ours. */
  readonly appended: number;
  readonly payload: Uint8Array;
}

export interface Fetched {
  readonly records: readonly KafkaRecord[];
  /** By partition: where to continue, and where the partition ends now. */
  readonly next: ReadonlyMap<number, number>;
  readonly ends: ReadonlyMap<number, number>;
}

const MOST_BYTES = 8 << 20;
const PARTITION_BYTES = 1 << 20;
const LOG_APPEND_TIME = 1 << 3;
const CONTROL = 1 << 5;
const NOTHING = new Uint8Array(0);

/**
 * Fetches what follows the given offsets from the leaders of the partitions.
 * @param wait milliseconds that the broker may wait for something to come
 * @param id of the topic that is meant; another one of this name has another
 * @throws {Error} as the client does, if a broker doesn't answer or an offset doesn't exist
 * @throws LabError `OFFSET` if it is another topic
 */
export async function fetchRecords(
  consumer: Consumer,
  topic: string,
  from: ReadonlyMap<number, number>,
  wait: number,
  id?: string,
): Promise<Fetched> {
  const { topics } = await consumer.metadata({ topics: [topic] });
  const { id: topicId, partitions } = topics.get(topic)!;
  if (id !== undefined && topicId !== id) throw replacedError(topic, topicId);
  const byLeader = new Map<number, [partition: number, offset: number][]>();
  for (const wanted of from) {
    const { leader } = partitions[wanted[0]];
    byLeader.set(leader, [...(byLeader.get(leader) ?? []), wanted]);
  }
  const answers = await Promise.all(
    [...byLeader].map(([node, wanted]) =>
      consumer.fetch({
        node,
        minBytes: 1,
        maxBytes: MOST_BYTES,
        maxWaitTime: wait,
        topics: [
          {
            topicId,
            partitions: wanted.map(([partition, offset]) => ({
              partition,
              fetchOffset: BigInt(offset),
              currentLeaderEpoch: -1,
              lastFetchedEpoch: -1,
              partitionMaxBytes: PARTITION_BYTES,
            })),
          },
        ],
      }),
    ),
  );
  const records: KafkaRecord[] = [];
  const next = new Map(from);
  const ends = new Map<number, number>();
  for (const { partitionIndex: partition, highWatermark, records: batches = [] } of answers.flatMap(
    ({ responses }) => responses.flatMap((response) => response.partitions),
  )) {
    ends.set(partition, Number(highWatermark));
    for (const batch of batches) {
      const first = Number(batch.firstOffset);
      const isControl = (batch.attributes & CONTROL) !== 0;
      for (const { offsetDelta, timestampDelta, value } of isControl ? [] : batch.records) {
        const offset = first + offsetDelta;
        // A batch that begins before what is wanted comes whole.
        if (offset < from.get(partition)!) continue;
        const time =
          batch.attributes & LOG_APPEND_TIME ? batch.maxTimestamp : batch.firstTimestamp + timestampDelta;
        records.push({ partition, offset, appended: Number(time), payload: value ?? NOTHING });
      }
      next.set(partition, Math.max(next.get(partition)!, first + batch.lastOffsetDelta + 1));
    }
  }
  return { records, next, ends };
}

/** @param id of the topic that has its name now, if there is one */
export function replacedError(topic: string, id: string | undefined): LabError {
  const what = `the topic ${topic} was deleted${id ? ' and made again' : ''}`;
  return new LabError('OFFSET', `${what}. Open it again`);
}
