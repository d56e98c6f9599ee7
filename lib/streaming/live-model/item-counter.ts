/** What has happened to an item. */

/** Scores below this are rounding errors, or too old to matter. */
export const NO_SCORE = 1e-9;

/** An item's counters, in the order in which they are saved. */
export type SavedCounter = readonly [
  impressions: number,
  clicks: number,
  ratings: number,
  score: number,
  at: number,
];

/**
 * Counts of events, and a popularity that halves with time: Σ 2^−((now − t) / h) over the users who clicked or rated the
 * item, where t is when each of them last did and h the half-life. Kept in O(1) as the sum at the time of the newest.
 */
export class ItemCounter {
  impressions = 0;
  clicks = 0;
  ratings = 0;
  /** The popularity at the time `#at`. */
  #score = 0;
  #at = 0;

  /** @param halfLife milliseconds, as all times */
  constructor(
    readonly halfLife: number,
    saved: SavedCounter = [0, 0, 0, 0, 0],
  ) {
    [this.impressions, this.clicks, this.ratings, this.#score, this.#at] = saved;
  }

  /** Adds a user who clicked or rated the item, or (-1) takes one out. */
  add(sign: 1 | -1, time: number): void {
    if (time > this.#at) {
      this.#score = this.popularity(time);
      this.#at = time;
    }
    this.#score = Math.max(0, this.#score + sign * 2 ** ((time - this.#at) / this.halfLife));
  }

  popularity(now: number): number {
    return this.#score * 2 ** ((this.#at - now) / this.halfLife);
  }

  toJSON(): SavedCounter {
    return [this.impressions, this.clicks, this.ratings, this.#score, this.#at];
  }
}
