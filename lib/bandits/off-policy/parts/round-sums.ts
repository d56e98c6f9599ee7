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

const one: Contribution = (from, to, into) => into.fill(1, 0, to - from);

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

/** Whether no denominator varies. */
export function isMean(components: readonly Component[]): boolean {
  return components.every(({ bottom }) => bottom === undefined);
}

/** Sums over blocks of units for each component. */
function blockSums(components: readonly Component[], shape: Shape): Blocks {
  const count = Math.min(shape.units, MOST_BLOCKS);
  const sums = (values: Contribution) =>
    shape.unit ? sumsByUnit(values, shape, count) : sumsOfRuns(values, shape.rounds, count);
  return {
    tops: components.map(({ top }) => sums(top)),
    bottoms: components.map(({ bottom = one }) => sums(bottom)),
    shares: components.map(({ share = 1 }) => share),
  };
}

/** Sums of runs of neighbors that are about equally long. */
function sumsOfRuns(values: Contribution, rounds: number, runs: number): Float64Array {
  const sums = new Float64Array(runs);
  const read = new Float64Array(Math.ceil(rounds / runs));
  for (let run = 0; run < runs; run++) {
    const [from, to] = [Math.floor((run * rounds) / runs), Math.floor(((run + 1) * rounds) / runs)];
    values(from, to, read);
    let sum = 0;
    for (let n = 0; n < to - from; n++) sum += read[n];
    sums[run] = sum;
  }
  return sums;
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
  const contributions = components.flatMap(({ top, bottom = one }) => [top, bottom]);
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
    let { sum, low, high } = this;
    for (let n = 0; n < count; n++) {
      const value = values[n];
      sum += value * value;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    Object.assign(this, { sum, low, high });
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
