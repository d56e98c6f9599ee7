/** Milliseconds of processor time that may be taken at once after a quiet time, for each core. */
const MOST_SAVED = 1000;

/** The processor time that a challenger may take, so that the service keeps the rest. */
export class ProcessorBudget {
  #left: number;
  #at: number;

  /**
   * @param cores what may be taken on average: 0.05 is 50 ms in a second
   * @param now a clock in milliseconds
   */
  constructor(
    private readonly cores: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#left = cores * MOST_SAVED;
    this.#at = now();
  }

  /** Whether more than its share has been taken so far. */
  get isSpent(): boolean {
    const now = this.now();
    this.#left = Math.min(this.cores * MOST_SAVED, this.#left + this.cores * (now - this.#at));
    this.#at = now;
    return this.#left <= 0;
  }

  /** Takes milliseconds of processor time, which have been used. */
  spend(ms: number): void {
    this.#left -= ms;
  }
}
