import type { SolutionOf } from '../exercise-spec';
import type { theBestRate } from '../exercises/kernel-2-the-best-rate';

/** Just below the limit: the flat direction gets the longest possible steps, and the steep one doesn't yet swing. */
export const answer: SolutionOf<typeof theBestRate> = () => {
  const rate = 0.135;
  return rate;
};
