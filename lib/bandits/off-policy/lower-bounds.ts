/** Bounds of a mean that few, skewed values exceed with a small probability. */
import { OptionError } from '../../core/errors';
import { type Bounds, checkAlpha } from '../../math/distributions/confidence';
import { tCritical } from '../../math/distributions/student-t';

/** What a bound needs of the values. */
export interface MeanOf {
  readonly n: number;
  readonly mean: number;
  /** With n − 1 as the divisor. */
  readonly variance: number;
}

/**
 * Hoeffding's lower bound, mean − b √(ln(1/δ) / 2n), for values from 0 to b. Cost: O(1).
 *
 * Source: P. Thomas et al., "High Confidence Off-Policy Evaluation", AAAI 2015.
 *
 * @param largest b: known beforehand; that of the sample is too small
 * @throws OptionError for fewer than two values, or a bad delta
 */
export function hoeffdingLowerBound(
  { n, mean }: Pick<MeanOf, 'n' | 'mean'>,
  largest: number,
  delta = 0.05,
): number {
  checkSample('hoeffdingLowerBound', n, delta);
  return mean - largest * Math.sqrt(Math.log(1 / delta) / (2 * n));
}

/**
 * The empirical Bernstein lower bound for values from 0 to b, which is closer than Hoeffding's where the values vary
 * little: mean − √(2 v ln(2/δ) / n) − 7 b ln(2/δ) / (3 (n − 1)), with v the variance. Cost: O(1).
 *
 * Source: A. Maurer, M. Pontil, "Empirical Bernstein Bounds and Sample Variance Penalization", COLT 2009, theorem 4.
 *
 * @param largest b: known beforehand; that of the sample is too small
 * @throws OptionError for fewer than two values, or a bad delta
 */
export function bernsteinLowerBound(sample: MeanOf, largest: number, delta = 0.05): number {
  checkSample('bernsteinLowerBound', sample.n, delta);
  return sample.mean - bernsteinRadius(sample, largest, delta);
}

/**
 * The same on both sides, each with α/2, for values within a range.
 *
 * @throws OptionError for fewer than two values, or a bad alpha
 */
export function bernsteinInterval(sample: MeanOf, { low, high }: Bounds, alpha = 0.05): Bounds {
  checkSample('bernsteinInterval', sample.n, alpha);
  const radius = bernsteinRadius(sample, high - low, alpha / 2);
  return { low: sample.mean - radius, high: sample.mean + radius };
}

/**
 * Student's lower bound, mean − t √(v / n): right for normal values, and for many. Cost: O(1).
 *
 * @throws OptionError for fewer than two values, or a bad delta
 */
export function studentLowerBound({ n, mean, variance }: MeanOf, delta = 0.05): number {
  checkSample('studentLowerBound', n, delta);
  return mean - tCritical(2 * delta, n - 1) * Math.sqrt(variance / n);
}

function bernsteinRadius({ n, variance }: MeanOf, range: number, delta: number): number {
  const log = Math.log(2 / delta);
  return Math.sqrt((2 * variance * log) / n) + (7 * range * log) / (3 * (n - 1));
}

function checkSample(owner: string, n: number, alpha: number): void {
  checkAlpha(owner, alpha);
  if (!(n >= 2)) throw new OptionError(`${owner}: n must be at least 2, got ${n}`);
}
