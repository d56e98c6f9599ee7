import { OptionError } from '../../core/errors';

/** @throws OptionError unless alpha, 1 − confidence, is between 0 and 1 */
export function checkAlpha(owner: string, alpha: number): void {
  if (!(alpha > 0 && alpha < 1)) {
    throw new OptionError(`${owner}: alpha must be a number between 0 and 1, got ${alpha}`);
  }
}
