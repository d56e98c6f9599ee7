/**
 * Which events have been counted, to recognize those that are in the log twice.
 *
 * - An event that an `Outbox` sent has its number there. An outbox sends its events in order, so within a partition,
 *   those that aren't above the highest number so far have been counted, however long ago.
 * - Other events are recognized by their ids, among the newest. A producer that was killed before its acknowledgment
 *   arrived sends the same events again when it restarts, with the same ids.
 */
import type { LoggedEvent } from './event-log';
import { OldestFirst } from './oldest-first';

/** In JSON. Earlier versions saved the ids alone. */
interface SavedCounted {
  readonly ids: readonly string[];
  readonly outboxes: readonly (readonly [run: string, numbers: readonly (readonly [number, number])[]])[];
}

/** Runs of outboxes that are remembered: those that sent something last. */
const MOST_RUNS = 1000;

export class Counted {
  /** The newest last. */
  readonly #ids: Set<string>;
  /** By run of an outbox, then by partition: the highest number. Those that sent something last come last. */
  readonly #highest: Map<string, Map<number, number>>;
  readonly #oldestIds: OldestFirst<string>;
  readonly #oldestRuns: OldestFirst<string>;

  /** @param most ids that are remembered; an event that is sent again after more than this counts twice */
  constructor(most: number, saved?: unknown) {
    const { ids, outboxes }: SavedCounted = Array.isArray(saved)
      ? { ids: saved, outboxes: [] }
      : ((saved as SavedCounted | undefined) ?? { ids: [], outboxes: [] });
    this.#ids = new Set(ids);
    this.#highest = new Map(outboxes.map(([run, numbers]) => [run, new Map(numbers)]));
    this.#oldestIds = new OldestFirst(this.#ids, most);
    this.#oldestRuns = new OldestFirst(this.#highest, MOST_RUNS);
  }

  /** Remembers the event. False if it has been counted. */
  add({ partition, event: { id, sent } }: LoggedEvent): boolean {
    if (sent && !this.#isNext(...sent, partition)) return false;
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    this.#oldestIds.trim();
    return true;
  }

  #isNext(run: string, number: number, partition: number): boolean {
    const numbers = this.#highest.get(run) ?? new Map<number, number>();
    if (number <= (numbers.get(partition) ?? 0)) return false;
    numbers.set(partition, number);
    this.#highest.delete(run);
    this.#highest.set(run, numbers);
    this.#oldestRuns.trim();
    return true;
  }

  toJSON(): SavedCounted {
    return {
      ids: [...this.#ids],
      outboxes: Array.from(this.#highest, ([run, numbers]) => [run, [...numbers]] as const),
    };
  }
}
