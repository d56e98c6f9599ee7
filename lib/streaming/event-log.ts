/**
 * An event log: an append-only list of events in several partitions, from which any number of readers read at their own
 * pace. There are two: `EmbeddedLog`, which is a folder, and `KafkaLog`, which is a topic of a Kafka cluster. One suite
 * of tests, `test/streaming/event-log-contract.ts`, runs on both.
 *
 * - Events of the same user are in the same partition, in the order in which they were appended.
 * - In a partition, each event has an offset: 0, 1, 2, …, increasing, possibly with gaps. It never changes and is never
 *   given again, so (partition, offset) identifies an event.
 * - An event that was acknowledged is durable: it outlives the process that appended it.
 * - A reader gets every event once and in order, unless it starts again at an earlier offset. State that is saved
 *   together with its offsets therefore counts each event once: see `Checkpoint`.
 */
import { called, checkArgument, checkOptions, LIST, objectWith } from '../core/arguments';
import { LabError } from '../core/errors';
import { checkOption, oneOf, trueOrFalse, whole } from '../core/options';
import type { NewEvent, StreamEvent } from './stream-event';

/** An offset for each partition: the next one to read. */
export type Offsets = readonly number[];

/** Where an event is. */
export interface Position {
  readonly partition: number;
  readonly offset: number;
}

/** An event in a log. */
export interface LoggedEvent extends Position {
  /** When it was appended, by the clock of the log, in milliseconds since 1970. */
  readonly appended: number;
  readonly event: StreamEvent;
}

/** Bytes of a log that aren't an event that this library knows: damaged, or written by another program or version. */
export interface Rejected {
  /** Unique in the log: `2/1234` for the partition and offset, `segment-00000003.log:4096` if they can't be known. */
  readonly place: string;
  readonly reason: string;
  readonly bytes: Uint8Array;
}

/** What a reader gets at a time. */
export interface Batch {
  readonly events: readonly LoggedEvent[];
  /** Bytes among them that aren't events. They never stop a reader. */
  readonly rejected: readonly Rejected[];
  /** Where to continue after this batch. */
  readonly next: Offsets;
  /** Events in the partitions read that come after this batch, as known now. */
  readonly lag: number;
}

/** What to read. */
export interface ReadOptions {
  /** Where to begin. Default: with the oldest event. */
  readonly from?: 'start' | 'end' | Offsets;
  /** Default: all. */
  readonly partitions?: readonly number[];
  /** Whether to wait for more events at the end, instead of ending there. Default: true. */
  readonly follow?: boolean;
  /** Events in a batch, at most. Default 1,000. */
  readonly most?: number;
  /** If events from where to begin on have been removed: fail, or continue with the oldest event. Default: fail. */
  readonly ifGone?: 'fail' | 'skip';
  /** Ends the reading, without an error. */
  readonly signal?: AbortSignal;
}

/** The option `most` of those who read. */
export const BATCH_SIZE = whole({ from: 1, default: 1000 });

/** For `checkArgument`. */
export const EVENT_LOG = called(
  'an event log, such as EmbeddedLog.open gives',
  objectWith('id', 'read', 'starts', 'deadLetters'),
);
const FOLLOW = trueOrFalse({ default: true });
const IF_GONE = oneOf(['fail', 'skip'], { default: 'fail' });
const FROM = {
  allowed: "'start', 'end', or an offset for each partition",
  allows: (given: unknown) => given === 'start' || given === 'end' || LIST.allows(given),
};

/** @throws OptionError for a name that isn't an option of reading, which would be ignored, or another value */
export function checkRead(owner: string, given: ReadOptions): void {
  const examples = {
    follow: false,
    from: 'end',
    partitions: [0],
    most: 1000,
    ifGone: 'skip',
    signal: undefined,
  };
  checkOptions(owner, given, examples);
  const { from = 'start', follow = true, ifGone = 'fail', partitions = [] } = given;
  checkArgument(owner, 'from', from, FROM);
  checkArgument(owner, 'follow', follow, FOLLOW);
  checkArgument(owner, 'ifGone', ifGone, IF_GONE);
  checkArgument(owner, 'partitions', partitions, LIST);
}

/** @throws OptionError if `most` isn't a positive whole number: a reader of empty batches would never end */
export function batchSize(owner: string, { most = BATCH_SIZE.default }: Pick<ReadOptions, 'most'>): number {
  checkOption(owner, 'most', most, BATCH_SIZE);
  return most;
}

/** An event that no reader could use, or bytes that aren't an event. */
export interface DeadLetter {
  /** Unique: the place in the log, for an event that a consumer refused also its name: `2/1234 live-model`. */
  readonly place: string;
  readonly reason: string;
  /** When it was set aside: `2026-11-24T10:00:00.000Z`. */
  readonly time: string;
  /** What is in the log, as text, or in base64 if it isn't UTF-8; at most 64 KiB of it. */
  readonly text?: string;
  readonly base64?: string;
}

/** Where dead letters are kept. */
export interface DeadLetters {
  /** Resolves when they are durable. */
  add(letters: readonly DeadLetter[]): Promise<void>;
  /** All of them, each once. */
  read(): Promise<DeadLetter[]>;
}

/** A member of a consumer group. The members share the partitions: each partition is read by one of them at a time. */
export interface GroupMember {
  /** The partitions that this member has now. */
  readonly partitions: readonly number[];
  /** Batches of the member's partitions, from the committed offsets on, until the signal aborts or `leave` is called. */
  read(options?: Pick<ReadOptions, 'most' | 'signal' | 'ifGone'>): AsyncIterable<Batch>;
  /** Makes durable that the group has dealt with what comes before, in the partitions that this member still has. */
  commit(next: Offsets): Promise<void>;
  /** Gives its partitions to the other members. */
  leave(): Promise<void>;
}

/** How to be a member. */
export interface JoinOptions {
  /**
   * Called before reading goes on with other partitions than before: load and save what belongs to them here. Returned
   * offsets, by partition, replace the committed ones.
   */
  readonly onPartitions?: (
    gained: readonly number[],
    lost: readonly number[],
  ) => Promise<ReadonlyMap<number, number> | undefined> | ReadonlyMap<number, number> | undefined;
  /** Called about what is retried. */
  readonly onNote?: (note: string) => void;
}

export interface EventLog {
  /** Another log has another one, also one that was made after this one was deleted. */
  readonly id: string;
  readonly partitions: number;
  /**
   * Resolves when all events are durable, with the place of each.
   * @throws DataError if one of them is invalid; then none is appended
   * @throws LabError `STORAGE` if they can't be stored now; then some may have been
   */
  append(events: readonly NewEvent[]): Promise<Position[]>;
  /**
   * Reads at the pace of the caller: nothing is read ahead but the next batch.
   * @throws LabError `OFFSET` if events are missing: removed before they were read, or not in this log
   */
  read(options?: ReadOptions): AsyncIterable<Batch>;
  /** The oldest offset in each partition. */
  starts(): Promise<Offsets>;
  /** The offset after the newest event in each partition. */
  ends(): Promise<Offsets>;
  /** Joins a group, which is created if needed. */
  join(group: string, options?: JoinOptions): Promise<GroupMember>;
  readonly deadLetters: DeadLetters;
  /** Whether the last request didn't reach it. A folder is always there. */
  readonly isAway: boolean;
  /** Waits for what is being appended, and ends all reading. */
  close(): Promise<void>;
}

/** @throws LabError `OFFSET` */
export function offsetError(partition: number, offset: number, start: number, end: number): LabError {
  const what =
    offset < start
      ? `events ${offset} to ${start - 1} have been removed`
      : `event ${offset} doesn't exist; the next one will be ${end}, so this may be another log`;
  return new LabError(
    'OFFSET',
    `partition ${partition}: ${what}. Start again from a newer or an empty state`,
  );
}
