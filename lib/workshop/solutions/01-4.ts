import type { SolutionOf } from '../exercise-spec';
import type { dampedMean as exercise } from '../exercises/01-4-damped-mean';

/** A film starts with `damping` ratings at the overall mean, and has to earn its distance from it. */
export const answer: SolutionOf<typeof exercise> = () => {
  const dampedMean = (stars: readonly number[], damping: number, overall: number) => {
    const count = stars.length + damping;
    return count === 0 ? overall : (stars.reduce((sum, one) => sum + one, 0) + damping * overall) / count;
  };
  return dampedMean;
};
