import type { SolutionOf } from '../exercise-spec';
import type { goodEnough } from '../exercises/12-3-good-enough';

/** Up in steps of 5%, so that it is at most that much too many. */
export const answer: SolutionOf<typeof goodEnough> = ({ recallAt }) => {
  let candidates = 10;
  while (recallAt(candidates) < 0.95) candidates = Math.ceil(1.05 * candidates);
  return candidates;
};
