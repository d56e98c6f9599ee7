/** The binomial distribution: successes in n independent trials. */
import { devianceTerm, stirlingError } from './log-gamma';

/**
 * P(X = k) for X ~ Binomial(n, p). Relative error about 1e-14, also for millions of trials.
 *
 * Source: C. Loader, "Fast and Accurate Computation of Binomial Probabilities", 2000. Cost: O(1).
 *
 * @param k a whole number from 0 to n
 * @example
 * binomialProbability(2, 4, 0.5); // 6/16 = 0.375
 */
export function binomialProbability(k: number, n: number, p: number): number {
  if (k < 0 || k > n) return 0;
  if (p === 0) return k === 0 ? 1 : 0;
  if (p === 1) return k === n ? 1 : 0;
  if (k === 0) return Math.exp(n * Math.log1p(-p));
  if (k === n) return Math.exp(n * Math.log(p));
  const exponent =
    stirlingError(n) -
    stirlingError(k) -
    stirlingError(n - k) -
    devianceTerm(k, n * p) -
    devianceTerm(n - k, n * (1 - p));
  return Math.sqrt(n / (2 * Math.PI * k * (n - k))) * Math.exp(exponent);
}

/**
 * The exact two-sided p-value of k successes in n trials when both outcomes are equally likely: a sign test, or
 * McNemar's exact test. 1 for no trials. Cost: O(n).
 *
 * @example
 * signTest(1, 6); // (1 + 6 + 6 + 1) / 64 = 0.21875
 */
export function signTest(k: number, n: number): number {
  const fewer = Math.min(k, n - k);
  let tail = 0;
  for (let i = 0; i <= fewer; i++) tail += binomialProbability(i, n, 0.5);
  return Math.min(1, 2 * tail);
}
