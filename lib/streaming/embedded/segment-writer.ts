/** Writes the records of an embedded log, in the one process that appends. */
import type { Rejected } from '../event-log';
import type { PreparedEvent } from '../prepared-events';
import { type DurableEnd, DurableEndFile } from './durable-end';
import { DurableFile } from './durable-file';
import type { EmbeddedLogSurroundings, ResolvedOptions } from './embedded-options';
import { recover } from './log-recovery';
import { encodeRecords } from './record';
import { removeOld } from './retention';
import { createSegment, segmentFile } from './segment-files';

export interface SegmentWriterOptions
  extends Pick<ResolvedOptions, 'segmentMegabytes' | 'retainHours' | 'retainMegabytes'>,
    Pick<EmbeddedLogSurroundings, 'onNote'> {
  readonly now: () => number;
}

const MEGABYTE = 1e6;

export class SegmentWriter {
  private constructor(
    private readonly dir: string,
    private readonly options: SegmentWriterOptions,
    private readonly unlock: () => Promise<void>,
    private file: DurableFile,
    private readonly endFile: DurableEndFile,
    private currentEnd: DurableEnd,
  ) {}

  /**
   * Continues after what is there, in a new file unless the last one is empty.
   * @param unlock called when it is closed
   * @returns also what was damaged or cut off at the end, and removed
   */
  static async open(
    dir: string,
    partitions: number,
    unlock: () => Promise<void>,
    options: SegmentWriterOptions,
  ): Promise<{ writer: SegmentWriter; tail: Rejected | undefined }> {
    const { last, ends, size, isEmpty, tail } = await recover(dir, partitions);
    const segment = isEmpty ? last : last + 1;
    if (!isEmpty) await createSegment(dir, segment, ends, options.now());
    const file = await DurableFile.open(segmentFile(dir, segment));
    const endFile = await DurableEndFile.open(dir);
    const end = { segment, bytes: isEmpty ? size : file.size, ends };
    endFile.write(end);
    const writer = new SegmentWriter(dir, options, unlock, file, endFile, end);
    if (!tail) return { writer, tail };
    const reason = `damaged or cut off at the end of a file, and removed: ${tail.bytes.length} bytes`;
    options.onNote?.(`${tail.place}: ${reason}`);
    return { writer, tail: { ...tail, reason } };
  }

  /** How far the log is durable. */
  get end(): DurableEnd {
    return this.currentEnd;
  }

  /** Gives the events their offsets and makes them durable. */
  async write(events: readonly PreparedEvent[]): Promise<void> {
    if (this.file.isBroken || this.file.size >= this.options.segmentMegabytes * MEGABYTE) await this.#roll();
    const appended = this.options.now();
    const ends = [...this.end.ends];
    const records = events.map(({ partition, payload }) => ({
      partition,
      offset: ends[partition]++,
      appended,
      payload,
    }));
    try {
      await this.file.write(encodeRecords(records));
    } catch (error) {
      // What may be in the file all the same must not have the offsets of other events.
      if (this.file.isBroken) this.currentEnd = { ...this.end, ends };
      throw error;
    }
    for (const [index, { offset }] of records.entries()) events[index].offset = offset;
    this.currentEnd = { ...this.end, bytes: this.file.size, ends };
    this.endFile.write(this.end);
  }

  async close(): Promise<void> {
    await this.file.close();
    await this.endFile.close();
    await this.unlock();
  }

  /** Continues in a new file. */
  async #roll(): Promise<void> {
    const { now, onNote } = this.options;
    const segment = this.end.segment + 1;
    await createSegment(this.dir, segment, this.end.ends, now());
    const file = await DurableFile.open(segmentFile(this.dir, segment));
    const old = this.file;
    this.file = file;
    this.currentEnd = { segment, bytes: file.size, ends: this.end.ends };
    await old.close().catch(() => undefined); // what was acknowledged is on disk
    await removeOld(this.dir, segment, { ...this.options, now: now() }).catch((error: Error) => {
      onNote?.(`old events stay for now: ${error.message}`);
    });
  }
}
