import type { SolutionOf } from '../exercise-spec';
import type { halfOfTheRatings } from '../exercises/12-2-half-of-the-ratings';

/** By halving: larger cores are smaller parts. */
export const answer: SolutionOf<typeof halfOfTheRatings> = ({ keptBy }) => {
  let [largestK, tooLarge] = [1, 2];
  while (keptBy(tooLarge) >= 0.5) tooLarge *= 2;
  while (tooLarge - largestK > 1) {
    const middle = (largestK + tooLarge) >> 1;
    if (keptBy(middle) >= 0.5) largestK = middle;
    else tooLarge = middle;
  }
  return largestK;
};
