/** The logarithm of the gamma function, in a form that keeps its digits in differences. */

/** 1/12x − 1/360x³ + …: good to the last digit from 15 on. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360];
const LOG_ROOT_TWO_PI = 0.5 * Math.log(2 * Math.PI);

/**
 * What Stirling's formula misses: ln Γ(x + 1) − [(x + ½) ln x − x + ½ ln 2π]. Small, so that a probability built from
 * it is exact where differences of large logarithms would lose digits.
 *
 * Source: C. Loader, "Fast and Accurate Computation of Binomial Probabilities", 2000.
 *
 * @param x above 0; NaN below it
 */
export function stirlingError(x: number): number {
  if (x < 0) return Number.NaN;
  let [from, sum] = [x, 0];
  for (; from < 15; from++) sum += (from + 0.5) * Math.log1p(1 / from) - 1;
  const square = from * from;
  return sum + STIRLING.reduceRight((series, term) => series / square + term, 0) / from;
}

/**
 * x ln(x/m) + m − x: how far a count x is from its mean m. Loader's `bd0`: near x = m, a series without cancellation.
 */
export function devianceTerm(x: number, m: number): number {
  if (x === m) return 0;
  if (Math.abs(x - m) > 0.1 * (x + m)) return x * Math.log(x / m) + m - x;
  const v = (x - m) / (x + m);
  let sum = (x - m) * v;
  let power = 2 * x * v;
  for (let j = 3; ; j += 2) {
    power *= v * v;
    const next = sum + power / j;
    if (next === sum || Number.isNaN(next)) return next;
    sum = next;
  }
}

/**
 * ln Γ(x) for x above 0. Cost: O(1).
 *
 * @example
 * logGamma(5); // ln 24 = 3.17805383034794…
 */
export function logGamma(x: number): number {
  return stirlingError(x) + (x + 0.5) * Math.log(x) - x + LOG_ROOT_TWO_PI - Math.log(x);
}
