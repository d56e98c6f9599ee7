/** Explored lists whose clicks still count, oldest first. */
import type { Exposure } from '../log-line';

export interface WaitingList {
  readonly exposure: Exposure;
  /** Places that were clicked. */
  readonly clicked: Set<number>;
}

/** Taken lists stay in the queue up to this number, and then until they are half of it. */
const LEAST_TIDIED = 1000;

/** A queue, as a map takes longer to find its first entry the more have been deleted before it. */
export class WaitingLists {
  readonly #byRequest = new Map<string, WaitingList>();
  #queue: WaitingList[] = [];
  #taken = 0;

  get size(): number {
    return this.#byRequest.size;
  }

  /** The number of explored places. */
  get places(): number {
    let places = 0;
    for (const { exposure } of this.#byRequest.values()) places += exposure.explored!.places.length;
    return places;
  }

  add(exposure: Exposure): void {
    const list = { exposure, clicked: new Set<number>() };
    this.#byRequest.set(exposure.requestId, list);
    this.#queue.push(list);
  }

  click(requestId: string, place: number): void {
    this.#byRequest.get(requestId)?.clicked.add(place);
  }

  get first(): WaitingList | undefined {
    return this.#queue[this.#taken];
  }

  /** Takes the first one out. */
  take(): WaitingList {
    const list = this.#queue[this.#taken++];
    this.#byRequest.delete(list.exposure.requestId);
    if (this.#taken > LEAST_TIDIED && 2 * this.#taken > this.#queue.length) {
      this.#queue = this.#queue.slice(this.#taken);
      this.#taken = 0;
    }
    return list;
  }

  clear(): void {
    this.#byRequest.clear();
    this.#queue = [];
    this.#taken = 0;
  }
}
