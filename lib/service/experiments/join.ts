/** Joins clicks and ratings to the lists on which the items were. */
import type { Exposure, Outcome } from './log-line';
import type { RequestIds } from './request-ids';

/**
 * What becomes of a click or a rating:
 * - `joined`: it counts for the list on which the item was, and so for the user's arm;
 * - `duplicate`: the same was said before of this item on this list: counts once (the first rating counts);
 * - `late`: the list was made more than `joinMinutes` ago: doesn't count for it;
 * - `orphan`: it names no list, or one that is not of this experiment or is gone: doesn't count;
 * - `forged`: no such list was made for this user, or the item wasn't on it: refused, and not stored as feedback either.
 *
 * All but forged ones are stored as feedback like any other.
 */
export type Fate = 'joined' | 'duplicate' | 'late' | 'orphan' | 'forged';
export const FATES: readonly Fate[] = ['joined', 'duplicate', 'late', 'orphan', 'forged'];

/** A click or a rating, as it arrives. */
export interface Arrived {
  readonly type: 'click' | 'rating';
  readonly userId: string;
  readonly itemId: string;
  readonly requestId?: string;
  readonly rating?: number;
}

/** An exposure that waits for what the user does with it. */
interface Open {
  readonly exposure: Exposure;
  /** `click i7`: what has been said. */
  readonly said: Set<string>;
}

/** Lists that wait; more take too much memory, about 500 bytes each. Beyond it, clicks on the oldest are orphans. */
const MOST_OPEN = 100_000;

export class Joiner {
  readonly #open = new Map<string, Open>();
  readonly #within: number;

  constructor(
    private readonly ids: RequestIds,
    joinMinutes: number,
    private readonly mostOpen = MOST_OPEN,
  ) {
    this.#within = joinMinutes * 60_000;
  }

  /** Waits for what the user does with the list. */
  add(exposure: Exposure): void {
    this.#open.set(exposure.requestId, { exposure, said: new Set() });
    for (const [oldest, { exposure: first }] of this.#open) {
      if (this.#open.size <= this.mostOpen && first.time >= exposure.time - this.#within) return;
      this.#open.delete(oldest);
    }
  }

  /** What becomes of the event; if it is joined, with the outcome to store. A second one is a duplicate from now on. */
  join(event: Arrived, now: number): { readonly fate: Fate; readonly outcome?: Outcome } {
    const { type, userId, itemId, requestId, rating } = event;
    if (requestId === undefined) return { fate: 'orphan' };
    const made = this.ids.timeOf(requestId, userId);
    if (made === undefined) return { fate: 'forged' };
    if (made < now - this.#within) return { fate: 'late' };
    const open = this.#open.get(requestId);
    if (!open) return { fate: 'orphan' };
    const place = 1 + open.exposure.items.indexOf(itemId);
    if (place === 0) return { fate: 'forged' };
    if (open.said.has(keyOf(event))) return { fate: 'duplicate' };
    open.said.add(keyOf(event));
    const outcome = { type, requestId, time: now, userId, itemId, place };
    return { fate: 'joined', outcome: { ...outcome, ...(rating !== undefined && { rating }) } };
  }

  /** The exposure of an outcome in the log, which has been joined before. */
  replay(outcome: Outcome): Exposure | undefined {
    const open = this.#open.get(outcome.requestId);
    open?.said.add(keyOf(outcome));
    return open?.exposure;
  }

  /** Forgets an event that could not be stored, so that it can be sent again. */
  forget(event: { readonly requestId: string } & Pick<Arrived, 'type' | 'itemId'>): void {
    this.#open.get(event.requestId)?.said.delete(keyOf(event));
  }

  /** The exposure with this id, as long as it waits. */
  exposureOf(requestId: string): Exposure | undefined {
    return this.#open.get(requestId)?.exposure;
  }
}

const keyOf = ({ type, itemId }: Pick<Arrived, 'type' | 'itemId'>) => `${type} ${itemId}`;
