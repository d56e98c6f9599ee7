/** Finding the end of an embedded log whose writer was killed. */
import { stat, truncate } from 'node:fs/promises';
import type { Offsets } from '../event-log';
import { type DurableEnd, readDurableEnd } from './durable-end';
import { SMALLEST_RECORD } from './record';
import { placeOf, readHeader, segmentFile, segmentNumbers } from './segment-files';
import { type Damage, SegmentReader } from './segment-reader';

/** The end of a log whose writer may just be writing it; without one, all that is there. */
export async function patientDurableEnd(dir: string, partitions: number): Promise<DurableEnd> {
  for (let attempt = 0; attempt < 5; attempt++) {
    const end = await readDurableEnd(dir);
    if (end) return end;
    await new Promise((done) => setTimeout(done, 5));
  }
  const { last, size, ends } = await examine(dir, partitions);
  return { segment: last, bytes: size, ends };
}

export interface Recovered {
  /** The number of the last segment; 0: there is none. */
  readonly last: number;
  /** Its bytes up to the end of its last record. */
  readonly size: number;
  readonly ends: Offsets;
  /** Whether it has no events and no damage, so that it can be continued. */
  readonly isEmpty: boolean;
  /** What follows its last record; the newest of what was found, if there is more. */
  readonly tail: Damage | undefined;
}

/** Cuts off what a process that was killed has left at the end of the last segment. */
export async function recover(dir: string, partitions: number): Promise<Recovered> {
  const found = await examine(dir, partitions);
  if (found.tail) await truncate(segmentFile(dir, found.last), found.size);
  return found;
}

async function examine(dir: string, partitions: number): Promise<Recovered> {
  const numbers = await segmentNumbers(dir);
  const last = numbers.at(-1) ?? 0;
  if (last === 0) return { last, size: 0, ends: Array(partitions).fill(0), isEmpty: false, tail: undefined };
  const all = Array.from({ length: partitions }, (_, p) => p);
  const starts = (await lastHeader(dir, numbers)) ?? Array(partitions).fill(0);
  const reader = await SegmentReader.open(dir, starts, { partitions: all, ifGone: 'skip' });
  const { size: whole } = await stat(segmentFile(dir, last));
  let tail: Damage | undefined;
  let damaged = 0;
  let isEmpty = true;
  try {
    const end = { segment: last, bytes: whole, ends: starts };
    for (;;) {
      const { records, damage } = await reader.read(end, 10_000);
      damaged += damage.reduce((sum, { bytes }) => sum + bytes.length, 0);
      isEmpty &&= records.length === 0 && damage.length === 0;
      if (records.length < 10_000) {
        const newest = damage.at(-1);
        // Only what ends the file can be cut off.
        if (newest && newest.place === placeOf(dir, last, whole - newest.bytes.length)) tail = newest;
        break;
      }
    }
  } finally {
    await reader.close();
  }
  // The damaged bytes may have been events, whose offsets must not be given again.
  const lost = Math.ceil(damaged / SMALLEST_RECORD);
  const size = whole - (tail?.bytes.length ?? 0);
  return { last, size, ends: reader.next.map((offset) => offset + lost), isEmpty, tail };
}

/** Where the partitions stand in the newest segment that says so. */
async function lastHeader(dir: string, numbers: readonly number[]): Promise<Offsets | undefined> {
  for (const number of numbers.toReversed()) {
    const header = await readHeader(dir, number);
    if (header) return header.starts;
  }
  return undefined;
}
