/**
 * A producer that sends again what brokers refuse for a moment: right after a topic was made, a broker may know it
 * before it can store anything (`NOT_LEADER_OR_FOLLOWER`, `UNKNOWN_TOPIC_OR_PARTITION`), and later a leader may move. The
 * client's own retries keep asking the leader that they began with; here, each try asks who leads now.
 *
 * Nothing is stored twice: the same producer sends the same sequence numbers again, by which a broker knows what it
 * already has, and partitions whose brokers have stored their part aren't sent again. After any other failure, such as a
 * timeout, nobody knows what was stored: the caller gets the error, and the next messages a new producer.
 */
import { LabError } from '../../core/errors';
import { closeClient, type KafkaClient, type Producer } from './kafka-client';
import { isPassing } from './kafka-errors';
import { tryFor } from './try-for';

export interface Message {
  readonly topic: string;
  readonly partition: number;
  readonly key?: Buffer;
  readonly value: Buffer;
}

export interface PatientProducerOptions {
  /** Seconds for which messages are tried. */
  readonly patience: number;
  /** Called with each refusal; it throws if the topic isn't the one that was meant. */
  readonly onRefusal?: (error: unknown) => Promise<void>;
}

type Produced = Awaited<ReturnType<Producer['send']>>;

export class PatientProducer {
  #producer: Producer | undefined;
  #isClosed = false;

  constructor(
    private readonly client: Pick<KafkaClient, 'producer'>,
    private readonly options: PatientProducerOptions,
  ) {}

  /**
   * @param messages of one topic
   * @returns by partition, the offset of its first message
   * @throws the last error of the client; LabError `CLOSED` after `close`
   */
  async send(messages: readonly Message[]): Promise<Map<number, number>> {
    const stored = new Map<number, number>();
    const keep = ({ offsets = [] }: Produced) => {
      for (const { partition, offset } of offsets) stored.set(partition, Number(offset));
    };
    try {
      await tryFor(
        this.options.patience,
        async () => {
          if (this.#isClosed) throw new LabError('CLOSED', 'this event log is closed');
          this.#producer ??= this.client.producer();
          const producer = this.#producer; // it may be closed meanwhile
          const left = messages.filter(({ partition }) => !stored.has(partition));
          try {
            keep(await producer.send({ messages: left }));
          } catch (error) {
            keep((error as { produced?: Produced }).produced ?? {});
            producer.clearMetadata();
            throw error;
          }
        },
        async (error) => {
          if (this.#isClosed || !isPassing(error)) return true;
          await this.options.onRefusal?.(error);
          return false;
        },
      );
      return stored;
    } catch (error) {
      // It doesn't know what has arrived, and would go on with the wrong sequence numbers.
      void this.#drop();
      throw error;
    }
  }

  /** Messages that are being sent aren't tried again. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#drop();
  }

  async #drop(): Promise<void> {
    const producer = this.#producer;
    this.#producer = undefined;
    await closeClient(producer);
  }
}
