/** Student's t distribution, also with fractional degrees of freedom. */
import { OptionError } from '../../core/errors';
import { rootBetween } from '../root-between';
import { incompleteBeta } from './incomplete-beta';
import { logGamma } from './log-gamma';
import { normalAbove, normalTwoSided } from './normal';

/** From here on, the beta function loses digits, and Hill's normal approximation has 13. */
const MANY = 1e5;

/**
 * P(|T| > |t|) with `df` degrees of freedom: the p-value of a two-sided test. Relative error about 1e-11.
 *
 * Source: for more than 100,000 degrees, G. Hill, "Algorithm 395: Student's t-distribution", CACM 13 (1970).
 *
 * @example
 * tTwoSided(1, 1); // 0.5: a Cauchy distribution
 */
export function tTwoSided(t: number, df: number): number {
  const sum = df + t * t;
  if (sum === Infinity) return 0;
  if (df > MANY) return normalTwoSided(hill(t, df));
  return incompleteBeta(df / 2, 0.5, df / sum, (t * t) / sum).below;
}

/** The normal deviate that has the same tail as t. */
function hill(t: number, df: number): number {
  const b = 48 * (df - 0.5) ** 2;
  const y = (df - 0.5) * Math.log1p((t * t) / df);
  const correction = (((-0.4 * y - 3.3) * y - 24) * y - 85.5) / (0.8 * y * y + 100 + b) + y + 3;
  return (correction / b + 1) * Math.sqrt(y);
}

/**
 * The t with P(|T| > t) = alpha.
 *
 * @throws OptionError unless alpha is between 0 and 1, and df above 0
 * @example
 * tCritical(0.05, 10); // 2.22813885198627…
 */
export function tCritical(alpha: number, df: number): number {
  if (!(alpha > 0 && alpha < 1)) {
    throw new OptionError(`tCritical: alpha must be a number between 0 and 1, got ${alpha}`);
  }
  if (!(df > 0)) throw new OptionError(`tCritical: df must be a number above 0, got ${df}`);
  let high = 2;
  while (tTwoSided(high, df) > alpha) high *= 2;
  // In logarithms, because they are closer to a line.
  return rootBetween((t) => Math.log(tTwoSided(t, df) / alpha), 0, high);
}

/**
 * P(T > t) for the noncentral t distribution, T = (Z + δ) / √(χ²/df): the power of a t test. It is the mean of
 * P(Z > t s − δ) over s = √(χ²/df), by Simpson's rule.
 *
 * @param delta δ, the noncentrality
 * @param df at least 1
 * @example
 * noncentralTAbove(1, 10, 0); // half of tTwoSided(1, 10): 0.170446566151030
 */
export function noncentralTAbove(t: number, df: number, delta: number): number {
  const logFront = Math.log(2) + (df / 2) * Math.log(df / 2) - logGamma(df / 2);
  const width = 12 / Math.sqrt(2 * df);
  const [low, high] = [Math.max(0, 1 - width), 1 + width];
  const panels = 400;
  const step = (high - low) / panels;
  let sum = 0;
  for (let i = 0; i <= panels; i++) {
    const s = low + i * step;
    const density =
      s === 0 && df > 1 ? 0 : Math.exp(logFront + (df - 1) * Math.log(s || 1) - (df * s * s) / 2);
    const weight = i === 0 || i === panels ? 1 : i % 2 === 1 ? 4 : 2;
    sum += weight * density * normalAbove(t * s - delta);
  }
  return (sum * step) / 3;
}
