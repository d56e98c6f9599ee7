/**
 * How far an embedded log is durable. The writer notes it in the file `end` after each flush, and readers in other
 * processes don't read beyond it: they never see an event that a power failure could take back.
 */
import { writeSync } from 'node:fs';
import { type FileHandle, open, readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { crc32 } from 'node:zlib';
import type { Offsets } from '../event-log';

export interface DurableEnd {
  readonly segment: number;
  /** Bytes of that segment. */
  readonly bytes: number;
  readonly ends: Offsets;
}

const NAME = 'end';

/** Writes it, over the one before. */
export class DurableEndFile {
  private constructor(private readonly handle: FileHandle) {}

  static async open(dir: string): Promise<DurableEndFile> {
    return new DurableEndFile(await open(path.join(dir, NAME), 'w'));
  }

  /**
   * Not flushed: after a power failure, the next writer finds the end by itself. A few bytes over others in the system's
   * memory: at once, as going through a thread would take longer.
   */
  write({ segment, bytes, ends }: DurableEnd): void {
    const numbers = Float64Array.of(segment, bytes, ...ends);
    const body = Buffer.from(numbers.buffer);
    const whole = Buffer.alloc(4 + body.length);
    whole.writeUInt32LE(crc32(body));
    body.copy(whole, 4);
    writeSync(this.handle.fd, whole, 0, whole.length, 0);
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

/** Undefined if there is none, or if it is being written just now. */
export async function readDurableEnd(dir: string): Promise<DurableEnd | undefined> {
  const whole = await readFile(path.join(dir, NAME)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  });
  const body = whole.subarray(4);
  if (body.length < 24 || body.length % 8 !== 0 || crc32(body) !== whole.readUInt32LE()) return undefined;
  const [segment, bytes, ...ends] = new Float64Array(new Uint8Array(body).buffer);
  return { segment, bytes, ends };
}
