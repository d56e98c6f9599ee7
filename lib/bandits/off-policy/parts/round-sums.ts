/** Sums over the rounds of a log, read some rounds at a time: no array is as long as the log, but for sums of units. */
import type { Contribution } from './contribution';
import { type Blocks, MOST_BLOCKS, meanOf, Squares, type Summed, totalOf } from './mean-sums';

/** One term of an estimate: `share` · Σ top / Σ bottom, over rounds. A mean has bottom 1. */
export interface Component {
  readonly top: Contribution;
  /** Default: 1. */
  readonly bottom?: Contribution;
  /** Default: 1. */
  readonly share?: number;
}

/** Rounds that are read at a time: few enough to stay in the processor's nearest cache. */
const RUN = 4096;

/** The rounds, and which belong together. */
export interface Shape {
  readonly rounds: number;
  /** From 0 to units − 1; null if each round is a unit. */
  readonly unit: Int32Array | null;
  readonly units: number;
}

/** The value of some components and its error by the delta method; the formula is that of `estimateBy`. */
export function sumUp(components: readonly Component[], shape: Shape): Summed {
  const { rounds, unit, units } = shape;
  const isMean = components.every(({ bottom }) => bottom === undefined);
  if (components.length === 1 && isMean && unit === null) {
    const [{ top, share }] = components;
    return meanOf(top).summed(share);
  }
  const blocks = unit ? sumsOfUnits(components, shape) : sumsOfBlocks(components);
  const ratios = components.map((_, c): Ratio => {
    const [top, bottom] = [totalOf(blocks.tops[c]), totalOf(blocks.bottoms[c])];
    return { value: top / bottom, factor: (blocks.shares[c] * rounds) / bottom };
  });
  const value = ratios.reduce((sum, ratio, c) => sum + blocks.shares[c] * ratio.value, 0);
  const errors = errorsOf(components, ratios, shape);
  const variance = (errors.sum / rounds ** 2) * (isMean ? units / (units - 1) : 1);
  const standardError = units > 1 ? Math.sqrt(variance) : Number.NaN;
  return { value, standardError, errors, blocks, isMean: false };
}

/** Sums over blocks of neighbors that are about equally long. */
function sumsOfBlocks(components: readonly Component[]): Blocks {
  return {
    tops: components.map(({ top }) => meanOf(top).tops),
    bottoms: components.map(({ top, bottom }) => (bottom ? meanOf(bottom).tops : meanOf(top).counts)),
    shares: components.map(({ share = 1 }) => share),
  };
}

/** Sums over units, or over blocks of neighbors among them. */
function sumsOfUnits(components: readonly Component[], shape: Shape): Blocks {
  return {
    tops: components.map(({ top }) => blockSums(top, shape)),
    bottoms: components.map(({ bottom }) => blockSums(bottom, shape)),
    shares: components.map(({ share = 1 }) => share),
  };
}

/** @param values undefined for 1 */
function blockSums(values: Contribution | undefined, { rounds, unit, units }: Shape): Float64Array {
  const sums = new Float64Array(Math.min(units, MOST_BLOCKS));
  const read = new Float64Array(Math.min(RUN, rounds)).fill(1);
  for (let from = 0; from < rounds; from += RUN) {
    const count = Math.min(RUN, rounds - from);
    if (values) values.read(from, count, read);
    for (let n = 0; n < count; n++) sums[Math.floor((unit![from + n] * sums.length) / units)] += read[n];
  }
  return sums;
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
  const [error, top, bottom] = [0, 1, 2].map(() => new Float64Array(Math.min(RUN, rounds)));
  for (let from = 0; from < rounds; from += RUN) {
    const count = Math.min(RUN, rounds - from);
    error.fill(0);
    for (let c = 0; c < ratios.length; c++) {
      const { top: above, bottom: below } = components[c];
      const { value, factor } = ratios[c];
      above.read(from, count, top);
      if (below) below.read(from, count, bottom);
      else bottom.fill(1);
      addErrors(error, factor, top, value, bottom);
    }
    if (unit) addByUnit(byUnit, unit, from, error, count);
    else squares.add(error, count);
  }
  if (unit) squares.add(byUnit, units);
  return squares;
}

/** error += factor · (top − value · bottom) */
function addErrors(
  error: Float64Array,
  factor: number,
  top: Float64Array,
  value: number,
  bottom: Float64Array,
): void {
  for (let n = 0; n < error.length; n++) error[n] += factor * (top[n] - value * bottom[n]);
}

function addByUnit(
  sums: Float64Array,
  unit: Int32Array,
  from: number,
  values: Float64Array,
  count: number,
): void {
  for (let n = 0; n < count; n++) sums[unit[from + n]] += values[n];
}
