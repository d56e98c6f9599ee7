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

/** Lists that wait; more take too much memory, about 500 bytes each. Beyond it, clicks on the oldest are orphans. */
const MOST_OPEN = 100_000;

export class Joiner {
  /** By request id. */
  readonly #open = new Map<string, Exposure>();
  /** What has been said of a list: `click i7`. */
  readonly #said = new Map<string, Set<string>>();
  /**
   * The open ones in the order of their times, in a ring that begins at `#first`. The map has them in that order as well,
   * but takes longer to find its first entry the more have been deleted before it.
   */
  readonly #ring: Exposure[] = [];
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
  add(exposure: Exposure): void {
    const earliest = exposure.time - this.#within;
    while (this.#count === this.mostOpen || (this.#count > 0 && this.#ring[this.#first].time < earliest)) {
      this.#dropFirst();
    }
    this.#ring[(this.#first + this.#count++) % this.mostOpen] = exposure;
    this.#open.set(exposure.requestId, exposure);
  }

  #dropFirst(): void {
    const { requestId } = this.#ring[this.#first];
    this.#open.delete(requestId);
    this.#said.delete(requestId);
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
    const exposure = this.#open.get(requestId);
    if (!exposure) return { fate: 'orphan' };
    const place = 1 + exposure.items.indexOf(itemId);
    if (place === 0) return { fate: 'forged' };
    if (this.#said.get(requestId)?.has(keyOf(event))) return { fate: 'duplicate' };
    this.#say(requestId, event);
    const outcome = { type, requestId, time: now, userId, itemId, place };
    return { fate: 'joined', outcome: { ...outcome, ...(rating !== undefined && { rating }) } };
  }

  /** The exposure of an outcome in the log, which has been joined before. */
  replay(outcome: Outcome): Exposure | undefined {
    const exposure = this.#open.get(outcome.requestId);
    if (exposure) this.#say(outcome.requestId, outcome);
    return exposure;
  }

  /** Forgets an event that could not be stored, so that it can be sent again. */
  forget(event: { readonly requestId: string } & Pick<Arrived, 'type' | 'itemId'>): void {
    this.#said.get(event.requestId)?.delete(keyOf(event));
  }

  /** The exposure with this id, as long as it waits. */
  exposureOf(requestId: string): Exposure | undefined {
    return this.#open.get(requestId);
  }

  #say(requestId: string, event: Pick<Arrived, 'type' | 'itemId'>): void {
    const said = this.#said.get(requestId);
    if (said) said.add(keyOf(event));
    else this.#said.set(requestId, new Set([keyOf(event)]));
  }
}

const keyOf = ({ type, itemId }: Pick<Arrived, 'type' | 'itemId'>) => `${type} ${itemId}`;
