import type { SolutionOf } from '../exercise-spec';
import type { sortedStars } from '../exercises/python-1-sorted-stars';

export const guess = '1 10 2';

/** Without a function, `sort` compares as text. `Object.values` makes a new array, so nothing else changes. */
export const answer: SolutionOf<typeof sortedStars> = ({ stars }) => {
  const lowestFirst = Object.values(stars).sort((a, b) => a - b);
  return lowestFirst;
};
