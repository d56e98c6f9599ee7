/** Options of a Kafka log. */
import { number, type OptionsOf, options, orNull, whole } from '../../core/options';
import type { KafkaSecurity } from './kafka-security';

export const KAFKA_LOG_OPTIONS = options('KafkaLog', {
  /** For a new topic. Null: 4, or what the topic has. */
  partitions: orNull(whole({ from: 1, to: 1000, default: 4 })),
  /** Copies of a new topic. Null: as the brokers are set. */
  replicas: orNull(whole({ from: 1, to: 100, default: 1 })),
  /** For a new topic: older events are removed. Null: none. */
  retainHours: { ...orNull(number({ above: 0, default: 168 })), default: 168 as number | null },
  /** For a new topic: the oldest events are removed beyond this size. Null: none. */
  retainMegabytes: { ...orNull(number({ above: 0, default: 1024 })), default: 1024 as number | null },
  /** Seconds that the clock of a sender may be ahead. */
  clockSkew: number({ from: 0, default: 300 }),
  /** Seconds for which an append, or a reading that doesn't follow, tries to reach the brokers. */
  patience: number({ above: 0, default: 60 }),
  /** Events that may wait for the brokers; more are rejected, so that an outage doesn't fill the memory. */
  mostWaiting: whole({ from: 1, default: 100_000 }),
});

export interface KafkaLogOptions extends Partial<OptionsOf<typeof KAFKA_LOG_OPTIONS>> {
  /** The topic's name: letters, digits, dots, dashes and underscores. Default `recommender-lab-events`. */
  readonly topic?: string;
  readonly security?: KafkaSecurity;
}

/** What isn't an option of the log itself. */
export interface KafkaLogSurroundings {
  /** The clock, in milliseconds since 1970. Default: the machine's. */
  readonly now?: () => number;
  /** Called about what is retried. */
  readonly onNote?: (note: string) => void;
}
