/**
 * Consumer groups of an embedded log, for any number of processes on this machine. Each member has a file, which it
 * touches while it lives; from the list of these files every member computes the same shares. A partition also has a
 * lock, so that it is never read by two members, whatever each of them has seen of the list.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { type Holder, tryLock } from '../../core/folder-lock';
import { writeDurably } from '../../core/write-durably';
import type { Batch, EventLog, GroupMember, JoinOptions, Offsets } from '../event-log';
import { readShares, type Shares } from '../read-shares';

const { isAlive } = require('../../core/is-alive.cjs') as { isAlive(pid: number): boolean };

/** Milliseconds between two looks at the list of members. */
const LOOK = 100;
/** Milliseconds after which a member that didn't touch its file is gone. */
const SESSION = 10_000;

type Locks = Map<number, () => Promise<void>>;

export class EmbeddedGroup implements GroupMember, Shares {
  /** The partitions that this member has, with what gives them back. */
  readonly #locks: Locks = new Map();
  /** Those of them that another member took, because this one was away for too long. */
  readonly #taken = new Set<number>();
  readonly next: number[] = [];
  #left = false;
  /** Ends the reading of the partitions as they are. */
  #reading = new AbortController();
  /** By a clock that isn't set back. */
  #touched = Number.NEGATIVE_INFINITY;
  readonly #timer: NodeJS.Timeout;
  readonly #holder: Holder;

  private constructor(
    private readonly log: EventLog,
    private readonly dir: string,
    private readonly name: string,
    private readonly joining: JoinOptions,
  ) {
    this.#holder = { self: name, isLive: (member) => this.#isLive(member) };
    this.#timer = setInterval(() => void this.#look(), LOOK);
    this.#timer.unref();
  }

  static async join(
    log: EventLog,
    logDir: string,
    group: string,
    joining: JoinOptions,
  ): Promise<EmbeddedGroup> {
    const hash = createHash('sha256').update(group).digest('hex').slice(0, 16);
    const dir = path.join(logDir, 'groups', hash);
    await mkdir(path.join(dir, 'members'), { recursive: true });
    await writeFile(path.join(dir, 'name.txt'), group);
    const name = `${process.pid}-${randomBytes(6).toString('hex')}`;
    await writeFile(path.join(dir, 'members', name), '');
    return new EmbeddedGroup(log, dir, name, joining);
  }

  get partitions(): readonly number[] {
    return [...this.#locks.keys()].filter((p) => !this.#taken.has(p)).sort((a, b) => a - b);
  }

  get changed(): AbortSignal {
    return this.#reading.signal;
  }

  get hasLeft(): boolean {
    return this.#left;
  }

  read(options: Parameters<GroupMember['read']>[0] = {}): AsyncIterable<Batch> {
    return readShares(this.log, this, options);
  }

  async commit(next: Offsets): Promise<void> {
    for (const partition of this.partitions) {
      if (await this.#isTaken(partition)) this.#reading.abort();
      else await writeDurably(this.dir, offsetFile(partition), Buffer.from(`${next[partition]}\n`));
    }
  }

  async leave(): Promise<void> {
    if (this.#left) return;
    this.#left = true;
    clearInterval(this.#timer);
    this.#reading.abort();
    const lost = this.partitions;
    if (lost.length > 0) await this.joining.onPartitions?.([], lost);
    await this.#release(lost);
    await rm(this.#memberFile(this.name), { force: true });
  }

  /** Touches this member's file, and ends the reading if the shares have changed. */
  async #look(): Promise<void> {
    try {
      await this.#touch();
      const share = await this.#share();
      const { partitions } = this;
      // `settle` gives up first what was taken.
      const isSame = share.length === partitions.length && share.every((p) => this.#locks.has(p));
      if (!isSame) this.#reading.abort();
    } catch (error) {
      this.joining.onNote?.(
        `the list of members can't be read, which will be retried: ${(error as Error).message}`,
      );
    }
  }

  /** Gives back what isn't in this member's share any more, and takes what is and is free. */
  async settle(): Promise<readonly number[]> {
    this.#reading = new AbortController();
    await this.#touch();
    const share = new Set(await this.#share());
    const lost = [...this.#locks.keys()].filter((p) => !share.has(p) || this.#taken.has(p));
    const gained: number[] = [];
    const locks: Locks = new Map();
    for (const partition of share) {
      if (this.#locks.has(partition)) continue;
      const lock = await tryLock(this.#lockFile(partition), this.#holder);
      if (!('release' in lock)) continue; // until the member that has it sees that it isn't its own any more
      gained.push(partition);
      locks.set(partition, lock.release);
    }
    if (gained.length === 0 && lost.length === 0) return this.partitions;
    let given: ReadonlyMap<number, number> | undefined;
    try {
      given = await this.joining.onPartitions?.(gained, lost);
    } catch (error) {
      for (const release of locks.values()) await release(); // nobody could read them otherwise
      throw error;
    }
    await this.#release(lost);
    for (const [partition, release] of locks) this.#locks.set(partition, release);
    const starts = await this.log.starts();
    for (const partition of gained) {
      this.next[partition] = given?.get(partition) ?? (await this.#committed(partition)) ?? starts[partition];
    }
    for (const [partition, start] of starts.entries()) this.next[partition] ??= start;
    return this.partitions;
  }

  async #release(partitions: readonly number[]): Promise<void> {
    for (const partition of partitions) {
      const release = this.#locks.get(partition);
      const isTaken = await this.#isTaken(partition);
      this.#locks.delete(partition);
      this.#taken.delete(partition);
      if (!isTaken) await release?.();
    }
  }

  async #isTaken(partition: number): Promise<boolean> {
    const holder = await readFile(this.#lockFile(partition), 'utf8').catch(() => '');
    if (holder !== this.name) this.#taken.add(partition);
    return holder !== this.name;
  }

  /** The partitions that this member should have. */
  async #share(): Promise<number[]> {
    const names = (await readdir(path.join(this.dir, 'members'))).sort();
    const live: string[] = [];
    for (const name of names) {
      if (await this.#isLive(name)) live.push(name);
      else await rm(this.#memberFile(name), { force: true });
    }
    const place = live.indexOf(this.name);
    const all = Array.from({ length: this.log.partitions }, (_, p) => p);
    return place === -1 ? [] : all.filter((p) => p % live.length === place);
  }

  async #isLive(name: string): Promise<boolean> {
    if (name === this.name) return true;
    if (!isAlive(Number(name.split('-')[0]))) return false;
    const there = await stat(this.#memberFile(name)).catch(() => undefined);
    return there !== undefined && there.mtimeMs > Date.now() - SESSION;
  }

  async #touch(): Promise<void> {
    if (performance.now() - this.#touched < SESSION / 10) return;
    this.#touched = performance.now();
    const now = new Date();
    await utimes(this.#memberFile(this.name), now, now).catch(async () => {
      if (this.#left) return;
      await writeFile(this.#memberFile(this.name), ''); // the others took this one for gone
      for (const partition of this.partitions) await this.#isTaken(partition);
    });
  }

  async #committed(partition: number): Promise<number | undefined> {
    const text = await readFile(path.join(this.dir, offsetFile(partition)), 'utf8').catch(() => '');
    return /^\d+\n$/.test(text) ? Number(text) : undefined;
  }

  #memberFile(name: string): string {
    return path.join(this.dir, 'members', name);
  }

  #lockFile(partition: number): string {
    return path.join(this.dir, `partition-${partition}.lock`);
  }
}

function offsetFile(partition: number): string {
  return `offset-${partition}.txt`;
}
