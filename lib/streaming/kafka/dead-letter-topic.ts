/** Dead letters of a Kafka log, in a topic beside its own, which is created with the first one. */
import { LabError } from '../../core/errors';
import { distinctLetters } from '../dead-letter';
import type { DeadLetter, DeadLetters } from '../event-log';
import { fetchRecords } from './fetch-records';
import { closeClient, type KafkaClient } from './kafka-client';
import { isFinal, isUnknownTopic, kafkaReason, refusalIn } from './kafka-errors';
import { PatientProducer } from './patient-producer';
import { requests } from './requests';
import { ensureTopic } from './topic';
import { tryFor } from './try-for';

const FOREVER = { partitions: 1, replicas: -1, retainMs: -1, retainBytes: -1 };

export class DeadLetterTopic implements DeadLetters {
  #producer: PatientProducer | undefined;

  constructor(
    private readonly client: KafkaClient,
    private readonly topic: string,
    private readonly patience: number,
  ) {}

  async add(letters: readonly DeadLetter[]): Promise<void> {
    if (letters.length === 0) return;
    if (!this.#producer) {
      await ensureTopic(this.client, this.topic, { ...FOREVER, patience: this.patience });
      this.#producer = new PatientProducer(this.client, { patience: this.patience });
    }
    const producer = this.#producer; // it may be closed meanwhile
    try {
      const values = letters.map((letter) => Buffer.from(JSON.stringify(letter)));
      for (const part of requests(values, ({ length }) => length)) {
        await producer.send(part.map((value) => ({ topic: this.topic, partition: 0, value })));
      }
    } catch (error) {
      await this.close();
      throw new LabError('BROKER', `dead letters can't be stored: ${kafkaReason(error)}`, { cause: error });
    }
  }

  /** @throws LabError `BROKER` if no broker answers for `patience` seconds, or one refuses */
  async read(): Promise<DeadLetter[]> {
    const isOver = (error: unknown) =>
      isUnknownTopic(error) || refusalIn(error) !== undefined || isFinal(error);
    try {
      return distinctLetters(await tryFor(this.patience, () => this.#lines(), isOver));
    } catch (error) {
      if (isUnknownTopic(error)) return [];
      throw new LabError('BROKER', `dead letters can't be read: ${kafkaReason(error)}`, { cause: error });
    }
  }

  /** Each letter as JSON. A consumer of its own asks who leads now. */
  async #lines(): Promise<string[]> {
    const consumer = this.client.consumer(this.topic);
    try {
      const [end] = (await consumer.listOffsets({ topics: [this.topic], timestamp: -1n })).get(this.topic)!;
      const lines: string[] = [];
      for (let at = 0; at < Number(end); ) {
        const { records, next } = await fetchRecords(consumer, this.topic, new Map([[0, at]]), 1000);
        for (const { payload } of records) lines.push(Buffer.from(payload).toString());
        at = next.get(0)!;
      }
      return lines;
    } finally {
      void closeClient(consumer);
    }
  }

  async close(): Promise<void> {
    const producer = this.#producer;
    this.#producer = undefined;
    await producer?.close();
  }
}
