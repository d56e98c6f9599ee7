import type { SolutionOf } from '../exercise-spec';
import type { precisionAtK } from '../exercises/03-4-precision';

/** One line, and four ways to get it wrong that all look reasonable. */
export const answer: SolutionOf<typeof precisionAtK> = () => {
  const precisionAt = (list: readonly string[], relevant: ReadonlySet<string>, k: number) =>
    list.slice(0, k).filter((item) => relevant.has(item)).length / k;
  return precisionAt;
};
