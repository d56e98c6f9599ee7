/**
 * An event log in a Kafka topic. An append is acknowledged when all replicas in sync have it. A single broker, as
 * `npm run kafka` starts one, survives `kill -9`, but may lose the last moments in a power failure: Kafka leaves flushing
 * to the operating system, and durability to the other replicas.
 */
import { LabError, OptionError } from '../../core/errors';
import type { OptionsOf } from '../../core/options';
import { GroupCommit } from '../embedded/group-commit';
import {
  type Batch,
  batchSize,
  type EventLog,
  type GroupMember,
  type JoinOptions,
  type Offsets,
  offsetError,
  type Position,
  type ReadOptions,
} from '../event-log';
import { type PreparedEvent, positionsOf, preparedEvents, readEvents } from '../prepared-events';
import type { NewEvent } from '../stream-event';
import { DeadLetterTopic } from './dead-letter-topic';
import { fetchRecords } from './fetch-records';
import { closeClient, KafkaClient } from './kafka-client';
import { kafkaReason } from './kafka-errors';
import { KafkaGroup } from './kafka-group';
import { KAFKA_LOG_OPTIONS, type KafkaLogOptions, type KafkaLogSurroundings } from './kafka-options';
import { checkSecurity } from './kafka-security';
import { PatientProducer } from './patient-producer';
import { PatientTopic } from './patient-topic';
import { requests } from './requests';
import { ensureTopic } from './topic';

export type { KafkaLogOptions } from './kafka-options';

/** Milliseconds that a broker waits for events before it answers. */
const WAIT = 100;
/** Events in a request, about: while the broker stores them, the next ones are prepared. */
const AT_ONCE = 2000;

export class KafkaLog implements EventLog {
  readonly deadLetters: DeadLetterTopic;
  readonly #client: KafkaClient;
  readonly #topic: string;
  readonly #producer: PatientProducer;
  readonly #brokers: PatientTopic;
  readonly #queue: GroupCommit<PreparedEvent>;
  readonly #now: () => number;
  readonly #closing = new AbortController();

  private constructor(
    client: KafkaClient,
    topic: string,
    readonly id: string,
    readonly partitions: number,
    private readonly options: Readonly<OptionsOf<typeof KAFKA_LOG_OPTIONS>>,
    surroundings: KafkaLogSurroundings,
  ) {
    this.#client = client;
    this.#topic = topic;
    const asking = { patience: options.patience, onNote: surroundings.onNote };
    this.#brokers = new PatientTopic(client, topic, id, asking, this.#closing.signal);
    this.#producer = new PatientProducer(client, {
      patience: options.patience,
      onRefusal: (error) => this.#brokers.check(error),
    });
    this.#now = surroundings.now ?? Date.now;
    this.deadLetters = new DeadLetterTopic(client, `${topic}.dead-letters`, options.patience);
    this.#queue = new GroupCommit<PreparedEvent>({
      write: (events) => this.#write(events),
      atOnce: AT_ONCE,
      mostWaiting: options.mostWaiting,
      what: 'events',
    });
  }

  /**
   * Opens a topic, which is created if needed.
   * @param address `kafka://127.0.0.1:9092`, with several brokers `kafka://one:9092,two:9092`
   * @throws LabError `BROKER` if no broker can be reached, `ACCESS` if it refuses, or its certificate isn't trusted
   */
  static async open(
    address: string,
    { topic = 'recommender-lab-events', security, ...given }: KafkaLogOptions = {},
    surroundings: KafkaLogSurroundings = {},
  ): Promise<KafkaLog> {
    const resolved = KAFKA_LOG_OPTIONS.resolve(given);
    if (!/^[\w.-]{1,200}$/.test(topic)) {
      throw new OptionError(
        `KafkaLog: topic must be letters, digits, dots, dashes and underscores, got ${JSON.stringify(topic)}`,
      );
    }
    if (security) {
      checkSecurity(security, (why) => {
        throw new OptionError(`KafkaLog: security: ${why}`);
      });
    }
    const client = new KafkaClient(address, security);
    const { partitions, replicas, retainHours, retainMegabytes } = resolved;
    const wanted = partitions ?? 4;
    const { id, partitions: there } = await ensureTopic(client, topic, {
      partitions: wanted,
      patience: resolved.patience,
      replicas: replicas ?? -1,
      retainMs: retainHours === null ? -1 : Math.ceil(retainHours * 3_600_000),
      retainBytes: retainMegabytes === null ? -1 : Math.ceil((retainMegabytes * 1e6) / wanted),
    });
    if (partitions !== null && partitions !== there) {
      throw new OptionError(
        `KafkaLog: the topic ${topic} has ${there} partitions, which can't be changed, got ${partitions}`,
      );
    }
    return new KafkaLog(client, topic, id, there, resolved, surroundings);
  }

  async append(events: readonly NewEvent[]): Promise<Position[]> {
    if (this.#closing.signal.aborted) throw new LabError('CLOSED', 'this event log is closed');
    const { partitions } = this;
    const { clockSkew } = this.options;
    const prepared = preparedEvents(events, { partitions, now: this.#now(), clockSkew });
    if (prepared.length > 0) await this.#queue.add(prepared);
    return positionsOf(prepared);
  }

  async *read(given: ReadOptions = {}): AsyncGenerator<Batch> {
    const { from = 'start', follow = true, ifGone = 'fail' } = given;
    const most = batchSize('KafkaLog', given);
    const signal = AbortSignal.any([this.#closing.signal, ...(given.signal ? [given.signal] : [])]);
    const partitions = given.partitions ?? Array.from({ length: this.partitions }, (_, p) => p);
    let until: Offsets | undefined;
    let begin: Offsets;
    try {
      until = follow ? undefined : await this.ends();
      begin = await this.#begin(from, partitions, ifGone);
    } catch (error) {
      if (signal.aborted) return;
      throw error;
    }
    let next = new Map(partitions.map((p) => [p, begin[p]]));
    const consumer = this.#client.consumer(this.#topic);
    const isDone = () => until !== undefined && partitions.every((p) => next.get(p)! >= until[p]);
    try {
      while (!signal.aborted && !isDone()) {
        const fetched = await this.#brokers.patiently(
          () => fetchRecords(consumer, this.#topic, next, WAIT, this.id),
          follow ? Number.POSITIVE_INFINITY : this.options.patience,
          signal,
          () => this.#skipGone(next, ifGone),
        );
        if (fetched === undefined) continue; // aborted, or offsets were skipped
        const { records } = fetched;
        const place = new Map(next);
        for (let at = 0; at < records.length && !signal.aborted; at += most) {
          const part = records.slice(at, at + most);
          for (const { partition, offset } of part) place.set(partition, offset + 1);
          const isLast = at + most >= records.length;
          const after = offsetsOf(isLast ? fetched.next : place, begin);
          const lag = partitions.reduce(
            (sum, p) => sum + Math.max(0, (fetched.ends.get(p) ?? 0) - after[p]),
            0,
          );
          yield { ...readEvents(part), next: after, lag };
        }
        next = new Map(fetched.next);
      }
    } finally {
      void closeClient(consumer);
    }
  }

  get isAway(): boolean {
    return this.#brokers.isAway;
  }

  async starts(): Promise<Offsets> {
    return this.#brokers.list(-2n);
  }

  async ends(): Promise<Offsets> {
    return this.#brokers.list(-1n);
  }

  join(group: string, joining: JoinOptions = {}): Promise<GroupMember> {
    return KafkaGroup.join(this, this.#client, this.#topic, group, joining, this.options.patience);
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    await this.#queue.idle();
    await Promise.all([this.#producer.close(), this.#brokers.close(), this.deadLetters.close()]);
  }

  /** Sends in requests that a broker takes; gives the events their offsets. */
  async #write(events: readonly PreparedEvent[]): Promise<void> {
    for (const part of requests(events, ({ payload }) => payload.length)) await this.#send(part);
  }

  async #send(events: readonly PreparedEvent[]): Promise<void> {
    const messages = events.map(({ key, partition, payload }) => ({
      topic: this.#topic,
      key: Buffer.from(key),
      partition,
      value: payload,
    }));
    try {
      const next = await this.#producer.send(messages);
      for (const event of events) {
        event.offset = next.get(event.partition)!;
        next.set(event.partition, event.offset + 1);
      }
      this.#brokers.hasAnswered();
    } catch (error) {
      this.#brokers.isAway = true;
      if (error instanceof LabError) throw error;
      throw new LabError('BROKER', kafkaReason(error), { cause: error });
    }
  }

  async #begin(
    from: ReadOptions['from'],
    partitions: readonly number[],
    ifGone: 'fail' | 'skip',
  ): Promise<number[]> {
    if (from === 'end') return [...(await this.ends())];
    const starts = await this.starts();
    if (from === 'start' || from === undefined) return [...starts];
    const ends = await this.ends();
    const begin = [...from];
    for (const p of partitions) {
      if (!Number.isSafeInteger(from[p]) || from[p] < 0) {
        throw new OptionError(`KafkaLog: from must have an offset for partition ${p}, got ${from[p]}`);
      }
      const isGone = from[p] < starts[p];
      if (from[p] > ends[p] || (isGone && ifGone === 'fail'))
        throw offsetError(p, from[p], starts[p], ends[p]);
      if (isGone) begin[p] = starts[p];
    }
    return begin;
  }

  /** Goes on with the oldest events where those that were to be read are gone. @throws LabError `OFFSET` otherwise */
  async #skipGone(next: Map<number, number>, ifGone: 'fail' | 'skip'): Promise<void> {
    const [starts, ends] = [await this.starts(), await this.ends()];
    for (const [partition, offset] of next) {
      if (offset >= starts[partition] && offset <= ends[partition]) continue;
      if (ifGone === 'fail' || offset > ends[partition]) {
        throw offsetError(partition, offset, starts[partition], ends[partition]);
      }
      next.set(partition, starts[partition]);
    }
  }
}

function offsetsOf(next: ReadonlyMap<number, number>, otherwise: Offsets): number[] {
  return otherwise.map((offset, partition) => next.get(partition) ?? offset);
}
