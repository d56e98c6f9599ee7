/** Sums over the rounds of a log, read some rounds at a time: no array is as long as the log, but for sums of units. */
import type { Contribution } from './contribution';

/** One term of an estimate: `share` · Σ top / Σ bottom, over rounds. A mean has bottom 1. */
export interface Component {
  readonly top: Contribution;
  /** Default: 1. */
  readonly bottom?: Contribution;
  /** Default: 1. */
  readonly share?: number;
}

/** Sums over blocks of units, for each component: what the bootstrap draws from. */
export interface Blocks {
  readonly tops: readonly Float64Array[];
  readonly bottoms: readonly Float64Array[];
  readonly shares: readonly number[];
}

/** More units than that are drawn in blocks of neighbors. */
const MOST_BLOCKS = 2000;
/** Rounds that are read at a time: few enough to stay in the processor's nearest cache. */
const RUN = 512;

/** The rounds, and which belong together. */
export interface Shape {
  readonly rounds: number;
  /** From 0 to units − 1; null if each round is a unit. */
  readonly unit: Int32Array | null;
  readonly units: number;
}

/** What a mean is divided by. */
function one(): Contribution {
  return (from, to, into) => into.fill(1, 0, to - from);
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
}

/** The value of some components and its error by the delta method; the formula is that of `estimateBy`. */
export function sumUp(components: readonly Component[], shape: Shape): Summed {
  if (components.length === 1 && isMean(components) && shape.unit === null) {
    const [{ top, share }] = components;
    return meansOf([top], shape.rounds)[0].summed(share);
  }
  const { rounds, units } = shape;
  const blocks = blockSums(components, shape);
  const ratios = components.map((_, c): Ratio => {
    const [top, bottom] = [totalOf(blocks.tops[c]), totalOf(blocks.bottoms[c])];
    return { value: top / bottom, factor: (blocks.shares[c] * rounds) / bottom };
  });
  const value = ratios.reduce((sum, ratio, c) => sum + blocks.shares[c] * ratio.value, 0);
  const errors = errorsOf(components, ratios, shape);
  const variance = (errors.sum / rounds ** 2) * (isMean(components) ? units / (units - 1) : 1);
  return { value, standardError: units > 1 ? Math.sqrt(variance) : Number.NaN, errors, blocks };
}

/**
 * The same for means over independent rounds, several of them in one pass: block by block, squares around the block's mean,
 * which are then moved to the mean of all.
 *
 * Source: T. Chan, G. Golub, R. LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing Sample Variances", 1979.
 *
 * @param tops each is called for a block before the next one is
 */
export function meansOf(tops: readonly Contribution[], rounds: number): MeanSums[] {
  const blocks = Math.min(rounds, MOST_BLOCKS);
  const sums = tops.map(() => new MeanSums(rounds, blocks));
  eachBlock(rounds, blocks, tops, (reads, count, block) => {
    for (let t = 0; t < reads.length; t++) sums[t].add(reads[t], count, block);
  });
  for (const [t, top] of tops.entries()) knownSums.set(top, sums[t].tops);
  return sums;
}

/** What the rounds of a mean add up to. */
export class MeanSums {
  /** Sums over blocks, how many rounds those have, and squares around their means. */
  readonly tops: Float64Array;
  readonly #counts: Float64Array;
  readonly #squares: Float64Array;
  #low = Infinity;
  #high = -Infinity;
  #near = 0;

  constructor(
    readonly rounds: number,
    blocks: number,
  ) {
    this.tops = new Float64Array(blocks);
    this.#counts = new Float64Array(blocks);
    this.#squares = new Float64Array(blocks);
  }

  add(values: Float64Array, count: number, block: number): void {
    // Distances from the mean of the block before: about as small as those from its own, which isn't known yet.
    const near = this.#near;
    // One by one: set from a list, they take twice as long in the loop.
    let sum = 0;
    let distances = 0;
    let squares = 0;
    let low = this.#low;
    let high = this.#high;
    for (let n = 0; n < count; n++) {
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
    this.#counts[block] = count;
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
      const count = this.#counts[block];
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
    const blocks = { tops: [tops], bottoms: [this.#counts], shares: [share] };
    return { value: share * mean, standardError, errors, blocks };
  }
}

/** Whether no denominator varies. */
export function isMean(components: readonly Component[]): boolean {
  return components.every(({ bottom }) => bottom === undefined);
}

/** Sums over blocks of units for each component. */
function blockSums(components: readonly Component[], shape: Shape): Blocks {
  const count = Math.min(shape.units, MOST_BLOCKS);
  const sums = (values: Contribution) =>
    shape.unit ? sumsByUnit(values, shape, count) : sumsOfBlocks(values, shape.rounds, count);
  return {
    tops: components.map(({ top }) => sums(top)),
    bottoms: components.map(({ bottom = one() }) => sums(bottom)),
    shares: components.map(({ share = 1 }) => share),
  };
}

/** Sums of blocks of neighbors that are about equally long. */
function sumsOfBlocks(values: Contribution, rounds: number, blocks: number): Float64Array {
  const known = knownSums.get(values);
  if (known) return known;
  const sums = new Float64Array(blocks);
  eachBlock(rounds, blocks, [values], ([read], count, block) => {
    let sum = 0;
    for (let n = 0; n < count; n++) sum += read[n];
    sums[block] = sum;
  });
  knownSums.set(values, sums);
  return sums;
}

/** Of contributions that several estimators have, over blocks of rounds: a contribution belongs to one log. */
const knownSums = new WeakMap<Contribution, Float64Array>();

/** Reads what all rounds contribute, block by block. */
function eachBlock(
  rounds: number,
  blocks: number,
  values: readonly Contribution[],
  visit: (reads: readonly Float64Array[], count: number, block: number) => void,
): void {
  const reads = values.map(() => new Float64Array(Math.ceil(rounds / blocks)));
  for (let block = 0; block < blocks; block++) {
    const [from, to] = [Math.floor((block * rounds) / blocks), Math.floor(((block + 1) * rounds) / blocks)];
    for (let v = 0; v < values.length; v++) values[v](from, to, reads[v]);
    visit(reads, to - from, block);
  }
}

/** Sums of units, or of blocks of neighbors among them. */
function sumsByUnit(values: Contribution, { rounds, unit, units }: Shape, blocks: number): Float64Array {
  const sums = new Float64Array(blocks);
  eachRun(rounds, [values], ([read], from, count) => {
    for (let n = 0; n < count; n++) sums[Math.floor((unit![from + n] * blocks) / units)] += read[n];
  });
  return sums;
}

/** Reads what all rounds contribute, some rounds at a time, always into the same arrays. */
export function eachRun(
  rounds: number,
  contributions: readonly Contribution[],
  visit: (values: readonly Float64Array[], from: number, count: number) => void,
): void {
  const values = contributions.map(() => new Float64Array(Math.min(RUN, rounds)));
  for (let from = 0; from < rounds; from += RUN) {
    const to = Math.min(from + RUN, rounds);
    for (let c = 0; c < contributions.length; c++) contributions[c](from, to, values[c]);
    visit(values, from, to - from);
  }
}

/** Σ top / Σ bottom of a component, and what distances from that are multiplied by. */
interface Ratio {
  readonly value: number;
  readonly factor: number;
}

/** What units add to the error of an estimate, times n. */
function errorsOf(components: readonly Component[], ratios: readonly Ratio[], shape: Shape): Squares {
  const { rounds, unit, units } = shape;
  const squares = new Squares();
  const byUnit = new Float64Array(unit ? units : 0);
  const error = new Float64Array(Math.min(RUN, rounds));
  const contributions = components.flatMap(({ top, bottom = one() }) => [top, bottom]);
  eachRun(rounds, contributions, (values, from, count) => {
    error.fill(0);
    for (let c = 0; c < ratios.length; c++) {
      addErrors(error, ratios[c], values[2 * c], values[2 * c + 1]);
    }
    if (unit) for (let n = 0; n < count; n++) byUnit[unit[from + n]] += error[n];
    else squares.add(error, count);
  });
  if (unit) squares.add(byUnit, units);
  return squares;
}

function addErrors(
  error: Float64Array,
  { value, factor }: Ratio,
  top: Float64Array,
  bottom: Float64Array,
): void {
  for (let n = 0; n < error.length; n++) error[n] += factor * (top[n] - value * bottom[n]);
}

/** Their sum, and between what the numbers are. */
class Squares {
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

function totalOf(values: Float64Array): number {
  let sum = 0;
  for (let n = 0; n < values.length; n++) sum += values[n];
  return sum;
}
