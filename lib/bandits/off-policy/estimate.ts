/** What every estimator returns, and how it is computed from what the rounds contribute. */
import { type Bounds, twoSidedDeviate } from '../../math/distributions/confidence';
import { bernsteinInterval } from './lower-bounds';
import type { Blocks, Summed } from './parts/mean-sums';
import { type Component, sumUp } from './parts/round-sums';

/** An estimate of what a policy would have earned per round. */
export interface Estimate {
  /** Such as `IPS`. */
  readonly estimator: string;
  /** Reward per round; NaN if there is no estimate, for the reason `refusal`. */
  readonly value: number;
  /** Over units (usually users) if the log has some, otherwise over rounds. NaN for a single one. */
  readonly standardError: number;
  /**
   * value ± z · standardError: right for many rounds with weights that are not too large. With weights up to 223, that of IPS
   * includes the truth in 81% of logs with 500 rounds and in 91% of those with 5,000, not in 95%, and warnings say why
   * (`npm run bench -- --off-policy --runs 2000`: 2,000 logs of each size).
   */
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

/** An estimate as a sum of such terms. */
export interface Formula extends Described {
  readonly components: readonly Component[];
  /** Which rounds belong together, from 0. Default: none. */
  readonly unit?: Int32Array | null;
}

/** What is known of an estimate beside its sums. */
export interface Described {
  readonly estimator: string;
  readonly rounds: number;
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

/**
 * Adds up what the rounds contribute. The standard error is that of the delta method, with the sums of units:
 *
 * se = √(Σᵤ eᵤ²) / n, where a round adds Σ share · (top − ratio · bottom) · n / Σ bottom to the eᵤ of its unit; for a mean, that is
 * its distance from the mean, and the square is multiplied by units / (units − 1). Cost: O(n), two passes.
 *
 * @throws OptionError for a bad alpha
 */
export function estimateBy({ components, unit = null, ...described }: Formula): Estimate {
  const { rounds } = described;
  const summed = sumUp(components, { rounds, unit, units: unitsOf(unit, rounds) });
  return estimateFrom({ ...described, summed });
}

/** The same from what was added up. @throws OptionError for a bad alpha */
export function estimateFrom(formula: Described & { readonly summed: Summed }): Estimate {
  const { estimator, rounds, weights, summed, options: { alpha = 0.05, range } = {} } = formula;
  const z = twoSidedDeviate(estimator, alpha);
  const { value, standardError, errors, blocks } = summed;
  const seen = { low: value + errors.low, high: value + errors.high };
  const sample = { n: rounds, mean: value, variance: rounds * standardError ** 2 };
  return {
    estimator,
    value,
    standardError,
    normal: { low: value - z * standardError, high: value + z * standardError },
    bernstein: summed.isMean && rounds > 1 ? bernsteinInterval(sample, range ?? seen, alpha) : null,
    rounds,
    ess: weights?.ess ?? Number.NaN,
    largestWeight: weights?.max ?? Number.NaN,
    largestShare: errors.sum === 0 ? 0 : errors.largest / errors.sum,
    leftOut: 0,
    refusal: null,
    warnings: [],
    blocks,
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
  if (unit === null) return rounds;
  let most = 0;
  for (let n = 0; n < rounds; n++) if (unit[n] > most) most = unit[n];
  return 1 + most;
}
