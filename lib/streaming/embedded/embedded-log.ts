/**
 * An event log in a folder: no server, no Java. One process appends; others may read at the same time.
 *
 * All partitions share one sequence of files, so that a batch takes one write and one flush whatever its users are. An
 * append is acknowledged when `fdatasync` has returned. A process that is killed leaves at most half a record, at the
 * end and never acknowledged, which the next one cuts off. Damage elsewhere costs the damaged records only.
 */
import { mkdir } from 'node:fs/promises';
import { checkArgument, checkOptions, LIST, TEXT } from '../../core/arguments';
import { LabError, OptionError } from '../../core/errors';
import { lockFolder } from '../../core/folder-lock';
import { rejectedLetter } from '../dead-letter';
import {
  type Batch,
  batchSize,
  checkRead,
  type DeadLetters,
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
import { DeadLetterFile } from './dead-letter-file';
import { type DurableEnd, readDurableEnd } from './durable-end';
import { EmbeddedGroup } from './embedded-group';
import {
  EMBEDDED_LOG_OPTIONS,
  type EmbeddedLogOptions,
  type EmbeddedLogSurroundings,
  type ResolvedOptions,
} from './embedded-options';
import { GroupCommit } from './group-commit';
import { createMeta, type LogMeta, readMeta } from './log-meta';
import { patientDurableEnd } from './log-recovery';
import { removeBefore, removeOld } from './retention';
import { readHeader, segmentNumbers } from './segment-files';
import { SegmentReader } from './segment-reader';
import { SegmentWriter } from './segment-writer';

export type { EmbeddedLogOptions } from './embedded-options';

/** Milliseconds between two looks at a log that another process writes. */
const LOOK = 15;
const DAMAGED = 'damaged: the checksum is wrong, or the bytes are no record';

function noLog(dir: string): LabError {
  return new LabError('NO_LOG', `${dir} has no event log yet; it is made by the process that appends`);
}

export class EmbeddedLog implements EventLog {
  readonly id: string;
  readonly partitions: number;
  readonly deadLetters: DeadLetters;
  readonly isAway = false;
  /** The end, of a log that another process writes, when it was last looked at. */
  #seen: DurableEnd;
  #closed = false;
  /** Those who wait for more events. */
  readonly #waiting = new Set<() => void>();
  readonly #queue: GroupCommit<PreparedEvent>;
  readonly #now: () => number;

  private constructor(
    readonly dir: string,
    private readonly options: ResolvedOptions,
    surroundings: EmbeddedLogSurroundings,
    { id, partitions }: LogMeta,
    end: DurableEnd,
    private readonly writer: SegmentWriter | undefined,
  ) {
    this.id = id;
    this.partitions = partitions;
    this.#seen = end;
    this.#now = surroundings.now ?? Date.now;
    this.deadLetters = new DeadLetterFile(dir);
    this.#queue = new GroupCommit<PreparedEvent>({
      write: async (events) => {
        await writer!.write(events);
        this.#wake();
      },
      mostWaiting: options.mostWaiting,
      what: 'events',
    });
  }

  /**
   * Opens the log in a folder, which is created if needed.
   *
   * @example
   * const log = await EmbeddedLog.open('data/events');
   * await log.append([{ type: 'click', userId: '196', itemId: '50' }]);
   * for await (const { events } of log.read({ follow: false })) events.length; // 1
   * await log.close();
   * @throws LabError `LOCKED` if another process appends to it
   */
  static async open(
    dir: string,
    given: EmbeddedLogOptions = {},
    surroundings: EmbeddedLogSurroundings = {},
  ): Promise<EmbeddedLog> {
    checkArgument('EmbeddedLog', 'dir', dir, TEXT);
    const resolved = EMBEDDED_LOG_OPTIONS.resolve(given);
    if (resolved.readOnly) {
      const meta = await readMeta(dir, resolved.partitions);
      if (!meta) throw noLog(dir);
      const end = await patientDurableEnd(dir, meta.partitions);
      if (end.segment === 0) throw noLog(dir); // the process that made it was killed at once
      return new EmbeddedLog(dir, resolved, surroundings, meta, end, undefined);
    }
    await mkdir(dir, { recursive: true });
    const unlock = await lockFolder(dir);
    try {
      const meta =
        (await readMeta(dir, resolved.partitions)) ?? (await createMeta(dir, resolved.partitions ?? 4));
      const writing = { ...resolved, now: surroundings.now ?? Date.now, onNote: surroundings.onNote };
      const { writer, tail } = await SegmentWriter.open(dir, meta.partitions, unlock, writing);
      const log = new EmbeddedLog(dir, resolved, surroundings, meta, writer.end, writer);
      if (tail) await log.deadLetters.add([rejectedLetter(tail, writing.now())]);
      await log.trim();
      return log;
    } catch (error) {
      await unlock();
      throw error;
    }
  }

  async append(events: readonly NewEvent[]): Promise<Position[]> {
    if (!this.writer)
      throw new LabError('READ_ONLY', 'this event log was opened for reading; another process appends to it');
    if (this.#closed) throw new LabError('CLOSED', 'this event log is closed');
    checkArgument('EmbeddedLog', 'events', events, LIST);
    const { partitions } = this;
    const { clockSkew } = this.options;
    const prepared = preparedEvents(events, { partitions, now: this.#now(), clockSkew });
    if (prepared.length > 0) await this.#queue.add(prepared);
    return positionsOf(prepared);
  }

  async *read(given: ReadOptions = {}): AsyncGenerator<Batch> {
    checkRead('EmbeddedLog', given);
    const { from = 'start', follow = true, ifGone = 'fail', signal } = given;
    const most = batchSize('EmbeddedLog', given);
    const partitions = given.partitions ?? Array.from({ length: this.partitions }, (_, p) => p);
    let end = await this.#latestEnd();
    const begin = await this.#begin(from, partitions, end);
    const reader = await SegmentReader.open(this.dir, begin, { partitions, ifGone });
    const wake = () => this.#wake();
    signal?.addEventListener('abort', wake);
    try {
      while (!this.#closed && !signal?.aborted) {
        const { records, damage } = await reader.read(end, most);
        if (records.length > 0 || damage.length > 0) {
          const { next } = reader;
          const damaged = damage.map(({ place, bytes }) => ({ place, bytes, reason: DAMAGED }));
          const { events, rejected } = readEvents(records);
          const known = follow ? await this.#latestEnd() : end;
          const lag = partitions.reduce((sum, p) => sum + Math.max(0, known.ends[p] - next[p]), 0);
          yield { events, rejected: [...damaged, ...rejected], next, lag };
        }
        if (records.length >= most) continue;
        if (!follow) return;
        end = await this.#newerEnd(end, signal);
      }
    } finally {
      signal?.removeEventListener('abort', wake);
      await reader.close();
    }
  }

  async starts(): Promise<Offsets> {
    for (const number of await segmentNumbers(this.dir)) {
      const header = await readHeader(this.dir, number);
      if (header) return header.starts;
    }
    return (await this.#latestEnd()).ends;
  }

  async ends(): Promise<Offsets> {
    return (await this.#latestEnd()).ends;
  }

  async join(group: string, joining: JoinOptions = {}): Promise<GroupMember> {
    checkArgument('EmbeddedLog', 'group', group, TEXT);
    checkOptions('EmbeddedLog', joining, { onPartitions: undefined, onNote: undefined });
    return EmbeddedGroup.join(this, this.dir, group, joining);
  }

  /**
   * Removes files that are older, or beyond the size, that the options allow; the newest one always stays. Done when the
   * log is opened, and with every new file.
   */
  trim(): Promise<void> {
    return removeOld(this.dir, this.#end.segment, { ...this.options, now: this.#now() });
  }

  /** Removes files all of whose events come before these offsets; the newest file always stays. */
  forget(before: Offsets): Promise<void> {
    return removeBefore(this.dir, this.#end.segment, before);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#wake();
    if (!this.writer) return;
    await this.#queue.idle();
    await this.writer.close();
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  get #end(): DurableEnd {
    return this.writer?.end ?? this.#seen;
  }

  async #latestEnd(): Promise<DurableEnd> {
    if (this.writer) return this.writer.end;
    const end = await readDurableEnd(this.dir);
    if (end?.segment === this.#seen.segment && end.bytes === this.#seen.bytes) return this.#seen;
    await this.#checkLog();
    this.#seen = end ?? this.#seen;
    return this.#seen;
  }

  /** @throws LabError `OFFSET` if the folder has no log any more, or another one */
  async #checkLog(): Promise<void> {
    const meta = await readMeta(this.dir, null);
    if (meta?.id === this.id) return;
    throw new LabError(
      'OFFSET',
      `the event log in ${this.dir} was deleted${meta ? ' and made again' : ''}. Open it again`,
    );
  }

  /** Resolves when there is more than before, or nothing to wait for. */
  async #newerEnd(before: DurableEnd, signal: AbortSignal | undefined): Promise<DurableEnd> {
    while (!this.#closed && !signal?.aborted) {
      const end = await this.#latestEnd();
      if (end.bytes !== before.bytes || end.segment !== before.segment) return end;
      await new Promise<void>((resolve) => {
        const wake = () => {
          clearTimeout(timer);
          this.#waiting.delete(wake);
          resolve();
        };
        const timer = this.writer ? undefined : setTimeout(wake, LOOK);
        this.#waiting.add(wake);
      });
    }
    return before;
  }

  async #begin(
    from: ReadOptions['from'],
    partitions: readonly number[],
    { ends }: DurableEnd,
  ): Promise<Offsets> {
    if (from === 'end') return ends;
    if (from === 'start' || from === undefined) return this.starts();
    const invalid = partitions.find((p) => !Number.isSafeInteger(from[p]) || from[p] < 0);
    if (invalid !== undefined) {
      throw new OptionError(
        `EmbeddedLog: from must have an offset for partition ${invalid}, got ${from[invalid]}`,
      );
    }
    const beyond = partitions.find((p) => from[p] > ends[p]);
    if (beyond !== undefined) throw offsetError(beyond, from[beyond], 0, ends[beyond]);
    return from;
  }
}
