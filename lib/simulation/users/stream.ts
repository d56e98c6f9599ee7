import { OptionError } from '../../core/errors';
import { RandomState } from '../../math/random/random-state';

/** What random numbers are drawn for. */
const STREAMS = { rates: 0x7a7e5, visits: 0x715175, clicks: 0xc11c5, eagerness: 0xea6e5 };

/**
 * Random numbers for a purpose. The same seed gives other numbers for another purpose: if rates and visits came from the
 * same numbers, users with a high rate would never come.
 *
 * @throws OptionError for a seed that isn't a whole number from 0 to 2^32 − 1
 */
export function stream(seed: number, purpose: keyof typeof STREAMS): RandomState {
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
    throw new OptionError(`simulation: seed must be a whole number from 0 to 2^32 − 1, got ${seed}`);
  }
  return new RandomState((seed ^ STREAMS[purpose]) >>> 0);
}
