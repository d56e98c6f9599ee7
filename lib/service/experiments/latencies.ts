/** How many of the latest values are kept. */
const KEPT = 1000;

/** The latest 1,000 values, for quantiles. */
export class Latencies {
  readonly #values = new Float64Array(KEPT);
  #count = 0;

  add(value: number): void {
    this.#values[this.#count++ % KEPT] = value;
  }

  /** The value that a share of the latest ones don't exceed; null without any. Cost: O(n log n) for the latest n. */
  quantile(share: number): number | null {
    const n = Math.min(this.#count, KEPT);
    if (n === 0) return null;
    return this.#values.slice(0, n).sort()[Math.min(n - 1, Math.floor(share * n))];
  }

  /** The latest values, in any order. */
  get latest(): Float64Array {
    return this.#values.slice(0, Math.min(this.#count, KEPT));
  }
}
