/** Refuses an allocation that would not fit into memory, before anything is allocated. */
import { totalmem } from 'node:os';
import { OptionError } from './errors';

/** A planned allocation. */
export interface Allocation {
  /** The owner and the data, for the message: `EASE: tables of 9 x 9 items`. */
  readonly what: string;
  readonly bytes: number;
  /** What to do about it, for the message. */
  readonly advice: string;
}

/**
 * @param limit bytes; default: the machine's memory
 * @throws OptionError when the allocation is larger than the limit
 */
export function checkMemory({ what, bytes, advice }: Allocation, limit = totalmem()): void {
  if (bytes <= limit) return;
  throw new OptionError(
    `${what} would take about ${gigabytes(bytes)}, but this machine has ${gigabytes(limit)}; ${advice}`,
  );
}

/** Bytes for a message, in units of 2³⁰: `4.0 GB`. */
export function gigabytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GB`;
}
