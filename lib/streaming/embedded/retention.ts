/** Removing the oldest files of an embedded log. The newest one always stays. */
import { rm, stat } from 'node:fs/promises';
import type { Offsets } from '../event-log';
import { readHeader, type SegmentHeader, segmentFile, segmentNumbers } from './segment-files';

/** What is kept. Null: everything. */
export interface Retention {
  readonly retainHours: number | null;
  readonly retainMegabytes: number | null;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const HOUR = 3_600_000;
const MEGABYTE = 1e6;

/** Removes files that are older, or beyond the size, that the options allow. @param last the newest file */
export async function removeOld(
  dir: string,
  last: number,
  { retainHours, retainMegabytes, now }: Retention,
): Promise<void> {
  const numbers = await numbersUpTo(dir, last);
  const sizes = await Promise.all(numbers.map(async (n) => (await stat(segmentFile(dir, n))).size));
  let total = sizes.reduce((sum, size) => sum + size, 0);
  await removeWhile(dir, numbers, (following, index) => {
    const isOld =
      retainHours !== null && following !== undefined && following.begun < now - retainHours * HOUR;
    const isTooMuch = retainMegabytes !== null && total > retainMegabytes * MEGABYTE;
    total -= sizes[index];
    return isOld || isTooMuch;
  });
}

/** Removes files all of whose events come before these offsets. @param last the newest file */
export async function removeBefore(dir: string, last: number, before: Offsets): Promise<void> {
  await removeWhile(dir, await numbersUpTo(dir, last), (following) =>
    Boolean(following?.starts.every((start, partition) => start <= before[partition])),
  );
}

async function numbersUpTo(dir: string, last: number): Promise<number[]> {
  return (await segmentNumbers(dir)).filter((n) => n <= last);
}

/** From the oldest on, one after another: what is left is the end of the log at any moment. */
async function removeWhile(
  dir: string,
  numbers: readonly number[],
  goes: (following: SegmentHeader | undefined, index: number) => boolean,
): Promise<void> {
  for (const [index, segment] of numbers.slice(0, -1).entries()) {
    if (!goes(await readHeader(dir, numbers[index + 1]), index)) return;
    await rm(segmentFile(dir, segment), { force: true });
  }
}
