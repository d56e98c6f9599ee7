/**
 * Takes events for a log that may be away, such as a Kafka topic whose broker is down. What the log doesn't take at once
 * is kept in a folder and forwarded in order when the log is back.
 *
 * An event is acknowledged when it is durable in the log or in the folder. While events wait, later ones wait behind
 * them, so that those of a user stay in order. After a crash, or if an answer is lost, some are forwarded a second time.
 * Each has a number, by which readers recognize them (see `Counted`).
 */
import { randomBytes } from 'node:crypto';
import * as path from 'node:path';
import { checkArgument, checkOptions, FUNCTION, LIST, TEXT } from '../core/arguments';
import { DataError } from '../core/errors';
import { Checkpoint } from './checkpoint';
import { rejectedLetter } from './dead-letter';
import { EmbeddedLog } from './embedded/embedded-log';
import { GroupCommit } from './embedded/group-commit';
import type { Offsets, Position } from './event-log';
import { pause } from './pause';
import { checkedEvents } from './prepared-events';
import { encodeEvent, type NewEvent, type StreamEvent } from './stream-event';

/** Appends to the log, and rejects while that is away. */
export type Deliver = (events: readonly StreamEvent[]) => Promise<Position[]>;

export interface OutboxOptions {
  /** Milliseconds after which the log counts as away. Default 5,000. */
  readonly within?: number;
  /** Milliseconds between two tries to forward. Default 500. */
  readonly retry?: number;
  /** Seconds that the clock of a sender may be ahead. Default 300. */
  readonly clockSkew?: number;
  /** Called when the log is away, and when it is back. */
  readonly onNote?: (note: string) => void;
}

interface Item {
  readonly event: StreamEvent;
  /** Set when it is in the log. */
  position?: Position;
}

/** Events forwarded at a time. */
const MOST = 1000;
const MOST_WAITING = 100_000;
const RETRY = 500;

export class Outbox {
  readonly #queue = new GroupCommit<Item>({
    write: (items) => this.#write(items),
    mostWaiting: MOST_WAITING,
    what: 'events',
  });
  /** Of this opening of the outbox; events are numbered from 1. */
  readonly #run = randomBytes(12).toString('base64url');
  #numbered = 0;
  readonly #closing = new AbortController();
  readonly #forwarding: Promise<void>;

  private constructor(
    private readonly kept: EmbeddedLog,
    private readonly checkpoint: Checkpoint,
    private readonly deliver: Deliver,
    private readonly options: OutboxOptions,
    /** The first event that waits, and the end of those that are kept. */
    private next: number,
    private end: number,
  ) {
    this.#forwarding = this.#forward();
  }

  /**
   * @param dir a folder of its own, which is created if needed; what waits there from before is forwarded
   * @throws LabError `LOCKED` if another process uses it
   */
  static async open(dir: string, deliver: Deliver, options: OutboxOptions = {}): Promise<Outbox> {
    checkArgument('Outbox', 'dir', dir, TEXT);
    checkArgument('Outbox', 'deliver', deliver, FUNCTION);
    checkOptions('Outbox', options, { within: 5000, retry: 500, clockSkew: 300, onNote: undefined });
    const { onNote } = options;
    const keeping = { partitions: 1, retainHours: null, retainMegabytes: null };
    const kept = await EmbeddedLog.open(path.join(dir, 'events'), keeping, { onNote });
    try {
      const checkpoint = new Checkpoint(path.join(dir, 'forwarded'), onNote);
      const saved = await checkpoint.load();
      const [start] = await kept.starts();
      const [end] = await kept.ends();
      const next = saved?.log === kept.id ? saved.offsets[0] : start;
      return new Outbox(kept, checkpoint, deliver, options, next, end);
    } catch (error) {
      await kept.close();
      throw error;
    }
  }

  /** Events that are kept here and not in the log. */
  get waiting(): number {
    return this.end - this.next;
  }

  /**
   * Resolves when the events are durable: with their places in the log, or with nothing if they wait here.
   * @throws DataError if one of them is invalid; then none is taken
   * @throws LabError `STORAGE` if they can't be kept here either
   */
  async append(events: readonly NewEvent[]): Promise<Position[] | undefined> {
    checkArgument('Outbox', 'events', events, LIST);
    const { clockSkew = 300 } = this.options;
    const items = checkedEvents(events, { now: Date.now(), clockSkew }).map((given): Item => {
      const event: StreamEvent = { ...given, sent: [this.#run, ++this.#numbered] };
      encodeEvent(event); // refused if it is too large
      return { event };
    });
    if (items.length > 0) await this.#queue.add(items);
    const positions = items.flatMap(({ position }) => position ?? []);
    return positions.length === items.length ? positions : undefined;
  }

  /** What waits is forwarded after the next `open`. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#queue.idle();
    await this.#forwarding;
    await this.kept.close();
  }

  async #write(items: readonly Item[]): Promise<void> {
    const events = items.map(({ event }) => event);
    if (this.waiting === 0) {
      try {
        const positions = await this.#delivered(events);
        for (const [index, position] of positions.entries()) items[index].position = position;
        return;
      } catch (error) {
        // What is wrong with an event doesn't become right later.
        if (error instanceof DataError) throw error;
        const { message } = error as Error;
        this.options.onNote?.(`the log is away, so events are kept here and forwarded later: ${message}`);
      }
    }
    const positions = await this.kept.append(events);
    this.end = positions.at(-1)!.offset + 1;
  }

  /** Forwards what waits, and what comes to wait. */
  async #forward(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      try {
        for await (const batch of this.kept.read({ from: [this.next], most: MOST, signal })) {
          const { events, rejected, next } = batch;
          await this.kept.deadLetters.add(rejected.map((bytes) => rejectedLetter(bytes, Date.now())));
          const isDone = await this.#untilDelivered(events.map(({ event }) => event));
          if (!isDone) return;
          await this.#forwarded(next);
        }
      } catch (error) {
        this.options.onNote?.(
          `events can't be forwarded, which will be retried: ${(error as Error).message}`,
        );
        await pause(this.options.retry ?? RETRY, signal);
      }
    }
  }

  /** False if it was closed before that. */
  async #untilDelivered(events: readonly StreamEvent[]): Promise<boolean> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      try {
        // They have been accepted: if the clock has been set back since, they mustn't be refused.
        const now = Date.now();
        await this.#delivered(events.map((event) => ({ ...event, time: Math.min(event.time, now) })));
        return true;
      } catch (error) {
        if (error instanceof DataError) throw error;
        await pause(this.options.retry ?? RETRY, signal);
      }
    }
    return false;
  }

  async #forwarded(next: Offsets): Promise<void> {
    await this.checkpoint.save({ log: this.kept.id, offsets: next, extra: null }, []);
    [this.next] = next;
    if (this.waiting > 0) return;
    this.options.onNote?.('the log is back, and all events that were kept here are in it');
    await this.kept.forget(next);
  }

  /** @throws whatever `deliver` throws, or an error if it takes too long */
  async #delivered(events: readonly StreamEvent[]): Promise<Position[]> {
    if (events.length === 0) return [];
    const { within = 5000 } = this.options;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`it didn't answer within ${within / 1000} s`)), within);
    });
    try {
      return await Promise.race([this.deliver(events), late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
