/**
 * The ids of the newest events. A producer that was killed before its acknowledgment arrived sends the same events again
 * when it restarts: in the log they are twice, with the same ids.
 */
export class RecentIds {
  readonly #ids: Set<string>;

  /** @param most how many are remembered; an event that is sent again after more than this counts twice */
  constructor(
    readonly most: number,
    ids: Iterable<string> = [],
  ) {
    this.#ids = new Set(ids);
  }

  /** Remembers the id. False if it is known. */
  add(id: string): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    // The oldest first. More than one if more were remembered before.
    for (const oldest of this.#ids) {
      if (this.#ids.size <= this.most) break;
      this.#ids.delete(oldest);
    }
    return true;
  }

  toJSON(): string[] {
    return [...this.#ids];
  }
}
