import type { SolutionOf } from '../exercise-spec';
import type { aComprehension } from '../exercises/python-2-a-comprehension';

/** The parts of the comprehension, in the order in which they happen: items, if, text. */
export const answer: SolutionOf<typeof aComprehension> = ({ stars }) => {
  const good = Object.entries(stars)
    .filter(([, s]) => s >= 4)
    .map(([film, s]) => `${film}: ${s}`);
  return good;
};
