/** Intervals that hold at every look: the default for anything that is looked at more than once. */
import { checkOptions } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { type Bounds, checkAlpha } from '../../math/distributions/confidence';
import { checkMoments, type Moments } from '../means/welch';
import type { Arms } from '../proportions/two-proportions';

/**
 * The two-sided normal mixture boundary: with probability 1 − α, a sum of independent, centered, sub-Gaussian terms with
 * variance v so far never leaves ±√((v + ρ) ln((v + ρ) / (ρ α²))). Cost: O(1).
 *
 * Source: S. Howard et al., "Time-Uniform, Nonparametric, Nonasymptotic Confidence Sequences", Annals of Statistics 49
 * (2021), equation 14.
 *
 * @param variance v, the sum of the terms' variances so far
 * @param rho from `mixtureRho`
 * @throws OptionError for a variance below 0, a rho that isn't above 0, or a bad alpha
 * @example
 * normalMixtureBoundary(1000, mixtureRho(1000)); // 95.98…, at any time; once, ±62 would do
 */
export function normalMixtureBoundary(variance: number, rho: number, alpha = 0.05): number {
  checkAlpha('normalMixtureBoundary', alpha);
  if (!(variance >= 0)) {
    throw new OptionError(`normalMixtureBoundary: variance must be at least 0, got ${variance}`);
  }
  if (!(rho > 0)) throw new OptionError(`normalMixtureBoundary: rho must be above 0, got ${rho}`);
  return Math.sqrt((variance + rho) * Math.log((variance + rho) / (rho * alpha ** 2)));
}

/**
 * The ρ that makes the boundary narrow where the variance is `bestAt`: bestAt / (2 ln(1/α) + ln(1 + 2 ln(1/α))).
 *
 * @throws OptionError for a variance that isn't above 0, or a bad alpha
 * @example
 * mixtureRho(1000); // 126.0056098…
 */
export function mixtureRho(bestAt: number, alpha = 0.05): number {
  checkAlpha('mixtureRho', alpha);
  if (!(bestAt > 0)) throw new OptionError(`mixtureRho: bestAt must be above 0, got ${bestAt}`);
  const twice = 2 * Math.log(1 / alpha);
  return bestAt / (twice + Math.log1p(twice));
}

/**
 * The radius of an asymptotic confidence sequence for a mean of t values with standard deviation 1: √(2 (t ρ² + 1) / (t² ρ²) · ln(√(t ρ² + 1) / α)). Multiply it by the standard deviation so far. Like the
 * central limit theorem, it needs a large t; from there on, it holds at every look.
 *
 * Source: I. Waudby-Smith et al., "Time-uniform central limit theory and asymptotic confidence sequences", Annals of
 * Statistics 52 (2024).
 *
 * @param bestAt the number of values where it should be narrowest
 * @throws OptionError unless both numbers are above 0, or for a bad alpha
 * @example
 * asymptoticRadius(5000, 5000); // 0.0429…; for one look, 1.96 / √5000 = 0.0277
 */
export function asymptoticRadius(t: number, bestAt: number, alpha = 0.05): number {
  checkAlpha('asymptoticRadius', alpha);
  for (const [name, value] of Object.entries({ t, bestAt })) {
    if (!(value > 0)) throw new OptionError(`asymptoticRadius: ${name} must be above 0, got ${value}`);
  }
  const square = asymptoticRhoSquared(bestAt, alpha);
  const scaled = t * square + 1;
  return Math.sqrt(((2 * scaled) / (t * t * square)) * Math.log(Math.sqrt(scaled) / alpha));
}

/** ρ² = (−2 ln α + ln(1 − 2 ln α)) / bestAt: the inverse of `mixtureRho`. */
export function asymptoticRhoSquared(bestAt: number, alpha = 0.05): number {
  return 1 / mixtureRho(bestAt, alpha);
}

/** A difference of means with an interval that holds at every look. */
export interface AlwaysValidDifference extends Bounds {
  readonly difference: number;
  /** Always-valid: the smallest alpha whose interval excludes 0; 1 if none does. */
  readonly p: number;
}

/**
 * The difference of two arms with its asymptotic confidence sequence. With t users in both arms, the standard deviation
 * is √(t (v₁/n₁ + v₀/n₀)). May be looked at every day, and stopped at any. Cost: O(1).
 *
 * Source: as `asymptoticRadius`; the same as GrowthBook's sequential test.
 *
 * @param bestAt the number of users, in both arms together, where it should be narrowest. Default 5000.
 * @throws OptionError for a bad alpha or bestAt
 * @example
 * const arm = (successes: number, n: number) => ({ n, mean: successes / n, variance: (successes / n) * (1 - successes / n) });
 * alwaysValidDifference({ treatment: arm(1130, 20_000), control: arm(1000, 20_000) }); // −0.0007 to 0.0137: wait
 */
export function alwaysValidDifference(
  arms: Arms<Moments>,
  options: { readonly alpha?: number; readonly bestAt?: number } = {},
): AlwaysValidDifference {
  checkMoments('alwaysValidDifference', arms);
  checkOptions('alwaysValidDifference', options, { alpha: 0.05, bestAt: 5000 });
  const { treatment, control } = arms;
  const { alpha = 0.05, bestAt = 5000 } = options;
  const t = treatment.n + control.n;
  const sd = Math.sqrt(t * (treatment.variance / treatment.n + control.variance / control.n));
  const radius = sd * asymptoticRadius(t, bestAt, alpha);
  const difference = treatment.mean - control.mean;
  const scaled = t * asymptoticRhoSquared(bestAt, alpha) + 1;
  // The radius equals the difference for α = √scaled · exp(−…); ρ stays that of the given alpha.
  const exponent = ((difference / sd) ** 2 * t * (scaled - 1)) / (2 * scaled);
  const p = sd === 0 ? (difference === 0 ? 1 : 0) : Math.min(1, Math.sqrt(scaled) * Math.exp(-exponent));
  return { difference, low: difference - radius, high: difference + radius, p };
}
