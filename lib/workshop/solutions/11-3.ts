import type { SolutionOf } from '../exercise-spec';
import type { theIndexOfUcb1 } from '../exercises/11-3-the-index-of-ucb1';

/** The same as `UCB1` in the library. */
export const answer: SolutionOf<typeof theIndexOfUcb1> = () => {
  const index = (pulls: number, sum: number, allPulls: number): number => {
    if (pulls === 0) return Infinity;
    return sum / pulls + Math.sqrt((2 * Math.log(allPulls)) / pulls);
  };
  return index;
};
