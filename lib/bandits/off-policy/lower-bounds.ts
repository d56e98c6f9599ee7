/** Bounds of a mean that few, skewed values exceed with a small probability. */
import { checkArgument, type Kind, objectWith } from '../../core/arguments';
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
  sample: Pick<MeanOf, 'n' | 'mean'>,
  largest: number,
  delta = 0.05,
): number {
  checkSample('hoeffdingLowerBound', sample && { ...sample, variance: 0 }, delta);
  checkArgument('hoeffdingLowerBound', 'largest', largest, NUMBER);
  const { n, mean } = sample;
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
  checkSample('bernsteinLowerBound', sample, delta);
  checkArgument('bernsteinLowerBound', 'largest', largest, NUMBER);
  return sample.mean - bernsteinRadius(sample, largest, delta);
}

/**
 * The same on both sides, each with α/2, for values within a range.
 *
 * @throws OptionError for fewer than two values, or a bad alpha
 */
export function bernsteinInterval(sample: MeanOf, range: Bounds, alpha = 0.05): Bounds {
  checkSample('bernsteinInterval', sample, alpha);
  checkArgument('bernsteinInterval', 'range', range, RANGE);
  const { low, high } = range;
  const radius = bernsteinRadius(sample, high - low, alpha / 2);
  return { low: sample.mean - radius, high: sample.mean + radius };
}

/**
 * Student's lower bound, mean − t √(v / n): right for normal values, and for many. Cost: O(1).
 *
 * @throws OptionError for fewer than two values, or a bad delta
 */
export function studentLowerBound(sample: MeanOf, delta = 0.05): number {
  checkSample('studentLowerBound', sample, delta);
  const { n, mean, variance } = sample;
  return mean - tCritical(2 * delta, n - 1) * Math.sqrt(variance / n);
}

function bernsteinRadius({ n, variance }: MeanOf, range: number, delta: number): number {
  const log = Math.log(2 / delta);
  return Math.sqrt((2 * variance * log) / n) + (7 * range * log) / (3 * (n - 1));
}

const NUMBER: Kind = {
  allowed: 'a number',
  allows: (given) => typeof given === 'number' && !Number.isNaN(given),
};
const RANGE: Kind = {
  allowed: 'an object with numbers low and high',
  allows: (given) => {
    const { low, high } = (given ?? {}) as Bounds;
    return NUMBER.allows(low) && NUMBER.allows(high);
  },
};
const SAMPLE = objectWith('n', 'mean');

function checkSample(owner: string, sample: MeanOf, alpha: number): void {
  checkAlpha(owner, alpha);
  checkArgument(owner, 'sample', sample, SAMPLE);
  const { n, mean, variance } = sample;
  if (!(n >= 2)) throw new OptionError(`${owner}: n must be at least 2, got ${n}`);
  checkArgument(owner, 'mean', mean, NUMBER);
  if (!(variance >= 0)) throw new OptionError(`${owner}: variance must be at least 0, got ${variance}`);
}
