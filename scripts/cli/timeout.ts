/** The option `--timeout`. */
import { OptionError } from '../../lib/core/errors';

/** Seconds for each cell, whole ones as nbclient takes no other. @throws OptionError */
export function readTimeout(given = '300'): number {
  const seconds = Number(given);
  if (Number.isSafeInteger(seconds) && seconds > 0) return seconds;
  throw new OptionError(`--timeout must be a whole number of seconds above 0, got ${given}`);
}
