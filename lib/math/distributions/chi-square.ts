import { incompleteGamma } from './incomplete-gamma';

/**
 * P(X > x) for a chi-square distribution with `df` degrees of freedom. Relative error about 1e-13, also for tiny tails.
 *
 * @example
 * chiSquareAbove(3.841458820694124, 1); // 0.05
 */
export function chiSquareAbove(x: number, df: number): number {
  return incompleteGamma(df / 2, x / 2).above;
}
