import { checkArgument, LIST, objectWith } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { type Bounds, checkAlpha } from '../../math/distributions/confidence';
import { tCritical, tTwoSided } from '../../math/distributions/student-t';
import { type Arms, checkArms } from '../proportions/two-proportions';

/** What Welch's test needs of an arm: one value per user, summed up. */
export interface Moments {
  readonly n: number;
  readonly mean: number;
  /** With n − 1 as the divisor. */
  readonly variance: number;
}

const MOMENTS = objectWith('n', 'mean', 'variance');

/** @throws OptionError unless both arms have moments */
export function checkMoments(owner: string, arms: Arms<Moments>): void {
  checkArms(owner, arms);
  checkArgument(owner, 'treatment', arms.treatment, MOMENTS);
  checkArgument(owner, 'control', arms.control, MOMENTS);
}

/** A difference of means with its test and interval. */
export interface MeanDifference extends Bounds {
  /** Treatment minus control. */
  readonly difference: number;
  readonly standardError: number;
  readonly t: number;
  /** Degrees of freedom, by Welch and Satterthwaite. */
  readonly df: number;
  /** Two-sided. */
  readonly p: number;
}

/**
 * Mean and variance of one value per user. Cost: O(n).
 *
 * @throws OptionError for fewer than two values, or one that isn't finite
 * @example
 * moments('example', [1, 2, 3]); // { n: 3, mean: 2, variance: 1 }
 */
export function moments(owner: string, values: ArrayLike<number>): Moments {
  checkArgument(owner, 'values', values, LIST);
  const n = values.length;
  if (n < 2) throw new OptionError(`${owner}: an arm must have at least two values, got ${n}`);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    if (!Number.isFinite(values[i])) {
      throw new OptionError(`${owner}: values must be finite numbers, got ${values[i]} at ${i}`);
    }
    sum += values[i];
  }
  const mean = sum / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (values[i] - mean) ** 2;
  return { n, mean, variance: squares / (n - 1) };
}

/**
 * Welch's t test of two means, for arms of different variances. One value per user (clicks, minutes, CTR), never one per
 * view. For one look at a size that was fixed before; otherwise use a confidence sequence. Cost: O(n).
 *
 * t = (m₁ − m₀) / √(v₁/n₁ + v₀/n₀). If neither arm varies, the standard error is 0 and p is NaN.
 *
 * Source: B. Welch, Biometrika 34 (1947).
 *
 * @param alpha 1 − confidence of the interval
 * @throws OptionError for fewer than two values in an arm, one that isn't finite, or a bad alpha
 * @example
 * welch({ treatment: [3, 4, 6], control: [1, 2, 3] }).difference; // 2.333333333333333
 */
export function welch(arms: Arms<ArrayLike<number>>, alpha = 0.05): MeanDifference {
  checkArms('welch', arms);
  const { treatment, control } = arms;
  return welchFromMoments(
    { treatment: moments('welch', treatment), control: moments('welch', control) },
    alpha,
  );
}

/** The same from moments: of a database query, or of a metric with a variance of its own. Cost: O(1). */
export function welchFromMoments(arms: Arms<Moments>, alpha = 0.05): MeanDifference {
  checkMoments('welchFromMoments', arms);
  const { treatment, control } = arms;
  checkAlpha('welch', alpha);
  const [square1, square0] = [treatment.variance / treatment.n, control.variance / control.n];
  const df = (square1 + square0) ** 2 / (square1 ** 2 / (treatment.n - 1) + square0 ** 2 / (control.n - 1));
  const difference = treatment.mean - control.mean;
  return differenceTest({ difference, standardError: Math.sqrt(square1 + square0), df, alpha });
}

/** A t test and interval of a difference. */
export function differenceTest(of: {
  readonly difference: number;
  readonly standardError: number;
  readonly df: number;
  readonly alpha: number;
}): MeanDifference {
  const { difference, standardError, df, alpha } = of;
  const t = difference / standardError;
  if (Number.isNaN(df)) {
    return { difference, standardError, t, df, p: Number.NaN, low: difference, high: difference };
  }
  const radius = tCritical(alpha, df) * standardError;
  const [low, high] = [difference - radius, difference + radius];
  return { difference, standardError, t, df, p: tTwoSided(t, df), low, high };
}
