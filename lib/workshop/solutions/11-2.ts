import type { SolutionOf } from '../exercise-spec';
import type { weightsOfAtMostTen } from '../exercises/11-2-weights-of-at-most-ten';

/** The weight of a favorite is (0.9 + 0.1 / 8) / (ε / 8): the first hundredth for which it isn't above 10. */
export const answer: SolutionOf<typeof weightsOfAtMostTen> = ({ largestWeight }) => {
  let epsilon = 0.01;
  while (largestWeight(epsilon) > 10) epsilon += 0.01;
  return epsilon;
};
