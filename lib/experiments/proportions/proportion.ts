/** Intervals for one proportion: clicks of n, users of n. */
import { checkArgument, objectWith } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { type Bounds, checkAlpha, twoSidedDeviate } from '../../math/distributions/confidence';
import { betaQuantile } from '../../math/distributions/incomplete-beta';

/** Successes of trials, such as users who clicked of users. */
export interface Count {
  readonly successes: number;
  readonly trials: number;
}

const COUNT = objectWith('successes', 'trials');

/** @throws OptionError unless 0 ≤ successes ≤ trials are whole numbers and there is a trial */
export function checkCount(owner: string, count: Count, name = 'count'): void {
  checkArgument(owner, name, count, COUNT);
  const { successes, trials } = count;
  if (!Number.isSafeInteger(trials) || trials < 1) {
    throw new OptionError(`${owner}: trials must be a positive whole number, got ${trials}`);
  }
  if (!Number.isSafeInteger(successes) || successes < 0 || successes > trials) {
    throw new OptionError(`${owner}: successes must be a whole number from 0 to ${trials}, got ${successes}`);
  }
}

/**
 * Wilson's score interval: all proportions p that a test wouldn't reject, |p̂ − p| ≤ z √(p (1 − p) / n). Stays within 0
 * and 1, and isn't empty for 0 successes. The one to show by default. Cost: O(1).
 *
 * Source: E. Wilson, JASA 22 (1927); R. Newcombe, Statistics in Medicine 17 (1998), 857–872, method 3.
 *
 * @param alpha 1 − confidence
 * @throws OptionError for a bad count or alpha
 * @example
 * wilsonInterval({ successes: 0, trials: 20 }); // { low: 0, high: 0.161… }
 */
export function wilsonInterval(count: Count, alpha = 0.05): Bounds {
  checkCount('wilsonInterval', count);
  const z = twoSidedDeviate('wilsonInterval', alpha);
  const { successes, trials } = count;
  const center = successes + (z * z) / 2;
  const root = z * Math.sqrt((successes * (trials - successes)) / trials + (z * z) / 4);
  return {
    low: successes === 0 ? 0 : (center - root) / (trials + z * z),
    high: successes === trials ? 1 : (center + root) / (trials + z * z),
  };
}

/**
 * The "exact" interval of Clopper and Pearson: covers at least 1 − alpha for every proportion, so it is wider than
 * Wilson's. Quantiles of Beta(x, n − x + 1) and Beta(x + 1, n − x).
 *
 * Source: C. Clopper, E. Pearson, Biometrika 26 (1934).
 *
 * @throws OptionError for a bad count or alpha
 * @example
 * clopperPearsonInterval({ successes: 9, trials: 10 }); // { low: 0.554…, high: 0.997… }
 */
export function clopperPearsonInterval(count: Count, alpha = 0.05): Bounds {
  checkCount('clopperPearsonInterval', count);
  checkAlpha('clopperPearsonInterval', alpha);
  const { successes, trials } = count;
  const failures = trials - successes;
  // The upper bound is 1 minus the lower bound of the failures.
  return {
    low: successes === 0 ? 0 : betaQuantile(alpha / 2, successes, failures + 1),
    high: failures === 0 ? 1 : betaQuantile(1 - alpha / 2, successes + 1, failures),
  };
}
