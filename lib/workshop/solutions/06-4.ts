import type { SolutionOf } from '../exercise-spec';
import type { anHonestInterval } from '../exercises/06-4-an-honest-interval';

/** The only assumption is that new errors come from where the held-out ones came from. The service also lets the width depend on what is known about the user and the film. */
export const answer: SolutionOf<typeof anHonestInterval> = () => {
  const halfWidth = (errors: readonly number[], coverage: number) => {
    const sizes = errors.map(Math.abs).sort((a, b) => a - b);
    return sizes[Math.ceil((errors.length + 1) * coverage) - 1] ?? Number.POSITIVE_INFINITY;
  };
  return halfWidth;
};
