/** What becomes of requests to challengers without an answer, gathered for the log. */
import type { Lost } from '../log-line';
import type { Loss } from './challenger';

/** Milliseconds between two lines: under load, most requests are skipped, and a line for each would be most of the log. */
const EVERY = 5000;

export class LossCounts {
  readonly #waiting = new Map<string, Partial<Record<Loss, number>>>();
  readonly #timer: NodeJS.Timeout;

  /** @param write gets a line for each challenger that has lost something since the one before */
  constructor(
    private readonly write: (lines: readonly Lost[]) => void,
    private readonly now: () => number,
  ) {
    this.#timer = setInterval(() => this.flush(), EVERY).unref();
  }

  add(challenger: string, loss: Loss): void {
    const losses = this.#waiting.get(challenger) ?? {};
    losses[loss] = (losses[loss] ?? 0) + 1;
    this.#waiting.set(challenger, losses);
  }

  /** Writes what has been counted. A process that is killed before loses up to five seconds of it. */
  flush(): void {
    if (this.#waiting.size === 0) return;
    const time = this.now();
    const lines = Array.from(
      this.#waiting,
      ([challenger, losses]): Lost => ({ type: 'lost', time, challenger, losses }),
    );
    this.#waiting.clear();
    this.write(lines);
  }

  close(): void {
    clearInterval(this.#timer);
    this.flush();
  }
}
