/** Rate limits that count the requests to all workers. */
import type { RateCount, Siblings } from './siblings';

type Done = (error: Error | null, result?: RateCount) => void;

/** A store for `@fastify/rate-limit`, whose counts are kept by the primary. Each costs a message there and back. */
export function sharedLimits({ count }: Pick<Siblings, 'count'>) {
  let children = 0;
  return class Store {
    constructor(
      _options: object,
      readonly name = '',
    ) {}

    incr(address: string, done: Done, window: number): void {
      count(`${this.name} ${address}`, window).then((result) => done(null, result), done);
    }

    /** For routes with limits of their own. All workers make the same ones in the same order. */
    child(options: object): Store {
      return new Store(options, `${++children}`);
    }
  };
}

/** Addresses that are remembered. */
const MOST = 10_000;

/** Where the primary counts. */
export class RateCounts {
  readonly #since = new Map<string, { count: number; readonly start: number }>();

  constructor(private readonly now: () => number = Date.now) {}

  count(key: string, window: number): RateCount {
    const now = this.now();
    let entry = this.#since.get(key);
    if (!entry || entry.start + window <= now) {
      this.#since.delete(key);
      const [oldest] = this.#since.keys();
      if (this.#since.size >= MOST) this.#since.delete(oldest);
      entry = { count: 0, start: now };
      this.#since.set(key, entry);
    }
    return { current: ++entry.count, ttl: entry.start + window - now };
  }
}
