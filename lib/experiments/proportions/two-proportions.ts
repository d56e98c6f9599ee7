/** Tests and intervals for the difference of two proportions, treatment minus control. */

import { checkArgument, objectWith } from '../../core/arguments';
import { type Bounds, twoSidedDeviate } from '../../math/distributions/confidence';
import { normalTwoSided } from '../../math/distributions/normal';
import { type Count, checkCount, wilsonInterval } from './proportion';

/** What is compared. */
export interface Arms<Data> {
  readonly treatment: Data;
  readonly control: Data;
}

const ARMS = objectWith('treatment', 'control');

/** @throws OptionError unless there is something for both arms */
export function checkArms(owner: string, arms: Arms<unknown>): void {
  checkArgument(owner, 'arms', arms, ARMS);
}

/** @throws OptionError unless both arms have a possible count */
export function checkCounts(owner: string, arms: Arms<Count>): void {
  checkArms(owner, arms);
  checkCount(owner, arms.treatment, 'treatment');
  checkCount(owner, arms.control, 'control');
}

/** A z test. */
export interface ZTest {
  readonly z: number;
  /** Two-sided. */
  readonly p: number;
}

/**
 * The z test with the pooled variance p̄ (1 − p̄) (1/n₁ + 1/n₀), which holds if both proportions are the same: the test
 * of textbooks, and the default here. NaN if nobody or everybody succeeded. Cost: O(1).
 *
 * @throws OptionError for a bad count
 * @example
 * pooledZTest({ treatment: { successes: 56, trials: 70 }, control: { successes: 48, trials: 80 } }); // z = 2.65, p = 0.0080
 */
export function pooledZTest(arms: Arms<Count>): ZTest {
  const { difference, n1, n0 } = summary('pooledZTest', arms);
  const pooled = (arms.treatment.successes + arms.control.successes) / (n1 + n0);
  const z = difference / Math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n0));
  return { z, p: normalTwoSided(z) };
}

/**
 * Wald's z test with each arm's own variance. It agrees with `waldInterval`, and both are too bold for small counts.
 *
 * @throws OptionError for a bad count
 * @example
 * waldZTest({ treatment: { successes: 56, trials: 70 }, control: { successes: 48, trials: 80 } }); // z = 2.75, p = 0.0059
 */
export function waldZTest(arms: Arms<Count>): ZTest {
  const { difference, error } = summary('waldZTest', arms);
  const z = difference / error;
  return { z, p: normalTwoSided(z) };
}

/**
 * Wald's interval: difference ± z √(p₁ q₁/n₁ + p₀ q₀/n₀). Has no width for 0 of n against 0 of n: prefer Newcombe's.
 *
 * @throws OptionError for a bad count or alpha
 * @example
 * waldInterval({ treatment: { successes: 0, trials: 20 }, control: { successes: 0, trials: 20 } }); // { low: 0, high: 0 }
 */
export function waldInterval(arms: Arms<Count>, alpha = 0.05): Bounds {
  const { difference, error } = summary('waldInterval', arms);
  return around(difference, twoSidedDeviate('waldInterval', alpha) * error);
}

/**
 * Newcombe's interval, a hybrid of the two Wilson intervals, without a continuity correction. Holds its confidence for
 * small and extreme counts: the default for click-through rates by user.
 *
 * Source: R. Newcombe, Statistics in Medicine 17 (1998), 873–890, method 10.
 *
 * @throws OptionError for a bad count or alpha
 * @example
 * // 56 of 70 against 48 of 80: from 0.0524 to 0.3339, as in the paper.
 * newcombeInterval({ treatment: { successes: 56, trials: 70 }, control: { successes: 48, trials: 80 } });
 */
export function newcombeInterval(arms: Arms<Count>, alpha = 0.05): Bounds {
  const { difference, p1, p0 } = summary('newcombeInterval', arms);
  const [one, zero] = [wilsonInterval(arms.treatment, alpha), wilsonInterval(arms.control, alpha)];
  return {
    low: difference - Math.hypot(p1 - one.low, zero.high - p0),
    high: difference + Math.hypot(one.high - p1, p0 - zero.low),
  };
}

/**
 * Wald's interval after adding a success and a failure to each arm.
 *
 * Source: A. Agresti, B. Caffo, The American Statistician 54 (2000).
 *
 * @throws OptionError for a bad count or alpha
 * @example
 * agrestiCaffoInterval({ treatment: { successes: 9, trials: 10 }, control: { successes: 3, trials: 10 } }); // 0.16 to 0.84
 */
export function agrestiCaffoInterval(arms: Arms<Count>, alpha = 0.05): Bounds {
  checkCounts('agrestiCaffoInterval', arms);
  const padded = ({ successes, trials }: Count) => ({ successes: successes + 1, trials: trials + 2 });
  const { difference, error } = summary('agrestiCaffoInterval', {
    treatment: padded(arms.treatment),
    control: padded(arms.control),
  });
  return around(difference, twoSidedDeviate('agrestiCaffoInterval', alpha) * error);
}

/**
 * The ratio p₁ / p₀ with an interval on the logarithmic scale, variance 1/x₁ − 1/n₁ + 1/x₀ − 1/n₀. An arm without
 * successes gives 0, Infinity or NaN, and an interval from 0 to Infinity.
 *
 * Source: D. Katz et al., Biometrics 34 (1978).
 *
 * @throws OptionError for a bad count or alpha
 * @example
 * ratioOfProportions({ treatment: { successes: 9, trials: 10 }, control: { successes: 3, trials: 10 } }).ratio; // 3
 */
export function ratioOfProportions(arms: Arms<Count>, alpha = 0.05): Bounds & { readonly ratio: number } {
  const { p1, p0, n1, n0 } = summary('ratioOfProportions', arms);
  const z = twoSidedDeviate('ratioOfProportions', alpha);
  const [x1, x0] = [arms.treatment.successes, arms.control.successes];
  const ratio = p1 / p0;
  if (x1 === 0 || x0 === 0) return { ratio, low: 0, high: Infinity };
  const error = Math.sqrt(1 / x1 - 1 / n1 + 1 / x0 - 1 / n0);
  return { ratio, low: ratio * Math.exp(-z * error), high: ratio * Math.exp(z * error) };
}

function around(center: number, radius: number): Bounds {
  return { low: center - radius, high: center + radius };
}

function summary(owner: string, arms: Arms<Count>) {
  checkCounts(owner, arms);
  const { treatment, control } = arms;
  const [n1, n0] = [treatment.trials, control.trials];
  const [p1, p0] = [treatment.successes / n1, control.successes / n0];
  const error = Math.sqrt((p1 * (1 - p1)) / n1 + (p0 * (1 - p0)) / n0);
  return { n1, n0, p1, p0, difference: p1 - p0, error };
}
