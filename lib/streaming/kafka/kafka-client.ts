/**
 * The Kafka client, `@platformatic/kafka` 1.35, with the settings that were found to survive restarts and `kill -9` of
 * the broker. Its stream of messages isn't used: a failed fetch destroys it, and its group consumer stops its heartbeat
 * after a failed one. Here, each fetch is a request of its own, which is tried again until it succeeds.
 */
import { OptionError } from '../../core/errors';
import { loadOptional } from '../../core/packaged';
import type { KafkaSecurity } from './kafka-security';

type Library = typeof import('@platformatic/kafka');
export type Admin = import('@platformatic/kafka').Admin;
export type Consumer = import('@platformatic/kafka').Consumer;
export type Producer = import('@platformatic/kafka').Producer;

/** Milliseconds between two tries. */
const RETRY_DELAY = 500;
/** Milliseconds after which the broker counts a member of a group as gone, and between two signs of life. */
const SESSION = 10_000;
const HEARTBEAT = 1000;

export class KafkaClient {
  readonly #library: Library;
  readonly #base: {
    readonly clientId: string;
    readonly bootstrapBrokers: string[];
    readonly tls?: KafkaSecurity['tls'];
    readonly sasl?: KafkaSecurity['sasl'];
  };

  /** @param address `kafka://127.0.0.1:9092`, with several brokers `kafka://one:9092,two:9092` */
  constructor(
    readonly address: string,
    { tls, sasl }: KafkaSecurity = {},
  ) {
    this.#library = loadOptional(
      'Kafka logs',
      ['@platformatic/kafka'],
      () => require('@platformatic/kafka') as Library,
    );
    this.#base = {
      clientId: 'recommender-lab',
      bootstrapBrokers: brokersOf(address),
      ...(tls && { tls }),
      ...(sasl && { sasl }),
    };
  }

  get encrypts(): boolean {
    return this.#base.tls !== undefined;
  }

  /** @param seconds to try; 0: once */
  admin(seconds: number): Admin {
    return quiet(
      new this.#library.Admin({ ...this.#base, retries: triesIn(seconds), retryDelay: RETRY_DELAY }),
    );
  }

  /**
   * Acknowledged by all replicas in sync, and written once even if a request is repeated. It tries once, and once more if
   * a leader has moved. False, not 0: this client takes 0 for as often as it can.
   */
  producer(): Producer {
    return quiet(new this.#library.Producer({ ...this.#base, idempotent: true, retries: false }));
  }

  /** For fetches of one topic, and for the membership in a group. With many retries, it kept failing after an outage. */
  consumer(topic: string, groupId = 'none'): Consumer {
    const consumer = new this.#library.Consumer({
      ...this.#base,
      groupId,
      retries: 2,
      retryDelay: RETRY_DELAY,
      autocommit: false,
      sessionTimeout: SESSION,
      rebalanceTimeout: SESSION,
      heartbeatInterval: HEARTBEAT,
    });
    consumer.topics.track(topic);
    return quiet(consumer);
  }
}

function triesIn(seconds: number): number {
  if (seconds === 0) return 0;
  return Math.max(2, Math.ceil((seconds * 1000) / RETRY_DELAY));
}

/** The client also reports errors as events, which would end the process if nobody listened. */
function quiet<Client extends Admin | Consumer | Producer>(client: Client): Client {
  (client as import('node:events').EventEmitter).on('error', () => undefined);
  return client;
}

function brokersOf(address: string): string[] {
  const [, list] = /^kafka:\/\/([^/]+)\/?$/.exec(address) ?? [];
  const brokers = list?.split(',') ?? [];
  if (brokers.length > 0 && brokers.every((broker) => /^(\[[\da-f:.]+\]|[^\s:[\]]+):\d{1,5}$/i.test(broker)))
    return brokers;
  throw new OptionError(
    `KafkaLog: address must look like kafka://127.0.0.1:9092, got ${JSON.stringify(address)}`,
  );
}

/** Closes whatever it is doing, even if its broker is gone. */
export async function closeClient(client: Admin | Consumer | Producer | undefined): Promise<void> {
  try {
    if (client && 'createTopics' in client) await client.close();
    else await client?.close(true);
  } catch {
    // It had no connection to close.
  }
}
