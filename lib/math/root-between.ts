import { OptionError } from '../core/errors';

/**
 * The x between `low` and `high` where an increasing or decreasing function is 0, by false position with the Illinois
 * rule, to the last bits of x. Cost: about ten calls of a smooth function.
 *
 * Source: M. Dowell, P. Jarratt, "A modified regula falsi method", BIT 11 (1971).
 *
 * @throws OptionError unless the function has different signs at the two ends
 * @example
 * rootBetween((x) => x ** 2 - 2, 0, 2); // 1.4142135623730951
 */
export function rootBetween(f: (x: number) => number, low: number, high: number): number {
  let [a, b, atA, atB] = [low, high, f(low), f(high)];
  if (atA === 0) return a;
  if (atB === 0) return b;
  if (!(atA * atB < 0)) {
    throw new OptionError(`rootBetween: the signs at ${low} and ${high} must differ, got ${atA} and ${atB}`);
  }
  let kept = 0; // which end the step before kept: −1 the low one, 1 the high one
  for (let step = 0; step < 400; step++) {
    const width = Math.abs(b - a);
    if (width <= 4 * Number.EPSILON * Math.max(Math.abs(a), Math.abs(b))) break;
    // Every fourth step halves the interval, so that a bad function costs no more than a few hundred calls.
    const x = step % 4 === 3 ? (a + b) / 2 : (a * atB - b * atA) / (atB - atA);
    const atX = f(x);
    if (atX === 0) return x;
    if (atX > 0 === atA > 0) {
      [a, atA] = [x, atX];
      if (kept === 1) atB /= 2;
      kept = 1;
    } else {
      [b, atB] = [x, atX];
      if (kept === -1) atA /= 2;
      kept = -1;
    }
  }
  return (a + b) / 2;
}
