/** How many users an experiment needs, before it starts. All tests are two-sided. */
import { checkArgument, checkOptions } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { checkOption, mustBeOptions, number, options } from '../../core/options';
import { checkAlpha } from '../../math/distributions/confidence';
import { normalAbove, normalQuantile } from '../../math/distributions/normal';
import { noncentralTAbove, tCritical } from '../../math/distributions/student-t';
import { rootBetween } from '../../math/root-between';

const SHARE = number({ from: 0, to: 1, default: 0.5 });
const ABOVE_0 = number({ above: 0, default: 1 });

const POWER_OPTIONS = options('power', {
  /** The chance of finding the effect. */
  power: number({ from: 0.01, to: 0.999999, default: 0.8 }),
  /** The chance of a false alarm. */
  alpha: number({ from: 1e-12, to: 0.5, default: 0.05 }),
});

/** The chances that a size is for. */
export interface PowerOptions {
  /** The chance of finding the effect. Default 0.8. */
  readonly power?: number;
  /** The chance of a false alarm. Default 0.05. */
  readonly alpha?: number;
}

/**
 * Users per arm to tell proportion p₁ from p₀ with the pooled z test:
 * (z_{α/2} √(2 p̄ q̄) + z_β √(p₀ q₀ + p₁ q₁))² / (p₁ − p₀)². Not rounded. Cost: O(1).
 *
 * Source: J. Fleiss, Statistical Methods for Rates and Proportions, 1981, section 3.2, without the continuity correction.
 *
 * @throws OptionError for proportions that aren't different numbers between 0 and 1
 * @example
 * usersForProportions(0.05, 0.055); // 31233.4379…
 */
export function usersForProportions(p0: number, p1: number, given: PowerOptions = {}): number {
  checkProportions('usersForProportions', p0, p1);
  const { power, alpha } = POWER_OPTIONS.resolve(given);
  const mean = (p0 + p1) / 2;
  const spread =
    normalQuantile(1 - alpha / 2) * Math.sqrt(2 * mean * (1 - mean)) +
    normalQuantile(power) * Math.sqrt(p0 * (1 - p0) + p1 * (1 - p1));
  return (spread / (p1 - p0)) ** 2;
}

/**
 * The power of the pooled z test with `perArm` users per arm, both tails: the inverse of `usersForProportions`.
 *
 * @throws OptionError for proportions that aren't different numbers between 0 and 1
 * @example
 * powerOfProportions(0.05, 0.055, 2000); // 0.1092491…
 */
export function powerOfProportions(p0: number, p1: number, perArm: number, alpha = 0.05): number {
  checkProportions('powerOfProportions', p0, p1);
  checkOption('powerOfProportions', 'perArm', perArm, ABOVE_0);
  checkAlpha('powerOfProportions', alpha);
  const mean = (p0 + p1) / 2;
  const pooled = Math.sqrt((2 * mean * (1 - mean)) / perArm);
  const own = Math.sqrt((p0 * (1 - p0) + p1 * (1 - p1)) / perArm);
  const critical = normalQuantile(1 - alpha / 2) * pooled;
  const difference = Math.abs(p1 - p0);
  return normalAbove((critical - difference) / own) + normalAbove((critical + difference) / own);
}

/**
 * Users per arm for the z test with each arm's own variance: (z_{α/2} + z_β)² (p₀ q₀ + p₁ q₁) / (p₁ − p₀)².
 *
 * @throws OptionError for proportions that aren't different numbers between 0 and 1
 * @example
 * usersForProportionsUnpooled(0.05, 0.055); // 31230.6924…
 */
export function usersForProportionsUnpooled(p0: number, p1: number, given: PowerOptions = {}): number {
  checkProportions('usersForProportionsUnpooled', p0, p1);
  const { power, alpha } = POWER_OPTIONS.resolve(given);
  const deviates = normalQuantile(1 - alpha / 2) + normalQuantile(power);
  return (deviates / (p1 - p0)) ** 2 * (p0 * (1 - p0) + p1 * (1 - p1));
}

/**
 * Cohen's h = 2 asin √p₁ − 2 asin √p₀: a difference of proportions in standard deviations. Use it as `d` in
 * `usersForMeansNormal` and `powerOfMeansNormal`.
 *
 * @throws OptionError for a proportion that isn't a number from 0 to 1
 * @example
 * cohenH(0.05, 0.055); // 0.02242434548…
 */
export function cohenH(p0: number, p1: number): number {
  for (const [name, p] of Object.entries({ p0, p1 })) checkArgument('cohenH', name, p, SHARE);
  return 2 * Math.asin(Math.sqrt(p1)) - 2 * Math.asin(Math.sqrt(p0));
}

/**
 * The smallest rise from p₀ that `perArm` users per arm find, by the formula of `usersForProportions`.
 *
 * @throws OptionError if even a rise to 1 needs more users
 * @example
 * smallestDetectableRise(0.05, 20_000); // 0.00628424…
 */
export function smallestDetectableRise(p0: number, perArm: number, given: PowerOptions = {}): number {
  const most = 1 - 1e-12;
  if (!(usersForProportions(p0, most, given) < perArm)) {
    throw new OptionError(
      `smallestDetectableRise: perArm is too small for any rise from ${p0}, got ${perArm}`,
    );
  }
  // In logarithms, where the function is almost a line.
  const missing = (log: number) => Math.log(usersForProportions(p0, p0 + Math.exp(log), given) / perArm);
  return Math.exp(rootBetween(missing, Math.log(1e-9), Math.log(most - p0)));
}

/** Arms of different sizes. */
export interface Ratio {
  /** Users of the second arm per user of the first. Default 1. */
  readonly ratio?: number;
}

/**
 * The power of a z test for means that differ by d standard deviations.
 *
 * @param n1 users of the first arm
 * @throws OptionError for d that isn't a number, or n1, alpha, or a ratio out of range
 * @example
 * powerOfMeansNormal(0.0224243454, 2000); // 0.1092…
 */
export function powerOfMeansNormal(d: number, n1: number, given: Ratio & { alpha?: number } = {}): number {
  const { alpha, ratio } = checkedMeans('powerOfMeansNormal', d, n1, given);
  const critical = normalQuantile(1 - alpha / 2);
  const shift = Math.abs(d) * Math.sqrt((n1 * ratio) / (1 + ratio));
  return normalAbove(critical - shift) + normalAbove(critical + shift);
}

/**
 * The power of Student's t test for means that differ by d standard deviations, from the noncentral t distribution.
 *
 * @param n1 users of the first arm
 * @throws OptionError for d that isn't a number, or n1, alpha, or a ratio out of range
 * @example
 * powerOfMeans(0.2, 393.405695); // 0.8
 */
export function powerOfMeans(d: number, n1: number, given: Ratio & { alpha?: number } = {}): number {
  const { alpha, ratio } = checkedMeans('powerOfMeans', d, n1, given);
  const df = n1 * (1 + ratio) - 2;
  const delta = Math.abs(d) * Math.sqrt((n1 * ratio) / (1 + ratio));
  const critical = tCritical(alpha, df);
  return noncentralTAbove(critical, df, delta) + noncentralTAbove(critical, df, -delta);
}

/**
 * Users of the first arm to find a difference of d standard deviations by a z test. Not rounded.
 *
 * @throws OptionError for d = 0, or a ratio that isn't above 0
 * @example
 * usersForMeansNormal(0.1); // 1569.7721…
 */
export function usersForMeansNormal(d: number, given: PowerOptions & Ratio = {}): number {
  return usersFor('usersForMeansNormal', d, given, powerOfMeansNormal);
}

/**
 * Users of the first arm to find a difference of d standard deviations by Student's t test. Not rounded. Cost: about 40
 * integrals.
 *
 * @throws OptionError for d = 0, or a ratio that isn't above 0
 * @example
 * usersForMeans(0.2); // 393.4056…
 */
export function usersForMeans(d: number, given: PowerOptions & Ratio = {}): number {
  return usersFor('usersForMeans', d, given, powerOfMeans);
}

function usersFor(
  owner: string,
  d: number,
  given: PowerOptions & Ratio,
  powerOf: typeof powerOfMeans,
): number {
  mustBeOptions(owner, given, '{ power: 0.8 }');
  const { ratio = 1, ...chances } = given;
  const { power, alpha } = POWER_OPTIONS.resolve(chances);
  if (!(ratio > 0 && ratio < Infinity)) {
    throw new OptionError(`${owner}: ratio must be a number above 0, got ${ratio}`);
  }
  if (!(d !== 0 && Number.isFinite(d)))
    throw new OptionError(`${owner}: d must be a number other than 0, got ${d}`);
  const missing = (n1: number) => powerOf(d, n1, { alpha, ratio }) - power;
  const least = 3.5 / (1 + ratio);
  if (missing(least) >= 0) return least;
  let most = 2 * least;
  while (missing(most) < 0) most *= 2;
  return rootBetween(missing, most / 2, most);
}

function checkedMeans(
  owner: string,
  d: number,
  n1: number,
  given: Ratio & { alpha?: number },
): { readonly alpha: number; readonly ratio: number } {
  checkOptions(owner, given, { alpha: 0.05, ratio: 1 });
  const { alpha = 0.05, ratio = 1 } = given;
  checkAlpha(owner, alpha);
  checkOption(owner, 'd', d, number({ default: 0.2 }));
  for (const [name, value] of Object.entries({ n1, ratio })) checkOption(owner, name, value, ABOVE_0);
  return { alpha, ratio };
}

function checkProportions(owner: string, p0: number, p1: number): void {
  if (!(p0 > 0 && p0 < 1 && p1 > 0 && p1 < 1 && p0 !== p1)) {
    throw new OptionError(
      `${owner}: p0 and p1 must be different numbers between 0 and 1, got ${p0} and ${p1}`,
    );
  }
}
