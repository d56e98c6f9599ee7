/** Sums over the rounds of a log for means, block by block: no array is as long as the log. */
import type { Contribution } from './contribution';

/** More units than that are drawn in blocks of neighbors. */
export const MOST_BLOCKS = 2000;
/** Rounds that are read at a time, if blocks are shorter: few enough to stay in the processor's near caches. */
const MOST_ROUNDS = 4096;

/** Sums over blocks of units, for each component: what the bootstrap draws from. */
export interface Blocks {
  readonly tops: readonly Float64Array[];
  readonly bottoms: readonly Float64Array[];
  readonly shares: readonly number[];
}

/** What components add up to. */
export interface Summed {
  /** Σ share · Σ top / Σ bottom. */
  readonly value: number;
  /** NaN for one unit. */
  readonly standardError: number;
  /** What units add to the error of the value, times n. */
  readonly errors: Squares;
  readonly blocks: Blocks;
  /** Whether it is one mean over independent rounds. */
  readonly isMean: boolean;
}

/** The sums of each contribution: several estimators have the same ones. */
const known = new WeakMap<Contribution, MeanSums>();

/** The mean of what independent rounds contribute; added up once for each contribution. Cost: O(rounds). */
export function meanOf(contribution: Contribution): MeanSums {
  const found = known.get(contribution);
  if (found) return found;
  const rounds = contribution.weight.length;
  const sums = new MeanSums(rounds);
  const values = new Float64Array(sums.longest);
  for (let block = 0; block < sums.blocks; block += sums.together) {
    const { from, count } = sums.roundsFrom(block);
    contribution.read(from, count, values);
    sums.add(values, block);
  }
  known.set(contribution, sums);
  return sums;
}

/**
 * What the rounds of a mean add up to, block by block: squares around the block's mean, which are then moved to the mean of
 * all.
 *
 * Source: T. Chan, G. Golub, R. LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing Sample Variances", 1979.
 */
export class MeanSums {
  readonly blocks: number;
  /** Blocks that are added together. */
  readonly together: number;
  /** Sums over blocks, how many rounds those have, and squares around their means. */
  readonly tops: Float64Array;
  readonly counts: Float64Array;
  readonly #squares: Float64Array;
  #low = Infinity;
  #high = -Infinity;
  #near = 0;

  constructor(readonly rounds: number) {
    const blocks = Math.min(rounds, MOST_BLOCKS);
    this.blocks = blocks;
    this.together = Math.max(1, Math.floor((MOST_ROUNDS * blocks) / rounds));
    this.tops = new Float64Array(blocks);
    this.counts = new Float64Array(blocks);
    this.#squares = new Float64Array(blocks);
  }

  /** The rounds that are added together, beginning with those of a block. */
  roundsFrom(block: number): { readonly from: number; readonly count: number } {
    const from = this.#startOf(block);
    return { from, count: this.#startOf(Math.min(block + this.together, this.blocks)) - from };
  }

  /** The most rounds that are added together. */
  get longest(): number {
    return Math.min(this.rounds, Math.ceil((this.together * this.rounds) / this.blocks));
  }

  /** Adds the rounds `roundsFrom(first)`, the first of `values`; in their order. */
  add(values: Float64Array, first: number): void {
    const end = Math.min(first + this.together, this.blocks);
    const start = this.#startOf(first);
    for (let block = first, from = 0; block < end; block++) {
      const to = this.#startOf(block + 1) - start;
      this.#addBlock(values, from, to, block);
      from = to;
    }
  }

  #startOf(block: number): number {
    return Math.floor((block * this.rounds) / this.blocks);
  }

  #addBlock(values: Float64Array, from: number, to: number, block: number): void {
    const count = to - from;
    // Distances from the mean of the block before: about as small as those from its own, which isn't known yet.
    const near = this.#near;
    // One by one: set from a list, they take twice as long in the loop.
    let sum = 0;
    let distances = 0;
    let squares = 0;
    let low = this.#low;
    let high = this.#high;
    for (let n = from; n < to; n++) {
      const value = values[n];
      const distance = value - near;
      sum += value;
      distances += distance;
      squares += distance * distance;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    this.#low = low;
    this.#high = high;
    this.#near = sum / count;
    this.tops[block] = sum;
    this.counts[block] = count;
    this.#squares[block] = Math.max(0, squares - distances ** 2 / count);
  }

  get mean(): number {
    return totalOf(this.tops) / this.rounds;
  }

  get largest(): number {
    return this.#high;
  }

  /** Σ (x − mean)². */
  get squares(): number {
    const { mean } = this;
    let sum = 0;
    for (let block = 0; block < this.tops.length; block++) {
      const count = this.counts[block];
      sum += this.#squares[block] + count * (this.tops[block] / count - mean) ** 2;
    }
    return sum;
  }

  /** @param share what the mean is multiplied by */
  summed(share = 1): Summed {
    const { mean, rounds, squares, tops } = this;
    const errors = new Squares();
    errors.sum = share ** 2 * squares;
    [errors.low, errors.high] = [share * (this.#low - mean), share * (this.#high - mean)];
    const standardError = rounds > 1 ? Math.sqrt(errors.sum / rounds / (rounds - 1)) : Number.NaN;
    const blocks = { tops: [tops], bottoms: [this.counts], shares: [share] };
    return { value: share * mean, standardError, errors, blocks, isMean: true };
  }
}

/** The sum of squares of some numbers, and the least and the greatest of them. */
export class Squares {
  sum = 0;
  low = Infinity;
  high = -Infinity;

  add(values: Float64Array, count: number): void {
    let sum = this.sum;
    let low = this.low;
    let high = this.high;
    for (let n = 0; n < count; n++) {
      const value = values[n];
      sum += value * value;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    this.sum = sum;
    this.low = low;
    this.high = high;
  }

  /** The largest square. */
  get largest(): number {
    return Math.max(this.low ** 2, this.high ** 2);
  }
}

export function totalOf(values: Float64Array): number {
  let sum = 0;
  for (let n = 0; n < values.length; n++) sum += values[n];
  return sum;
}
