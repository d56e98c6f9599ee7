/** Reads the records of an embedded log from given offsets on. */
import { type FileHandle, open } from 'node:fs/promises';
import { LabError } from '../../core/errors';
import { type Offsets, offsetError } from '../event-log';
import type { DurableEnd } from './durable-end';
import { findRecord, type LogRecord } from './record';
import { placeOf, readHeader, segmentFile, segmentNumbers } from './segment-files';

/** Bytes read at a time. */
const PIECE = 1 << 18;
const NONE = Buffer.alloc(0);

/** Damaged bytes, and where they are. */
export interface Damage {
  readonly place: string;
  readonly bytes: Uint8Array;
}

export interface SegmentReaderOptions {
  readonly partitions: readonly number[];
  readonly ifGone: 'fail' | 'skip';
}

export class SegmentReader {
  #handle: FileHandle | undefined;
  #segment = 0;
  /** What has been read of the segment and not been used, and where in the file it ends. */
  #bytes = NONE;
  #at = 0;
  #filled = 0;
  #closedSize: number | undefined;
  readonly #next: number[];
  readonly #wanted: ReadonlySet<number>;

  private constructor(
    private readonly dir: string,
    from: Offsets,
    private readonly options: SegmentReaderOptions,
  ) {
    this.#next = [...from];
    this.#wanted = new Set(options.partitions);
  }

  /** @throws LabError `OFFSET` if events from there on have been removed */
  static async open(dir: string, from: Offsets, options: SegmentReaderOptions): Promise<SegmentReader> {
    const reader = new SegmentReader(dir, from, options);
    await reader.#patiently(() => reader.#seek());
    return reader;
  }

  /** Where to continue. */
  get next(): Offsets {
    return [...this.#next];
  }

  /** The following records, at most `most`, up to the end. None: that is all there is up to there. */
  async read(end: DurableEnd, most: number): Promise<{ records: LogRecord[]; damage: Damage[] }> {
    const records: LogRecord[] = [];
    const damage: Damage[] = [];
    while (records.length < most) {
      const limit = this.#segment < end.segment ? await this.#size() : end.bytes;
      const found = findRecord(this.#bytes, this.#at, this.#filled >= limit);
      if (this.#at < this.#bytes.length && found !== 'incomplete') {
        if ('damagedTo' in found) {
          const place = placeOf(this.dir, this.#segment, this.#filled - this.#bytes.length + this.#at);
          damage.push({ place, bytes: this.#bytes.subarray(this.#at, found.damagedTo) });
          this.#at = found.damagedTo;
          continue;
        }
        this.#at = found.end;
        const { partition, offset } = found.record;
        if (this.#wanted.has(partition) && offset >= this.#next[partition]) {
          records.push(found.record);
          this.#next[partition] = offset + 1;
        }
      } else if (this.#filled < limit) {
        await this.#fill(limit);
      } else if (this.#segment < end.segment) {
        await this.#patiently(() => this.#openNext());
      } else {
        // Offsets that were left out at the end aren't waited for.
        for (const partition of this.#wanted) {
          this.#next[partition] = Math.max(this.#next[partition], end.ends[partition]);
        }
        break;
      }
    }
    return { records, damage };
  }

  async close(): Promise<void> {
    await this.#handle?.close();
    this.#handle = undefined;
  }

  /** Again if retention removes the segment that is being opened. */
  async #patiently(work: () => Promise<void>): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        if (attempt === 5 || (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      }
    }
  }

  /** Opens the last segment that begins before everything that is wanted. */
  async #seek(): Promise<void> {
    const numbers = await segmentNumbers(this.dir);
    for (const number of numbers.toReversed()) {
      const header = await readHeader(this.dir, number);
      if (header && this.options.partitions.every((p) => header.starts[p] <= this.#next[p])) {
        return this.#open(number, header.bytes);
      }
    }
    return this.#openFirst(numbers);
  }

  /** Opens the segment after this one, or the oldest one after it that retention has left. */
  async #openNext(): Promise<void> {
    const numbers = (await segmentNumbers(this.dir)).filter((number) => number > this.#segment);
    if (numbers[0] !== this.#segment + 1) return this.#openFirst(numbers);
    const header = await readHeader(this.dir, numbers[0]);
    return this.#open(numbers[0], header?.bytes ?? 0);
  }

  /** Opens the oldest of these segments, although it may begin after what is wanted. */
  async #openFirst([number]: readonly number[]): Promise<void> {
    const header = await readHeader(this.dir, number);
    for (const partition of this.options.partitions) {
      const start = header?.starts[partition] ?? 0;
      if (start <= this.#next[partition]) continue;
      if (this.options.ifGone === 'fail') throw offsetError(partition, this.#next[partition], start, start);
      this.#next[partition] = start;
    }
    return this.#open(number, header?.bytes ?? 0);
  }

  async #open(number: number, at: number): Promise<void> {
    const handle = await open(segmentFile(this.dir, number));
    await this.close();
    this.#handle = handle;
    this.#segment = number;
    this.#bytes = NONE;
    this.#at = 0;
    this.#filled = at;
    this.#closedSize = undefined;
  }

  /** Of a segment that doesn't grow any more. */
  async #size(): Promise<number> {
    this.#closedSize ??= (await this.#handle!.stat()).size;
    return this.#closedSize;
  }

  async #fill(limit: number): Promise<void> {
    const rest = this.#bytes.subarray(this.#at);
    const room = Buffer.allocUnsafe(rest.length + Math.min(PIECE, limit - this.#filled));
    rest.copy(room);
    const { bytesRead } = await this.#handle!.read(
      room,
      rest.length,
      room.length - rest.length,
      this.#filled,
    );
    if (bytesRead === 0) {
      const file = segmentFile(this.dir, this.#segment);
      throw new LabError('STORAGE', `${file} should have ${limit} bytes, but ends after ${this.#filled}`);
    }
    this.#bytes = room.subarray(0, rest.length + bytesRead);
    this.#at = 0;
    this.#filled += bytesRead;
  }
}
