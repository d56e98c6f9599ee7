/** How requests are counted for the rate limits: in the process itself, or for all workers together. */
import type { RateCount, Siblings } from './siblings';

type Counting = Pick<Siblings, 'count'>;

type Done = (error: Error | null, result?: RateCount) => void;

/** For a service that is a single process. */
export function inProcess(): Counting {
  const counts = new RateCounts();
  return { count: async (key, window) => counts.count(key, window) };
}

/**
 * A store for `@fastify/rate-limit`. With siblings, the primary counts, which costs a message there and back. The plugin's
 * own store goes by the time of day: after the clock was set back, it would refuse requests until the old time comes again.
 */
export function limitsOf({ count }: Counting) {
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

/** The counts. */
export class RateCounts {
  readonly #since = new Map<string, { count: number; readonly start: number }>();

  /** @param now in milliseconds, of a clock that never goes back */
  constructor(private readonly now: () => number = () => performance.now()) {}

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
    return { current: ++entry.count, ttl: Math.ceil(entry.start + window - now) };
  }
}
