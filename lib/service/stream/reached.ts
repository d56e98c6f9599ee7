/** How far the consumer of a log is, for those who wait until it has applied their events. */
import type { Position } from '../../streaming/event-log';

export class Reached {
  /** By partition: where the consumer continues. */
  #next: ReadonlyMap<number, number> = new Map();
  /** Called when the consumer has come further. */
  readonly #waiting = new Set<() => void>();

  /** The consumer continues there now. */
  set(next: ReadonlyMap<number, number>): void {
    this.#next = next;
    for (const look of [...this.#waiting]) look();
  }

  /** Whether the events at these places are applied within this many milliseconds. */
  async isPast(places: readonly Position[], within: number): Promise<boolean> {
    const isThere = () => places.every(({ partition, offset }) => (this.#next.get(partition) ?? 0) > offset);
    if (isThere()) return true;
    return new Promise((resolve) => {
      const end = (isApplied: boolean) => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(isApplied);
      };
      const look = () => {
        if (isThere()) end(true);
      };
      const timer = setTimeout(() => end(false), within);
      this.#waiting.add(look);
    });
  }
}
