/** Asking the brokers of a topic, again while they can't be reached. */
import { LabError } from '../../core/errors';
import type { Offsets } from '../event-log';
import { replacedError } from './fetch-records';
import { type Consumer, closeClient, type KafkaClient } from './kafka-client';
import { isKafkaError, isUnknownTopic, kafkaReason } from './kafka-errors';

export interface PatientTopicOptions {
  /** Seconds for which a request is tried. */
  readonly patience: number;
  /** Called about what is retried. */
  readonly onNote?: (note: string) => void;
}

/** Milliseconds between two tries to reach a broker. */
const RETRY = 250;
/** Milliseconds after which a topic that a broker doesn't know is gone. A new one may not be known to all brokers yet. */
const GONE_AFTER = 3000;

export class PatientTopic {
  /** Whether the last request didn't reach a broker. */
  isAway = false;
  /** When brokers first said that the topic doesn't exist. */
  #goneSince: number | undefined;
  /** Asks where partitions begin and end. */
  readonly #asking: Consumer;

  /**
   * @param id of the topic that was opened; another one of the same name has another
   * @param closing ends all requests
   */
  constructor(
    private readonly client: KafkaClient,
    private readonly name: string,
    private readonly id: string,
    private readonly options: PatientTopicOptions,
    private readonly closing: AbortSignal,
  ) {
    this.#asking = client.consumer(name);
  }

  /** The offsets of the partitions at a time: -2, the oldest; -1, after the newest. */
  async list(timestamp: bigint): Promise<Offsets> {
    const found = await this.patiently(
      () => this.#asking.listOffsets({ topics: [this.name], timestamp }),
      this.options.patience,
      this.closing,
    );
    if (!found) throw new LabError('CLOSED', 'this event log is closed');
    return found.get(this.name)!.map(Number);
  }

  /**
   * Tries again while brokers can't be reached.
   * @param seconds after which it gives up
   * @param onRange called if an offset doesn't exist
   * @returns undefined if it was aborted, or if `onRange` was called
   */
  async patiently<Result>(
    work: () => Promise<Result>,
    seconds: number,
    signal: AbortSignal,
    onRange?: () => Promise<void>,
  ): Promise<Result | undefined> {
    const until = performance.now() + seconds * 1000;
    for (let isNoted = false; !signal.aborted; ) {
      try {
        const result = await orAborted(work(), signal);
        if (!signal.aborted) this.hasAnswered();
        return result;
      } catch (error) {
        if (error instanceof LabError) throw error;
        const isBeyond = isKafkaError(error, 'OFFSET_OUT_OF_RANGE');
        this.isAway = !isBeyond;
        if (signal.aborted) return undefined;
        if (onRange && isBeyond) {
          await onRange();
          return undefined;
        }
        await this.check(error);
        if (performance.now() > until) {
          throw new LabError('BROKER', `${this.client.address} can't be reached: ${kafkaReason(error)}`, {
            cause: error,
          });
        }
        if (!isNoted)
          this.options.onNote?.(`the broker can't be reached, which will be retried: ${kafkaReason(error)}`);
        isNoted = true;
        await orAborted(new Promise((done) => setTimeout(done, RETRY)), signal);
      }
    }
    return undefined;
  }

  /** A request has succeeded. */
  hasAnswered(): void {
    this.isAway = false;
    this.#goneSince = undefined;
  }

  /** @throws LabError `OFFSET` if the error says that the topic isn't the one that was opened */
  async check(error: unknown): Promise<void> {
    if (!isUnknownTopic(error)) return;
    let id: string | undefined;
    try {
      const { topics } = await this.#asking.metadata({ topics: [this.name], forceUpdate: true });
      id = topics.get(this.name)?.id;
    } catch (again) {
      if (!isUnknownTopic(again)) return; // the broker has gone away meanwhile
    }
    if (id === this.id) return; // the broker is only starting
    this.#goneSince ??= performance.now();
    if (id === undefined && performance.now() - this.#goneSince < GONE_AFTER) return;
    throw replacedError(this.name, id);
  }

  close(): Promise<void> {
    return closeClient(this.#asking);
  }
}

/** The result, or undefined as soon as the signal aborts. */
function orAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result | undefined> {
  if (signal.aborted) return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    const abort = () => resolve(undefined);
    signal.addEventListener('abort', abort);
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
