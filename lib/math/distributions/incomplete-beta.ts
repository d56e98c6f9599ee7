import { OptionError } from '../../core/errors';
import { rootBetween } from '../root-between';
import type { Tails } from './incomplete-gamma';
import { devianceTerm, stirlingError } from './log-gamma';

/**
 * The regularized incomplete beta function I_x(a, b), P(X < x) for X ~ Beta(a, b) (`below`), and 1 − I_x (`above`).
 * About 13 digits, in the smaller tail as well. The t, F and binomial distributions follow from it.
 *
 * Source: W. Press et al., Numerical Recipes, section 6.4; the factor in front as in C. Loader, 2000.
 * Cost: O(√max(a, b)) terms.
 *
 * @param a above 0 and finite, or both tails are NaN
 * @param b above 0 and finite, likewise
 * @param x from 0 to 1
 * @param y 1 − x, if it is known more exactly
 * @example
 * incompleteBeta(2, 1, 0.5).below; // x² = 0.25
 */
export function incompleteBeta(a: number, b: number, x: number, y = 1 - x): Tails {
  if (Number.isNaN(x)) return { below: Number.NaN, above: Number.NaN };
  if (x <= 0) return { below: 0, above: 1 };
  if (y <= 0) return { below: 1, above: 0 };
  const n = a + b;
  if (!(a > 0 && b > 0 && n < Infinity)) return { below: Number.NaN, above: Number.NaN };
  // xᵃ yᵇ / B(a, b)
  const exponent =
    stirlingError(n) - stirlingError(a) - stirlingError(b) - devianceTerm(a, n * x) - devianceTerm(b, n * y);
  const front = Math.sqrt((a * b) / (2 * Math.PI * n)) * Math.exp(exponent);
  if (x * (n + 2) < a + 1) {
    const below = (front / a) * fraction(a, b, x);
    return { below, above: 1 - below };
  }
  const above = (front / b) * fraction(b, a, y);
  return { below: 1 - above, above };
}

/** Lentz's evaluation of the continued fraction. */
function fraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let product = d;
  for (let m = 1; m < 10_000_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    product *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    product *= d * c;
    if (!(Math.abs(d * c - 1) >= Number.EPSILON)) break; // or NaN
  }
  return product;
}

/**
 * The x with P(X < x) = p for X ~ Beta(a, b).
 *
 * @throws OptionError unless p is from 0 to 1, and a and b finite and above 0
 * @example
 * betaQuantile(0.25, 2, 1); // √0.25 = 0.5
 */
export function betaQuantile(p: number, a: number, b: number): number {
  if (!(p >= 0 && p <= 1)) throw new OptionError(`betaQuantile: p must be a number from 0 to 1, got ${p}`);
  if (!(a > 0 && b > 0 && a + b < Infinity)) {
    throw new OptionError(`betaQuantile: a and b must be finite numbers above 0, got ${a} and ${b}`);
  }
  if (p === 0 || p === 1) return p;
  return rootBetween((x) => incompleteBeta(a, b, x).below - p, 0, 1);
}
