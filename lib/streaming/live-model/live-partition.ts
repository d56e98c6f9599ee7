/**
 * What has been said in one partition of a log. It follows only from the events of this partition in their order, so it
 * is the same bit for bit however the partitions are interleaved, and could move to another process with its partition.
 */
import type { LoggedEvent } from '../event-log';
import { OldestFirst } from '../oldest-first';
import type { NewItemEvent, StreamEvent } from '../stream-event';
import { ItemCounter, type SavedCounter } from './item-counter';
import type { LiveModelOptions } from './live-options';

/** What a user last said about an item. */
export interface Said {
  /** Null: what was said before is taken back. */
  readonly rating: number | 'click' | null;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly offset: number;
}

type SavedSaid = readonly [item: string, rating: Said['rating'], time: number, offset: number];

/** What a `new-item` event says. */
export interface Announced {
  /** When it was first announced, in milliseconds since 1970. */
  readonly since: number;
  readonly title?: string;
  readonly features: readonly string[];
}

/** In JSON. */
export interface SavedPartition {
  readonly partition: number;
  readonly next: number;
  readonly newest: number;
  readonly users: readonly (readonly [user: string, said: readonly SavedSaid[]])[];
  readonly items: readonly (readonly [item: string, counter: SavedCounter])[];
  /** Left out if there are none, and by earlier versions. */
  readonly announced?: readonly (readonly [item: string, announced: Announced])[];
}

const HOUR = 3_600_000;
/** Announced items that are remembered: the newest. */
const MOST_ANNOUNCED = 1000;

export class LivePartition {
  /** Events before this offset are included. */
  #next = 0;
  /** The time of the newest event. */
  #newest = 0;
  /** By user and item. Those who said something last come last, as do the items that it was about. */
  readonly #users = new Map<string, Map<string, Said>>();
  /** Those that were touched last come last. */
  readonly #items = new Map<string, ItemCounter>();
  /** Those that were announced last come last. */
  readonly #announced: Map<string, Announced>;
  readonly #oldestUsers: OldestFirst<string>;
  readonly #oldestItems: OldestFirst<string>;

  constructor(
    readonly partition: number,
    private readonly options: LiveModelOptions,
    saved?: SavedPartition,
  ) {
    this.#announced = new Map(saved?.announced);
    this.#oldestUsers = new OldestFirst(this.#users, options.usersPerPartition);
    this.#oldestItems = new OldestFirst(this.#items, options.itemsPerPartition);
    if (!saved) return;
    this.#next = saved.next;
    this.#newest = saved.newest;
    for (const [user, list] of saved.users) {
      const entries = list.map(([item, rating, time, offset]) => [item, { rating, time, offset }] as const);
      this.#users.set(user, new Map(entries));
    }
    for (const [item, counter] of saved.items)
      this.#items.set(item, new ItemCounter(this.#halfLife, counter));
  }

  get newest(): number {
    return this.#newest;
  }

  get userCount(): number {
    return this.#users.size;
  }

  get items(): ReadonlyMap<string, ItemCounter> {
    return this.#items;
  }

  get announced(): ReadonlyMap<string, Announced> {
    return this.#announced;
  }

  get users(): ReadonlyMap<string, ReadonlyMap<string, Said>> {
    return this.#users;
  }

  /** Whether the event is included. Offsets increase within a partition, so the last one says it for all. */
  includes({ offset }: LoggedEvent): boolean {
    return offset < this.#next;
  }

  apply({ event, offset, appended }: LoggedEvent): void {
    this.#next = offset + 1;
    // The sender's clock may be ahead of the log's.
    const time = Math.min(event.time, appended);
    this.#newest = Math.max(this.#newest, time);
    if ('userId' in event) this.#touchUser(event.userId);
    if (event.type === 'new-item') this.#announce(event, time);
    if ('itemId' in event) this.#count(event, time, offset);
  }

  /** Said again, it has changed, and isn't newer. */
  #announce({ itemId: item, title, features = [] }: NewItemEvent, time: number): void {
    const since = this.#announced.get(item)?.since ?? time;
    this.#announced.delete(item);
    this.#announced.set(item, { since, ...(title !== undefined && { title }), features });
    new OldestFirst(this.#announced, MOST_ANNOUNCED).trim();
  }

  #count(event: Extract<StreamEvent, { itemId: string }>, time: number, offset: number): void {
    const item = event.itemId;
    if (event.type === 'retraction') {
      this.#say(event.userId, item, { rating: null, time, offset });
      return;
    }
    const counter = this.#touchItem(item);
    if (event.type === 'impression') counter.impressions++;
    if (event.type === 'click') {
      counter.clicks++;
      const before = this.#users.get(event.userId)!.get(item);
      // A click says less than a rating, which stays.
      if (typeof before?.rating !== 'number')
        this.#say(event.userId, item, { rating: 'click', time, offset });
    }
    if (event.type === 'rating') {
      counter.ratings++;
      // + 0: JSON has no -0.
      this.#say(event.userId, item, { rating: event.rating + 0, time, offset });
    }
  }

  /** Each user counts once in an item's popularity, at the time of what they said last. */
  #say(user: string, item: string, said: Said): void {
    const list = this.#users.get(user)!;
    const before = list.get(item);
    if (before && before.rating !== null) this.#items.get(item)?.add(-1, before.time);
    list.delete(item);
    list.set(item, said);
    new OldestFirst(list, this.options.perUser).trim();
    if (said.rating !== null) this.#items.get(item)!.add(1, said.time);
  }

  #touchUser(user: string): void {
    const list = this.#users.get(user) ?? new Map<string, Said>();
    this.#users.delete(user);
    this.#users.set(user, list);
    this.#oldestUsers.trim();
  }

  #touchItem(item: string): ItemCounter {
    const counter = this.#items.get(item) ?? new ItemCounter(this.#halfLife);
    this.#items.delete(item);
    this.#items.set(item, counter);
    this.#oldestItems.trim();
    return counter;
  }

  get #halfLife(): number {
    return this.options.halfLife * HOUR;
  }

  /** A `SavedPartition` in JSON, in pieces that take a few milliseconds each. */
  *pieces(): Generator<Uint8Array> {
    yield Buffer.from(
      `{"partition":${this.partition},"next":${this.#next},"newest":${this.#newest},"users":[`,
    );
    yield* joined(this.#users, ([user, list]) => [
      user,
      Array.from(list, ([item, { rating, time, offset }]): SavedSaid => [item, rating, time, offset]),
    ]);
    yield Buffer.from('],"items":[');
    yield* joined(this.#items, ([item, counter]) => [item, counter.toJSON()]);
    if (this.#announced.size > 0) {
      yield Buffer.from('],"announced":[');
      yield* joined(this.#announced, (entry) => entry);
    }
    yield Buffer.from(']}');
  }
}

/** Characters in a piece, about. */
const PIECE = 1 << 16;

/** JSON of the entries, with commas between them. */
function* joined<Entry>(entries: Iterable<Entry>, saved: (entry: Entry) => object): Generator<Uint8Array> {
  let text = '';
  let isFirst = true;
  for (const entry of entries) {
    text += `${isFirst ? '' : ','}${JSON.stringify(saved(entry))}`;
    isFirst = false;
    if (text.length < PIECE) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text);
}
