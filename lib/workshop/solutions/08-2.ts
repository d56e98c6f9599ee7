import type { SolutionOf } from '../exercise-spec';
import type { inBothContexts } from '../exercises/08-2-in-both-contexts';

/** A model without context would give the same list twice. */
export const answer: SolutionOf<typeof inBothContexts> = ({ aware, someone, morning, evening, k }) => {
  const ids = (context: typeof morning) => aware.recommend(someone, { context, k }).map(({ item }) => item);
  const late = ids(evening);
  const common = ids(morning).filter((item) => late.includes(item)).length;
  return common;
};
