/**
 * An event log in a folder: no server, no Java. One process appends; others may read at the same time.
 *
 * All partitions share one sequence of files, so that a batch takes one write and one flush whatever its users are. An
 * append is acknowledged when `fdatasync` has returned. A process that is killed leaves at most half a record, at the
 * end and never acknowledged, which the next one cuts off. Damage elsewhere costs the damaged records only.
 */
import { mkdir, rm, stat } from 'node:fs/promises';
import { LabError, OptionError } from '../../core/errors';
import { lockFolder } from '../../core/folder-lock';
import { number, type OptionsOf, options, orNull, trueOrFalse, whole } from '../../core/options';
import { rejectedLetter } from '../dead-letter';
import {
  type Batch,
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
import { type DurableEnd, DurableEndFile, readDurableEnd } from './durable-end';
import { DurableFile } from './durable-file';
import { EmbeddedGroup } from './embedded-group';
import { GroupCommit } from './group-commit';
import { createMeta, type LogMeta, readMeta } from './log-meta';
import { patientDurableEnd, recover } from './log-recovery';
import { encodeRecords } from './record';
import { createSegment, readHeader, segmentFile, segmentNumbers } from './segment-files';
import { SegmentReader } from './segment-reader';

export const EMBEDDED_LOG_OPTIONS = options('EmbeddedLog', {
  /** For a new log. Null: 4, or what the log has. */
  partitions: orNull(whole({ from: 1, to: 1000, default: 4 })),
  /** Megabytes after which a new file is begun. Retention removes whole files. */
  segmentMegabytes: number({ above: 0, to: 1024, default: 16 }),
  /** Files whose events are all older are removed. Null: none. */
  retainHours: { ...orNull(number({ above: 0, default: 168 })), default: 168 as number | null },
  /** The oldest files are removed beyond this size. Null: none. */
  retainMegabytes: { ...orNull(number({ above: 0, default: 1024 })), default: 1024 as number | null },
  /** Seconds that the clock of a sender may be ahead. */
  clockSkew: number({ from: 0, default: 300 }),
  /** Events that may wait for the disk; more are rejected, so that a slow disk doesn't fill the memory. */
  mostWaiting: whole({ from: 1, default: 100_000 }),
  /** Only reads; appending fails. Needed where another process appends. */
  readOnly: trueOrFalse({ default: false }),
});

/** Options of an embedded log. */
export interface EmbeddedLogOptions extends Partial<OptionsOf<typeof EMBEDDED_LOG_OPTIONS>> {}

/** What isn't an option of the log itself. */
export interface EmbeddedLogSurroundings {
  /** The clock, in milliseconds since 1970. Default: the machine's. */
  readonly now?: () => number;
  /** Called about damage that was found, and about retention that failed and will be retried. */
  readonly onNote?: (note: string) => void;
}

/** Milliseconds between two looks at a log that another process writes. */
const LOOK = 15;
const DAMAGED = 'damaged: the checksum is wrong, or the bytes are no record';
const HOUR = 3_600_000;
const MEGABYTE = 1e6;

type Resolved = Readonly<OptionsOf<typeof EMBEDDED_LOG_OPTIONS>>;

function noLog(dir: string): LabError {
  return new LabError('NO_LOG', `${dir} has no event log yet; it is made by the process that appends`);
}

/** What only the process that appends has. */
interface Writer {
  file: DurableFile;
  readonly endFile: DurableEndFile;
  readonly unlock: () => Promise<void>;
}

export class EmbeddedLog implements EventLog {
  readonly id: string;
  readonly partitions: number;
  readonly deadLetters: DeadLetters;
  readonly isAway = false;
  #end: DurableEnd;
  #closed = false;
  /** Those who wait for more events. */
  readonly #waiting = new Set<() => void>();
  readonly #queue: GroupCommit<PreparedEvent>;
  readonly #now: () => number;

  private constructor(
    readonly dir: string,
    private readonly options: Resolved,
    private readonly surroundings: EmbeddedLogSurroundings,
    { id, partitions }: LogMeta,
    end: DurableEnd,
    private readonly writer: Writer | undefined,
  ) {
    this.id = id;
    this.partitions = partitions;
    this.#end = end;
    this.#now = surroundings.now ?? Date.now;
    this.deadLetters = new DeadLetterFile(dir);
    this.#queue = new GroupCommit<PreparedEvent>({
      write: (events) => this.#write(events),
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
      const log = await EmbeddedLog.#openWriter(dir, resolved, surroundings, meta, unlock);
      await log.trim();
      return log;
    } catch (error) {
      await unlock();
      throw error;
    }
  }

  static async #openWriter(
    dir: string,
    resolved: Resolved,
    surroundings: EmbeddedLogSurroundings,
    meta: LogMeta,
    unlock: () => Promise<void>,
  ): Promise<EmbeddedLog> {
    const now = surroundings.now ?? Date.now;
    const { last, ends, size, isEmpty, tail } = await recover(dir, meta.partitions);
    const segment = isEmpty ? last : last + 1;
    if (!isEmpty) await createSegment(dir, segment, ends, now());
    const file = await DurableFile.open(segmentFile(dir, segment));
    const endFile = await DurableEndFile.open(dir);
    const end = { segment, bytes: isEmpty ? size : file.size, ends };
    endFile.write(end);
    const log = new EmbeddedLog(dir, resolved, surroundings, meta, end, { file, endFile, unlock });
    if (tail) {
      const reason = `damaged or cut off at the end of a file, and removed: ${tail.bytes.length} bytes`;
      surroundings.onNote?.(`${tail.place}: ${reason}`);
      await log.deadLetters.add([rejectedLetter({ ...tail, reason }, now())]);
    }
    return log;
  }

  async append(events: readonly NewEvent[]): Promise<Position[]> {
    if (!this.writer)
      throw new LabError('READ_ONLY', 'this event log was opened for reading; another process appends to it');
    if (this.#closed) throw new LabError('CLOSED', 'this event log is closed');
    const { partitions } = this;
    const { clockSkew } = this.options;
    const prepared = preparedEvents(events, { partitions, now: this.#now(), clockSkew });
    if (prepared.length > 0) await this.#queue.add(prepared);
    return positionsOf(prepared);
  }

  async *read(given: ReadOptions = {}): AsyncGenerator<Batch> {
    const { from = 'start', follow = true, most = 1000, ifGone = 'fail', signal } = given;
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

  join(group: string, joining: JoinOptions = {}): Promise<GroupMember> {
    return EmbeddedGroup.join(this, this.dir, group, joining);
  }

  /**
   * Removes files that are older, or beyond the size, that the options allow; the newest one always stays. Done when the
   * log is opened, and with every new file.
   */
  async trim(): Promise<void> {
    const { retainHours, retainMegabytes } = this.options;
    const numbers = (await segmentNumbers(this.dir)).filter((n) => n <= this.#end.segment);
    const sizes = await Promise.all(numbers.map(async (n) => (await stat(segmentFile(this.dir, n))).size));
    let total = sizes.reduce((sum, size) => sum + size, 0);
    // From the oldest on, one after another: what is left is the end of the log at any moment.
    for (const [index, segment] of numbers.slice(0, -1).entries()) {
      const following = await readHeader(this.dir, numbers[index + 1]);
      const isOld =
        retainHours !== null && following !== undefined && following.begun < this.#now() - retainHours * HOUR;
      const isTooMuch = retainMegabytes !== null && total > retainMegabytes * MEGABYTE;
      if (!isOld && !isTooMuch) return;
      await rm(segmentFile(this.dir, segment), { force: true });
      total -= sizes[index];
    }
  }

  /** Removes files all of whose events come before these offsets; the newest file always stays. */
  async forget(before: Offsets): Promise<void> {
    const numbers = (await segmentNumbers(this.dir)).filter((n) => n <= this.#end.segment);
    for (const [index, segment] of numbers.slice(0, -1).entries()) {
      const following = await readHeader(this.dir, numbers[index + 1]);
      if (!following?.starts.every((start, partition) => start <= before[partition])) return;
      await rm(segmentFile(this.dir, segment), { force: true });
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#wake();
    if (!this.writer) return;
    await this.#queue.idle();
    await this.writer.file.close();
    await this.writer.endFile.close();
    await this.writer.unlock();
  }

  /** Gives the events their offsets and makes them durable. */
  async #write(events: readonly PreparedEvent[]): Promise<void> {
    const writer = this.writer!;
    if (writer.file.isBroken || writer.file.size >= this.options.segmentMegabytes * MEGABYTE)
      await this.#roll(writer);
    const appended = this.#now();
    const ends = [...this.#end.ends];
    const records = events.map(({ partition, payload }) => ({
      partition,
      offset: ends[partition]++,
      appended,
      payload,
    }));
    try {
      await writer.file.write(encodeRecords(records));
    } catch (error) {
      // What may be in the file all the same must not have the offsets of other events.
      if (writer.file.isBroken) this.#end = { ...this.#end, ends };
      throw error;
    }
    for (const [index, { offset }] of records.entries()) events[index].offset = offset;
    this.#end = { ...this.#end, bytes: writer.file.size, ends };
    writer.endFile.write(this.#end);
    this.#wake();
  }

  /** Continues in a new file. */
  async #roll(writer: Writer): Promise<void> {
    const segment = this.#end.segment + 1;
    await createSegment(this.dir, segment, this.#end.ends, this.#now());
    const file = await DurableFile.open(segmentFile(this.dir, segment));
    const old = writer.file;
    writer.file = file;
    this.#end = { segment, bytes: file.size, ends: this.#end.ends };
    await old.close().catch(() => undefined); // what was acknowledged is on disk
    await this.trim().catch((error: Error) => {
      this.surroundings.onNote?.(`old events stay for now: ${error.message}`);
    });
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  async #latestEnd(): Promise<DurableEnd> {
    if (this.writer) return this.#end;
    const end = await readDurableEnd(this.dir);
    if (end?.segment === this.#end.segment && end.bytes === this.#end.bytes) return this.#end;
    await this.#checkLog();
    this.#end = end ?? this.#end;
    return this.#end;
  }

  /** @throws LabError `OFFSET` if the folder has no log any more, or another one */
  async #checkLog(): Promise<void> {
    const meta = await readMeta(this.dir, null);
    if (meta?.id === this.id) return;
    throw new LabError(
      'OFFSET',
      `the event log in ${this.dir} was deleted${meta ? ' and made anew' : ''}. Open it again`,
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
