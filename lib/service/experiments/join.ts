/** Joins clicks and ratings to the lists on which the items were. */
import type { Fate } from './fate';
import type { Exposure, Outcome } from './log-line';
import type { RequestIds } from './request-ids';

/** A click or a rating, as it arrives. */
export interface Arrived {
  readonly type: 'click' | 'rating';
  readonly userId: string;
  readonly itemId: string;
  readonly requestId?: string;
  readonly rating?: number;
}

/** Lists that wait; more take too much memory, about 150 bytes each. Beyond it, clicks on the oldest are orphans. */
const MOST_OPEN = 100_000;

/** What is known of a list that waits: what clicks on it are counted by. */
export type OpenList = Pick<Exposure, 'time' | 'arm' | 'items' | 'teams' | 'explored'>;

/** A place for a list, used again for another one when that no longer waits. */
type Slot = { -readonly [Field in keyof OpenList]: OpenList[Field] } & {
  key: number;
  /** What has been said of the list: `click i7`. */
  said: Set<string> | undefined;
};

/**
 * For each list that is shown, nothing new is kept: a slot that is there already gets the list's items, which other lists
 * share. Objects that live longer than a request are what makes the pauses of the garbage collector long, and those are
 * what the slowest answers of a service wait for.
 */
export class Joiner {
  /** By `keyOf` the request id. */
  readonly #open = new Map<number, Slot>();
  /**
   * The open ones in the order of their times, in a ring that begins at `#first`. The map has them in that order as well,
   * but takes longer to find its first entry the more have been deleted before it.
   */
  readonly #ring: Slot[] = [];
  #first = 0;
  #count = 0;
  #within = 0;

  constructor(
    private readonly ids: RequestIds,
    joinMinutes: number,
    private readonly mostOpen = MOST_OPEN,
  ) {
    this.waitFor(joinMinutes);
  }

  /** How long lists wait from now on. */
  waitFor(joinMinutes: number): void {
    this.#within = joinMinutes * 60_000;
  }

  /** Waits for what the user does with the list. */
  add({ requestId, time, arm, items, teams, explored }: Exposure): void {
    const earliest = time - this.#within;
    while (this.#count === this.mostOpen || (this.#count > 0 && this.#ring[this.#first].time < earliest)) {
      this.#dropFirst();
    }
    const place = (this.#first + this.#count++) % this.mostOpen;
    const key = this.ids.keyOf(requestId);
    const slot = this.#ring[place];
    if (slot) {
      slot.key = key;
      slot.time = time;
      slot.arm = arm;
      slot.items = items;
      slot.teams = teams;
      slot.explored = explored;
      slot.said = undefined;
    } else this.#ring[place] = { key, time, arm, items, teams, explored, said: undefined };
    this.#open.set(key, this.#ring[place]);
  }

  #dropFirst(): void {
    const slot = this.#ring[this.#first];
    if (this.#open.get(slot.key) === slot) this.#open.delete(slot.key);
    this.#first = (this.#first + 1) % this.mostOpen;
    this.#count--;
  }

  /** What becomes of the event; if it is joined, with the outcome to store. A second one is a duplicate from now on. */
  join(event: Arrived, now: number): { readonly fate: Fate; readonly outcome?: Outcome } {
    const { type, userId, itemId, requestId, rating } = event;
    if (requestId === undefined) return { fate: 'orphan' };
    const made = this.ids.timeOf(requestId, userId);
    if (made === undefined) return { fate: 'forged' };
    if (made < now - this.#within) return { fate: 'late' };
    const slot = this.#slotOf(requestId);
    if (!slot) return { fate: 'orphan' };
    const place = 1 + slot.items.indexOf(itemId);
    if (place === 0) return { fate: 'forged' };
    if (slot.said?.has(sayingOf(event))) return { fate: 'duplicate' };
    say(slot, event);
    const outcome = { type, requestId, time: now, userId, itemId, place };
    return { fate: 'joined', outcome: { ...outcome, ...(rating !== undefined && { rating }) } };
  }

  /** Whether this has been joined: the log has an event twice that was sent again after a flush had failed. */
  hasJoined(outcome: Outcome): boolean {
    return this.#slotOf(outcome.requestId)?.said?.has(sayingOf(outcome)) ?? false;
  }

  /** The list of an outcome in the log, which has been joined before. */
  replay(outcome: Outcome): OpenList | undefined {
    const slot = this.#slotOf(outcome.requestId);
    if (slot) say(slot, outcome);
    return slot;
  }

  /** Forgets an event that could not be stored, so that it can be sent again. */
  forget(event: { readonly requestId: string } & Pick<Arrived, 'type' | 'itemId'>): void {
    this.#slotOf(event.requestId)?.said?.delete(sayingOf(event));
  }

  /** The list with this id, as long as it waits. To be read at once: its place will be another list's. */
  listOf(requestId: string): OpenList | undefined {
    return this.#slotOf(requestId);
  }

  #slotOf(requestId: string): Slot | undefined {
    const slot = this.#open.get(this.ids.keyOf(requestId));
    return slot && parseInt(requestId, 36) === slot.time ? slot : undefined;
  }
}

function say(slot: Slot, event: Pick<Arrived, 'type' | 'itemId'>): void {
  slot.said ??= new Set();
  slot.said.add(sayingOf(event));
}

/** What a user says about a list only once. */
export const sayingOf = ({ type, itemId }: Pick<Arrived, 'type' | 'itemId'>) => `${type} ${itemId}`;
