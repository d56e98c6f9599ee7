/** What every estimator returns, and how it is computed from what the rounds contribute. */
import { type Bounds, twoSidedDeviate } from '../../math/distributions/confidence';
import { bernsteinInterval } from './lower-bounds';

/** An estimate of what a policy would have earned per round. */
export interface Estimate {
  /** Such as `IPS`. */
  readonly estimator: string;
  /** Reward per round; NaN if there is no estimate, for the reason `refusal`. */
  readonly value: number;
  /** Over units (usually users) if the log has some, otherwise over rounds. NaN for a single one. */
  readonly standardError: number;
  /** value ± z · standardError: right for many rounds with weights that are not too large. */
  readonly normal: Bounds;
  /** An interval that doesn't need many rounds, and is wide; null for ratios and for rounds with units. */
  readonly bernstein: Bounds | null;
  /** Rounds that were used. */
  readonly rounds: number;
  /** Effective sample size of the weights in use, (Σ w)² / Σ w². NaN without weights. */
  readonly ess: number;
  readonly largestWeight: number;
  /** The share of the variance that comes from the one round, or unit, with the most: a normal interval needs it small. */
  readonly largestShare: number;
  /**
   * What the estimator leaves out per round by changing weights, as the log has it: the estimate's bias, turned. 0 where
   * it changes none.
   */
  readonly leftOut: number;
  /** Why there is no estimate; null if there is one. */
  readonly refusal: string | null;
  /** Why the estimate or its interval can't be trusted, in sentences. */
  readonly warnings: readonly string[];
  /** For `bootstrapBounds`. */
  readonly blocks: Blocks;
}

/** One term of an estimate: `share` · Σ top / Σ bottom, over rounds. A mean has bottom 1. */
export interface Component {
  readonly top: (round: number) => number;
  /** Default: 1. */
  readonly bottom?: (round: number) => number;
  /** Default: 1. */
  readonly share?: number;
}

/** An estimate as a sum of such terms. */
export interface Formula {
  readonly estimator: string;
  readonly rounds: number;
  readonly components: readonly Component[];
  /** Which rounds belong together, from 0. Default: none. */
  readonly unit?: Int32Array | null;
  /** The weights in use, if there are any. */
  readonly weights?: { readonly ess: number; readonly max: number };
  readonly options?: EstimateOptions;
}

/** Options of every estimator. */
export interface EstimateOptions {
  /** 1 − confidence of the intervals. Default 0.05. */
  readonly alpha?: number;
  /**
   * The least and the most that a round can add, for the Bernstein interval: with rewards from 0 to 1, IPS adds from 0 to
   * the largest weight there can be. Default: as in the log, which is too little while the largest weight hasn't occurred.
   */
  readonly range?: Bounds;
}

/** Sums over blocks of units, for each component: what the bootstrap draws from. */
export interface Blocks {
  readonly tops: readonly Float64Array[];
  readonly bottoms: readonly Float64Array[];
  readonly shares: readonly number[];
}

/** More units than that are drawn in blocks of neighbors. */
const MOST_BLOCKS = 2000;

/**
 * Adds up what the rounds contribute. The standard error is that of the delta method, with the sums of units:
 *
 * se = √(Σᵤ eᵤ²) / n, where a round adds Σ share · (top − ratio · bottom) · n / Σ bottom to the eᵤ of its unit; for a mean, that is
 * its distance from the mean, and the square is multiplied by units / (units − 1). Cost: O(n), two passes.
 *
 * @throws OptionError for a bad alpha
 */
export function estimateBy(formula: Formula): Estimate {
  const { estimator, rounds, components, weights, options: { alpha = 0.05, range } = {} } = formula;
  const z = twoSidedDeviate(estimator, alpha);
  const unit = formula.unit ?? null;
  const units = unitsOf(unit, rounds);
  // The functions are called once per round; all else reads columns.
  const columns = components.map(
    ({ top, bottom, share = 1 }): Columns => ({
      top: columnOf(rounds, top),
      bottom: bottom ? columnOf(rounds, bottom) : null,
      share,
    }),
  );
  const blocks = blockSums(columns, { rounds, unit, units });
  const sums = components.map((_, c) => ({ top: total(blocks.tops[c]), bottom: total(blocks.bottoms[c]) }));
  const value = components.reduce((sum, { share = 1 }, c) => sum + share * (sums[c].top / sums[c].bottom), 0);
  const errors = errorsOf(columns, sums, rounds);
  const byUnit = unit ? sumsBy(unit, units, errors) : errors;
  const { squares, largest } = squared(byUnit);
  const isMean = components.every(({ bottom }) => bottom === undefined);
  const variance = (squares / rounds ** 2) * (isMean ? units / (units - 1) : 1);
  const standardError = units > 1 ? Math.sqrt(variance) : Number.NaN;
  return {
    estimator,
    value,
    standardError,
    normal: { low: value - z * standardError, high: value + z * standardError },
    bernstein:
      isMean && unit === null && rounds > 1 && columns.length === 1
        ? bernsteinInterval(
            { n: rounds, mean: value, variance: rounds * variance },
            range ?? rangeOf(columns[0].top),
            alpha,
          )
        : null,
    rounds,
    ess: weights?.ess ?? Number.NaN,
    largestWeight: weights?.max ?? Number.NaN,
    largestShare: squares === 0 ? 0 : largest / squares,
    leftOut: 0,
    refusal: null,
    warnings: [],
    blocks,
  };
}

/** A mean over rounds with its standard error, without the rest of an estimate. Cost: O(n). */
export function meanAndError(
  rounds: number,
  top: (round: number) => number,
  unit: Int32Array | null,
): Pick<Estimate, 'value' | 'standardError'> {
  const column = { top: columnOf(rounds, top), bottom: null, share: 1 };
  const sums = { top: total(column.top), bottom: rounds };
  const units = unitsOf(unit, rounds);
  const errors = errorsOf([column], [sums], rounds);
  const { squares } = squared(unit ? sumsBy(unit, units, errors) : errors);
  return {
    value: sums.top / rounds,
    standardError: Math.sqrt(((squares / rounds ** 2) * units) / (units - 1)),
  };
}

/** No estimate, and why. */
export function noEstimate(estimator: string, refusal: string): Estimate {
  const none = { low: Number.NaN, high: Number.NaN };
  return {
    estimator,
    value: Number.NaN,
    standardError: Number.NaN,
    normal: none,
    bernstein: null,
    rounds: 0,
    ess: Number.NaN,
    largestWeight: Number.NaN,
    largestShare: Number.NaN,
    leftOut: Number.NaN,
    refusal,
    warnings: [],
    blocks: { tops: [], bottoms: [], shares: [] },
  };
}

function unitsOf(unit: Int32Array | null, rounds: number): number {
  return unit === null ? rounds : 1 + unit.reduce((most, one) => Math.max(most, one), 0);
}

interface Columns {
  readonly top: Float64Array;
  readonly bottom: Float64Array | null;
  readonly share: number;
}

function columnOf(rounds: number, value: (round: number) => number): Float64Array {
  const column = new Float64Array(rounds);
  for (let round = 0; round < rounds; round++) column[round] = value(round);
  return column;
}

function blockSums(
  columns: readonly Columns[],
  { rounds, unit, units }: { rounds: number; unit: Int32Array | null; units: number },
): Blocks {
  const count = Math.min(units, MOST_BLOCKS);
  const blockOf = unit?.map((one) => Math.floor((one * count) / units));
  const sums = (values: Float64Array | null) =>
    blockOf ? sumsBy(blockOf, count, values) : sumsOfRuns(rounds, count, values);
  return {
    tops: columns.map(({ top }) => sums(top)),
    bottoms: columns.map(({ bottom }) => sums(bottom)),
    shares: columns.map(({ share }) => share),
  };
}

/** Sums of runs of neighbors that are about equally long; counts without values. */
function sumsOfRuns(rounds: number, runs: number, values: Float64Array | null): Float64Array {
  const sums = new Float64Array(runs);
  for (let run = 0; run < runs; run++) {
    const [from, to] = [Math.floor((run * rounds) / runs), Math.floor(((run + 1) * rounds) / runs)];
    if (values === null) sums[run] = to - from;
    else for (let n = from; n < to; n++) sums[run] += values[n];
  }
  return sums;
}

/** Sums of groups; counts without values. */
function sumsBy(group: Int32Array, groups: number, values: Float64Array | null): Float64Array {
  const sums = new Float64Array(groups);
  if (values) for (let n = 0; n < group.length; n++) sums[group[n]] += values[n];
  else for (let n = 0; n < group.length; n++) sums[group[n]]++;
  return sums;
}

/** What a round adds to the error of the estimate, times n. */
function errorsOf(
  columns: readonly Columns[],
  sums: readonly { readonly top: number; readonly bottom: number }[],
  rounds: number,
): Float64Array {
  const errors = new Float64Array(rounds);
  for (const [c, { top, bottom, share }] of columns.entries()) {
    const ratio = sums[c].top / sums[c].bottom;
    const factor = (share * rounds) / sums[c].bottom;
    if (bottom) for (let n = 0; n < rounds; n++) errors[n] += factor * (top[n] - ratio * bottom[n]);
    else for (let n = 0; n < rounds; n++) errors[n] += factor * (top[n] - ratio);
  }
  return errors;
}

function squared(errors: Float64Array): { readonly squares: number; readonly largest: number } {
  let [squares, largest] = [0, 0];
  // By index, here and below: `for … of` takes several times as long.
  for (let n = 0; n < errors.length; n++) {
    const square = errors[n] * errors[n];
    squares += square;
    if (square > largest) largest = square;
  }
  return { squares, largest };
}

function rangeOf(values: Float64Array): Bounds {
  let [low, high] = [Infinity, -Infinity];
  for (let n = 0; n < values.length; n++) {
    if (values[n] < low) low = values[n];
    if (values[n] > high) high = values[n];
  }
  return { low, high };
}

function total(values: Float64Array): number {
  let sum = 0;
  for (let n = 0; n < values.length; n++) sum += values[n];
  return sum;
}
