/**
 * Keeping a state up to date with a share of a log: the members of a group divide the partitions, and with them the
 * users, among themselves. A partition that moves to another member is replayed there.
 */
import * as path from 'node:path';
import { called, checkArgument, checkOptions, objectWith, TEXT } from '../core/arguments';
import { applyBatch } from './apply-batch';
import { type LogState, piecesOf, waitAfter } from './apply-events';
import { Checkpoint } from './checkpoint';
import { Counted } from './counted';
import { type Batch, EVENT_LOG, type EventLog, type GroupMember } from './event-log';

/** A state that consists of one for each partition. */
export interface PartitionedState {
  /** The state of one partition. */
  part(partition: number): LogState;
  /** Forgets the partition, which another member has now. */
  drop(partition: number): void;
}

/** How far a member is. */
export interface ShareProgress {
  /** By partition that this member has: where it continues. */
  readonly offsets: ReadonlyMap<number, number>;
  /** Events in these partitions that aren't applied. */
  readonly lag: number;
  /** Whether all events that were in these partitions when it got them are applied. */
  readonly hasCaughtUp: boolean;
}

export interface ApplyShare {
  /** The consumer's name, for dead letters. */
  readonly name: string;
  /** A folder for checkpoints, of this member alone. */
  readonly dir: string;
  readonly signal: AbortSignal;
  /** Milliseconds between two checkpoints, at least. Default 1,000. */
  readonly saveEvery?: number;
  /** Share of the time that checkpoints may take, during which events wait. Default 1. */
  readonly saveShare?: number;
  /** Called after each batch, and when the share has changed. */
  readonly onProgress?: (progress: ShareProgress) => void;
  readonly onNote?: (note: string) => void;
}

/** A partition that this member has. */
interface Part {
  readonly counted: Counted;
  readonly checkpoint: Checkpoint;
  next: number;
  /** The end when it got the partition. */
  readonly end: number;
}

const STATE = called('a state with part and drop', objectWith('part', 'drop'));
const EXAMPLES = {
  name: 'clicks',
  dir: 'data/state',
  signal: undefined,
  saveEvery: 1000,
  saveShare: 1,
  onProgress: undefined,
  onNote: undefined,
};
const REMEMBER_IDS = 10_000;

/**
 * Joins the group and applies the events of this member's partitions, each once, until the signal aborts. A checkpoint is
 * used again if the member gets back a partition that it had; other partitions are replayed from the oldest event.
 */
export async function applyShare(
  log: EventLog,
  group: string,
  state: PartitionedState,
  given: ApplyShare,
): Promise<void> {
  checkArgument('applyShare', 'log', log, EVENT_LOG);
  checkArgument('applyShare', 'group', group, TEXT);
  checkArgument('applyShare', 'state', state, STATE);
  checkOptions('applyShare', given, EXAMPLES);
  checkArgument('applyShare', 'name', given.name, TEXT);
  checkArgument('applyShare', 'dir', given.dir, TEXT);
  await new Share(log, group, state, given).run();
}

class Share {
  readonly #parts = new Map<number, Part>();
  /** By a clock that isn't set back. */
  #savedAt = performance.now();
  #lag = 0;

  constructor(
    private readonly log: EventLog,
    private readonly group: string,
    private readonly state: PartitionedState,
    private readonly given: ApplyShare,
  ) {}

  async run(): Promise<void> {
    const { signal, saveEvery = 1000, saveShare = 1, onNote } = this.given;
    let wait = saveEvery;
    const member = await this.log.join(this.group, {
      onPartitions: (gained, lost) => this.#change(gained, lost),
      onNote,
    });
    try {
      for await (const batch of member.read({ signal, ifGone: 'skip' })) {
        await this.#apply(batch);
        if (performance.now() - this.#savedAt < wait) continue;
        const begun = performance.now();
        await this.#saveAll(member, batch);
        wait = waitAfter(this.#savedAt - begun, { saveEvery, saveShare });
      }
    } finally {
      await member.leave(); // which saves, too
    }
  }

  async #apply(batch: Batch): Promise<void> {
    const { applied, letters } = applyBatch(batch, {
      apply: (event) => this.state.part(event.partition).apply(event),
      countedOf: (partition) => this.#parts.get(partition)?.counted,
      name: this.given.name,
      now: Date.now(),
    });
    if (letters.length > 0) await this.log.deadLetters.add(letters);
    for (const [partition, part] of this.#parts) part.next = batch.next[partition];
    this.#lag = batch.lag;
    if (applied > 0 || batch.events.length > 0) this.#report();
  }

  async #change(gained: readonly number[], lost: readonly number[]): Promise<Map<number, number>> {
    for (const partition of lost) {
      await this.#save(partition);
      this.#parts.delete(partition);
      this.state.drop(partition);
    }
    if (gained.length > 0) await this.#gain(gained);
    this.#lag = [...this.#parts.values()].reduce((sum, { next, end }) => sum + Math.max(0, end - next), 0);
    this.#report();
    return new Map(gained.map((partition) => [partition, this.#parts.get(partition)!.next]));
  }

  async #gain(partitions: readonly number[]): Promise<void> {
    const [starts, ends] = [await this.log.starts(), await this.log.ends()];
    for (const partition of partitions) {
      const dir = path.join(this.given.dir, `partition-${partition}`);
      const checkpoint = new Checkpoint(dir, this.given.onNote);
      const found = await checkpoint.load();
      const isOfLog = found?.log === this.log.id && found.offsets[0] >= starts[partition];
      const saved = isOfLog ? found : undefined;
      this.state.part(partition).load(saved?.state);
      this.#parts.set(partition, {
        counted: new Counted(REMEMBER_IDS, saved?.extra),
        checkpoint,
        next: saved?.offsets[0] ?? starts[partition],
        end: ends[partition],
      });
    }
  }

  async #saveAll(member: GroupMember, { next }: Batch): Promise<void> {
    for (const partition of this.#parts.keys()) await this.#save(partition);
    // Not needed to continue, but tools that watch a broker see the lag by it.
    await member.commit(next).catch(() => undefined);
    this.#savedAt = performance.now();
  }

  async #save(partition: number): Promise<void> {
    const { counted, checkpoint, next } = this.#parts.get(partition)!;
    const state = this.state.part(partition);
    try {
      await checkpoint.save({ log: this.log.id, offsets: [next], extra: counted }, piecesOf(state));
    } catch (error) {
      const { message } = error as Error;
      this.given.onNote?.(`partition ${partition} can't be saved, which will be retried: ${message}`);
    }
  }

  #report(): void {
    const parts = [...this.#parts];
    this.given.onProgress?.({
      offsets: new Map(parts.map(([partition, { next }]) => [partition, next])),
      lag: this.#lag,
      hasCaughtUp: parts.every(([, { next, end }]) => next >= end),
    });
  }
}
