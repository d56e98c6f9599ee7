/**
 * The state of a live model: what has been said, in each partition of a log. It follows from the events alone, whatever
 * model it is seen through.
 */
import { DataError } from '../../core/errors';
import { type ItemId, itemId } from '../../core/ids';
import type { LogState } from '../apply-events';
import type { PartitionedState } from '../apply-share';
import type { LoggedEvent, Offsets } from '../event-log';
import { NO_SCORE } from './item-counter';
import type { LiveModelOptions } from './live-options';
import { LivePartition, type Said, type SavedPartition } from './live-partition';
import type { NewItem } from './new-items';

/** An item on the list of what is popular now. */
export interface TrendingItem {
  readonly item: ItemId;
  /** Users who clicked or rated it, each counting half after every half-life. */
  readonly score: number;
}

/** How often something happened to an item. */
export interface ItemEvents {
  readonly impressions: number;
  readonly clicks: number;
  readonly ratings: number;
}

const VERSION = 1;
/** Options that change the state; the others only change answers. */
const OF_STATE = ['halfLife', 'perUser', 'usersPerPartition', 'itemsPerPartition'] as const;

export class LiveState implements LogState, PartitionedState {
  #partitions = new Map<number, LivePartition>();

  /** @param check throws for an event that can't be used */
  constructor(
    private readonly options: Readonly<LiveModelOptions>,
    private readonly check: (event: LoggedEvent) => void,
  ) {}

  /** Users and items that are remembered. */
  get size(): { readonly users: number; readonly items: number } {
    let users = 0;
    const items = new Set<string>();
    for (const partition of this.#partitions.values()) {
      users += partition.userCount;
      for (const item of partition.items.keys()) items.add(item);
    }
    return { users, items: items.size };
  }

  apply(logged: LoggedEvent): void {
    const { partition } = logged;
    const there = this.#partitions.get(partition) ?? new LivePartition(partition, this.options);
    if (there.includes(logged)) return;
    this.check(logged);
    this.#partitions.set(partition, there);
    there.apply(logged);
  }

  save(): Uint8Array {
    return Buffer.concat([...this.pieces()]);
  }

  /** What is saved: a line of JSON about the options, then one for each partition. @param only default: all partitions */
  *pieces(only?: number): Generator<Uint8Array> {
    const head = { version: VERSION, options: this.#optionsOfState() };
    yield Buffer.from(`${JSON.stringify(head)}\n`);
    for (const partition of this.#inOrder()) {
      if (only !== undefined && partition.partition !== only) continue;
      yield* partition.pieces();
      yield Buffer.from('\n');
    }
  }

  /** @throws DataError if it was saved with other options, or by another version */
  load(saved: Uint8Array | undefined): void {
    this.#partitions = new Map();
    if (saved !== undefined) this.#addSaved(saved);
  }

  #addSaved(saved: Uint8Array): void {
    const [head, ...lines] = linesOf(saved).map((line) => JSON.parse(line));
    const now = { version: VERSION, options: this.#optionsOfState() };
    if (JSON.stringify(head) !== JSON.stringify(now)) {
      throw new DataError(
        `LiveModel: the checkpoint was made with ${JSON.stringify(head)}, but this is ${JSON.stringify(now)}; remove ` +
          'the checkpoint to apply all events again',
      );
    }
    for (const line of lines as SavedPartition[])
      this.#partitions.set(line.partition, new LivePartition(line.partition, this.options, line));
  }

  /** The state of one partition, for members of a group that divide the users among themselves: see `applyShare`. */
  part(partition: number): LogState {
    return {
      apply: (event) => this.apply(event),
      save: () => Buffer.concat([...this.pieces(partition)]),
      pieces: () => this.pieces(partition),
      load: (saved) => {
        this.#partitions.delete(partition);
        if (saved) this.#addSaved(saved);
      },
    };
  }

  /** Forgets what was said in a partition. */
  drop(partition: number): void {
    this.#partitions.delete(partition);
  }

  #optionsOfState(): object {
    return Object.fromEntries(OF_STATE.map((name) => [name, this.options[name]]));
  }

  /** What the user said from these offsets on, by partition; oldest first. */
  *newsOf(user: string, trainedTo: Offsets): Generator<[item: string, said: Said]> {
    for (const { partition, users } of this.#inOrder()) {
      const from = trainedTo[partition] ?? 0;
      for (const [item, said] of users.get(user) ?? []) if (said.offset >= from) yield [item, said];
    }
  }

  /** The same of all users. */
  *allNews(trainedTo: Offsets): Generator<[user: string, item: string, said: Said]> {
    for (const { partition, users } of this.#inOrder()) {
      const from = trainedTo[partition] ?? 0;
      for (const [user, list] of users)
        for (const [item, said] of list) if (said.offset >= from) yield [user, item, said];
    }
  }

  /** Items that were announced no longer ago than this. @param newFor milliseconds before the newest event */
  newItems(newFor: number): NewItem[] {
    const now = this.#newest;
    const found: NewItem[] = [];
    for (const { announced } of this.#inOrder()) {
      for (const [id, { since, title, features }] of announced) {
        if (now - since > newFor) continue;
        const popularity = this.#popularityOf(id, now);
        found.push({ item: itemId(id), ...(title !== undefined && { title }), features, since, popularity });
      }
    }
    return found;
  }

  #popularityOf(item: string, now: number): number {
    return this.#inOrder().reduce((sum, { items }) => sum + (items.get(item)?.popularity(now) ?? 0), 0);
  }

  /** What most users have clicked or rated lately, best first; ties by id. @param now default: the newest event */
  trending(k: number, now: number = this.#newest): TrendingItem[] {
    const scores = new Map<string, number>();
    for (const { items } of this.#inOrder()) {
      for (const [item, counter] of items)
        scores.set(item, (scores.get(item) ?? 0) + counter.popularity(now));
    }
    return Array.from(scores, ([item, score]) => ({ item: itemId(item), score }))
      .filter(({ score }) => score > NO_SCORE)
      .sort((a, b) => b.score - a.score || (a.item < b.item ? -1 : 1))
      .slice(0, k);
  }

  /** Whether events of the user are remembered, if only that they are new. */
  knowsUser(user: string): boolean {
    return [...this.#partitions.values()].some(({ users }) => users.has(user));
  }

  /** Whether events about the item are remembered, if only that it is new. */
  knowsItem(item: string): boolean {
    return [...this.#partitions.values()].some(({ items }) => items.has(item));
  }

  /** Events of the item that were counted. */
  eventsOf(item: ItemId): ItemEvents {
    const sum = { impressions: 0, clicks: 0, ratings: 0 };
    for (const { items } of this.#partitions.values()) {
      const { impressions = 0, clicks = 0, ratings = 0 } = items.get(item) ?? {};
      sum.impressions += impressions;
      sum.clicks += clicks;
      sum.ratings += ratings;
    }
    return sum;
  }

  get #newest(): number {
    return this.#inOrder().reduce((newest, partition) => Math.max(newest, partition.newest), 0);
  }

  /** Sums of floating-point numbers depend on the order. */
  #inOrder(): LivePartition[] {
    return [...this.#partitions.values()].sort((a, b) => a.partition - b.partition);
  }
}

function linesOf(bytes: Uint8Array): string[] {
  const lines: string[] = [];
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(10, start);
    const end = newline === -1 ? bytes.length : newline;
    lines.push(Buffer.from(bytes.subarray(start, end)).toString());
    start = end + 1;
  }
  return lines;
}
