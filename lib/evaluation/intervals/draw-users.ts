/** The drawing of the bootstrap, which `bootstrap.ts` explains. */
import { OptionError } from '../../core/errors';
import { RandomState } from '../../math/random/random-state';

/** How to draw. */
export interface DrawOptions {
  /** How often users are drawn. Default 2000. */
  readonly samples?: number;
  /** Share of the samples inside the interval. Default 0.95. */
  readonly confidence?: number;
  /** From 0 to 2^32 − 1. Default 0. */
  readonly seed?: number;
}

/** A number with its percentile interval. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * What `measure` says of each sample, in the order of the samples.
 *
 * @param users how many there are; as many are drawn, with replacement, for each sample
 * @throws OptionError for bad options, or when there are fewer than 2 users
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

/** How many samples are wanted. @throws OptionError for fewer than 100 */
export function sampleCount({ samples = 2000 }: DrawOptions): number {
  if (Number.isSafeInteger(samples) && samples >= 100) return samples;
  throw new OptionError(`bootstrap: samples must be a whole number of at least 100, got ${samples}`);
}

/**
 * Draws the users of each sample and shows them to `visit`; the array is the same one each time. The same
 * seed and number of users give the same draws. Errors as `drawUsers`.
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
    throw new OptionError(`bootstrap: needs at least 2 users in the test part, there are ${users}`);
  }
  const random = new RandomState(seed);
  const drawn = new Int32Array(users);
  for (let sample = 0; sample < samples; sample++) {
    for (let n = 0; n < users; n++) drawn[n] = random.interval(users - 1);
    visit(drawn, sample);
  }
}

/**
 * The value with the middle `confidence` of the samples around it; the samples may be in any order. Those that are NaN,
 * as where none of the few users with a value was drawn, tell nothing and are left out; both ends are NaN without any.
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
