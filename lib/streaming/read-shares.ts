/** Reading for a member of a group, whose share of the partitions changes while it reads. */
import type { Batch, EventLog, GroupMember } from './event-log';
import { pause } from './pause';

/** A member's share, as its transport keeps it. */
export interface Shares {
  /** Gives back what it has to, takes what it may, and returns what it has now. */
  settle(): Promise<readonly number[]>;
  /** Aborts when there is something to settle. Renewed by `settle`. */
  readonly changed: AbortSignal;
  /** The next offset to read, for each partition. */
  readonly next: number[];
  readonly hasLeft: boolean;
}

/** Milliseconds to wait for partitions. */
const WAIT = 100;

export async function* readShares(
  log: EventLog,
  shares: Shares,
  { signal, ...options }: NonNullable<Parameters<GroupMember['read']>[0]>,
): AsyncGenerator<Batch> {
  while (!shares.hasLeft && !signal?.aborted) {
    const partitions = await shares.settle();
    const ended = AbortSignal.any([shares.changed, ...(signal ? [signal] : [])]);
    if (partitions.length === 0) {
      await pause(WAIT, ended);
      continue;
    }
    for await (const batch of log.read({ ...options, from: [...shares.next], partitions, signal: ended })) {
      yield batch;
      for (const partition of partitions) shares.next[partition] = batch.next[partition];
    }
    if (!ended.aborted) return; // the log was closed
  }
}
