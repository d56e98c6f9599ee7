/** What all intervals share. */
import { OptionError } from '../../core/errors';
import { normalQuantile } from './normal';

/** From low to high. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
}

/** @throws OptionError unless alpha, 1 − confidence, is between 0 and 1 */
export function checkAlpha(owner: string, alpha: number): void {
  if (!(alpha > 0 && alpha < 1)) {
    throw new OptionError(`${owner}: alpha must be a number between 0 and 1, got ${alpha}`);
  }
}

/** The normal deviate of a two-sided test at `alpha`. @throws OptionError unless alpha is between 0 and 1 */
export function twoSidedDeviate(owner: string, alpha: number): number {
  checkAlpha(owner, alpha);
  return -normalQuantile(alpha / 2);
}
