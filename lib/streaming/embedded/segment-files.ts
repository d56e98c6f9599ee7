/**
 * The files of an embedded log: `segment-00000001.log`, `segment-00000002.log`, … Only the last one grows. Each begins
 * with a record that says where the partitions stood, so that a reader finds the segment to begin with.
 */
import { open, readdir } from 'node:fs/promises';
import * as path from 'node:path';
import { writeDurably } from '../../core/write-durably';
import type { Offsets } from '../event-log';
import { encodeRecords, findRecord } from './record';

const NAME = /^segment-(\d{8,})\.log$/;
/** The partition of the record that a segment begins with. */
const HEADER = 0xffffffff;
/** More than a header needs. */
const HEADER_BYTES = 1 << 16;

export interface SegmentHeader {
  /** Of each partition, the offset of the first event in this segment or a later one. */
  readonly starts: Offsets;
  /** When the segment was begun, in milliseconds since 1970. */
  readonly begun: number;
  /** Where its events begin, in bytes. */
  readonly bytes: number;
}

export function segmentFile(dir: string, number: number): string {
  return path.join(dir, `segment-${String(number).padStart(8, '0')}.log`);
}

/** What bytes that aren't an event are called: `segment-00000003.log:4096`. */
export function placeOf(dir: string, number: number, at: number): string {
  return `${path.basename(segmentFile(dir, number))}:${at}`;
}

/** The numbers of the segments that exist, in their order. */
export async function segmentNumbers(dir: string): Promise<number[]> {
  const found = (await readdir(dir)).map((name) => NAME.exec(name)?.[1]);
  return found
    .filter((digits) => digits !== undefined)
    .map(Number)
    .sort((a, b) => a - b);
}

export async function createSegment(
  dir: string,
  number: number,
  starts: Offsets,
  now: number,
): Promise<void> {
  const payload = Buffer.from(JSON.stringify({ version: 1, starts }));
  const bytes = encodeRecords([{ partition: HEADER, offset: number, appended: now, payload }]);
  await writeDurably(dir, path.basename(segmentFile(dir, number)), bytes);
}

/** Undefined if the segment is gone, or if its header is damaged. */
export async function readHeader(dir: string, number: number): Promise<SegmentHeader | undefined> {
  const handle = await open(segmentFile(dir, number)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!handle) return undefined;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
    const found = findRecord(buffer.subarray(0, bytesRead), 0, true);
    if (typeof found !== 'object' || !('record' in found) || found.record.partition !== HEADER)
      return undefined;
    const { starts } = JSON.parse(Buffer.from(found.record.payload).toString()) as { starts: number[] };
    return { starts, begun: found.record.appended, bytes: found.end };
  } finally {
    await handle.close();
  }
}
