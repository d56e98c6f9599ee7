/**
 * What each round adds to a sum, as columns of the log: base + weight · factor, such as
 * Σₐ π(a | x) q̂(x, a) + w (r − q̂(x, a)). So all estimators are sums of the same kind, and one loop does for all of them.
 */
export class Contribution {
  /** @param factor null for 1 @param base null for 0 */
  constructor(
    readonly weight: Float64Array,
    readonly factor: Float64Array | null = null,
    readonly base: Float64Array | null = null,
  ) {}

  /** Writes what the rounds from `from` on contribute, `count` of them, into the first places of `into`. */
  read(from: number, count: number, into: Float64Array): void {
    const { weight, factor, base } = this;
    if (factor === null) into.set(weight.subarray(from, from + count));
    else multiply(weight, factor, from, into, count);
    if (base !== null) add(base, from, into, count);
  }
}

// Two loops, not one with branches for what is missing: that one would be compiled again for each new combination.

function multiply(a: Float64Array, b: Float64Array, from: number, into: Float64Array, count: number): void {
  for (let n = 0; n < count; n++) into[n] = a[from + n] * b[from + n];
}

function add(values: Float64Array, from: number, into: Float64Array, count: number): void {
  for (let n = 0; n < count; n++) into[n] += values[from + n];
}
