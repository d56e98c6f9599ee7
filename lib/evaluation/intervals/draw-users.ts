/** The resampling of the bootstrap; see `bootstrap.ts`. */
import type { Examples } from '../../core/arguments';
import { OptionError } from '../../core/errors';
import { RandomState } from '../../math/random/random-state';

/** How to draw. */
export interface DrawOptions {
  /** Number of samples. Default 2000. */
  readonly samples?: number;
  /** Share of the samples inside the interval. Default 0.95. */
  readonly confidence?: number;
  /** From 0 to 2^32 − 1. Default 0. */
  readonly seed?: number;
}

/** For `checkOptions` of functions that draw. */
export const DRAW_EXAMPLES: Examples<DrawOptions> = { samples: 2000, confidence: 0.95, seed: 0 };

/** A number with its percentile interval. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The value of `measure` for each sample, in order.
 *
 * @param users number of users; each sample draws as many, with replacement
 * @throws OptionError for invalid options or fewer than 2 users
 */
export function drawUsers(
  options: DrawOptions,
  users: number,
  measure: (drawn: Int32Array) => number,
): Float64Array {
  const values = new Float64Array(sampleCount(options));
  eachDraw(options, users, (drawn, sample) => {
    values[sample] = measure(drawn);
  });
  return values;
}

/** The number of samples. @throws OptionError for fewer than 100 */
export function sampleCount({ samples = 2000 }: DrawOptions): number {
  if (Number.isSafeInteger(samples) && samples >= 100) return samples;
  throw new OptionError(`bootstrap: samples must be a whole number of at least 100, got ${samples}`);
}

/**
 * Draws the users of each sample and passes them to `visit`, always in the same array. The same seed and number of
 * users give the same draws. Throws like `drawUsers`.
 */
export function eachDraw(
  options: DrawOptions,
  users: number,
  visit: (drawn: Int32Array, sample: number) => void,
): void {
  const { confidence = 0.95, seed = 0 } = options;
  const samples = sampleCount(options);
  if (!(confidence > 0 && confidence < 1)) {
    throw new OptionError(`bootstrap: confidence must be a number between 0 and 1, got ${confidence}`);
  }
  if (users < 2) {
    throw new OptionError(`bootstrap: the test set must have at least 2 users, got ${users}`);
  }
  const random = new RandomState(seed);
  const drawn = new Int32Array(users);
  for (let sample = 0; sample < samples; sample++) {
    for (let n = 0; n < users; n++) drawn[n] = random.interval(users - 1);
    visit(drawn, sample);
  }
}

/**
 * The value with the interval that contains the middle `confidence` of the samples, in any order. NaN samples, from
 * draws without any user who has a value, are left out; if there are no others, both ends are NaN.
 */
export function percentileInterval(value: number, samples: Float64Array, confidence = 0.95): Interval {
  const sorted = samples.filter((sample) => !Number.isNaN(sample)).sort();
  if (sorted.length === 0) return { value, low: Number.NaN, high: Number.NaN };
  const at = (share: number) => {
    const place = share * (sorted.length - 1);
    const below = Math.floor(place);
    const above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  };
  return { value, low: at((1 - confidence) / 2), high: at((1 + confidence) / 2) };
}
