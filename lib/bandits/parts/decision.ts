/** The three ways in which policies choose, all by position among the candidates. */
import { chancesOfBest } from '../../math/distributions/chances-of-best';
import type { RandomState } from '../../math/random/random-state';
import type { Belief } from './belief';

export interface Decision {
  /** The position of the choice. */
  pick(random: RandomState): number;
  /** How likely each position is. They add up to 1. */
  chances(): Float64Array;
}

/** The position of the largest value; of equal ones, the first. */
export function largest(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}

/** The largest index, for sure; of equal ones, the first. */
export function highest(indices: ArrayLike<number>): Decision {
  const best = largest(indices);
  return {
    pick: () => best,
    chances: () => Float64Array.from(indices, (_, i) => (i === best ? 1 : 0)),
  };
}

/** With the given chances, which add up to 1. */
export function mixture(chances: Float64Array): Decision {
  return {
    pick(random) {
      let rest = random.random();
      for (let i = 0; i < chances.length; i++) {
        rest -= chances[i];
        if (rest < 0) return i;
      }
      return largest(chances); // what rounding left over
    },
    chances: () => chances,
  };
}

/**
 * Thompson sampling: a value is drawn from what is believed about each arm, and the largest wins. An arm is thus chosen
 * as often as it is believed to be the best.
 *
 * Source: W. Thompson, "On the likelihood that one unknown probability exceeds another in view of the evidence of two
 * samples", Biometrika 25 (1933).
 */
export function thompson(beliefs: readonly Belief[]): Decision {
  return {
    pick: (random) => largest(Float64Array.from(beliefs, (belief) => belief.draw(random))),
    chances: () => chancesOfBest(beliefs),
  };
}
