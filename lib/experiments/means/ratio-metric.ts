import { checkArgument, LIST } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { type Moments, moments } from './welch';

const ROUNDING = 8 * Number.EPSILON;

/** A ratio of two sums over users, such as clicks per view. */
export interface RatioMetric extends Moments {
  /** Σ numerators / Σ denominators. */
  readonly mean: number;
  /** The variance that one user contributes; divided by n, it is that of the ratio. */
  readonly variance: number;
  /** √(variance / n). */
  readonly standardError: number;
  /** √(r (1 − r) / views): what a count of views as units would claim. NaN for ratios that aren't from 0 to 1. */
  readonly naiveError: number;
  /** (standardError / naiveError)²: how many views are worth as much as one independent view. */
  readonly designEffect: number;
}

/**
 * Click-through rate by impression, with the user as the unit. Views of one user are alike, so counting them as units
 * makes the error too small, and an A/A test of views raises far more than 5% false alarms. The delta method:
 *
 * variance = var(c)/v̄² − 2 cov(c, v) c̄/v̄³ + c̄² var(v)/v̄⁴, with n − 1 as the divisor, over users,
 *
 * which is the variance of c − (c̄/v̄) v, divided by v̄². In that form, rounding can't make it negative.
 *
 * The result is `Moments`: give two of them to `welchFromMoments` or `relativeLift`. Cost: O(users).
 *
 * Source: A. Deng et al., "Applying the Delta Method in Metric Analytics", KDD 2018.
 *
 * @param numerators one number per user, such as clicks
 * @param denominators one number of at least 0 per user, such as views, in the same order
 * @throws OptionError for lists of different lengths, fewer than two users, a value that isn't finite, a negative
 * denominator, or denominators that are all 0
 * @example
 * const treatment = ratioMetric([1, 0, 12, 3], [11, 15, 19, 12]);
 * const control = ratioMetric([0, 0, 11, 1], [10, 14, 22, 9]);
 * welchFromMoments({ treatment, control }).difference; // 0.0625199…
 */
export function ratioMetric(numerators: ArrayLike<number>, denominators: ArrayLike<number>): RatioMetric {
  checkArgument('ratioMetric', 'numerators', numerators, LIST);
  checkArgument('ratioMetric', 'denominators', denominators, LIST);
  if (numerators.length !== denominators.length) {
    throw new OptionError(
      `ratioMetric: numerators and denominators must have the same length, got ${numerators.length} and ${denominators.length}`,
    );
  }
  const [c, v] = [moments('ratioMetric', numerators), moments('ratioMetric', denominators)];
  const bad = Array.from(denominators).find((value) => value < 0);
  if (bad !== undefined || v.mean === 0) {
    throw new OptionError(`ratioMetric: denominators must be at least 0 and not all 0, got ${bad ?? 0}`);
  }
  const mean = c.mean / v.mean;
  let squares = 0;
  for (let i = 0; i < c.n; i++) {
    const rest = numerators[i] - mean * denominators[i];
    // Where all users have the same ratio, what rounding leaves isn't variance.
    if (Math.abs(rest) > ROUNDING * Math.abs(numerators[i])) squares += rest ** 2;
  }
  const variance = squares / (c.n - 1) / v.mean ** 2;
  const standardError = Math.sqrt(variance / c.n);
  const naiveError = Math.sqrt((mean * (1 - mean)) / (c.n * v.mean));
  const designEffect = (standardError / naiveError) ** 2;
  return { n: c.n, mean, variance, standardError, naiveError, designEffect };
}
