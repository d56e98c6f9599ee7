import type { SolutionOf } from '../exercise-spec';
import type { termsThatAddUp } from '../exercises/05-4-terms-that-add-up';

/** The same prediction, told as an explanation: where everybody starts, and what each rating adds. */
export const answer: SolutionOf<typeof termsThatAddUp> = () => {
  type Rated = { readonly rating: number; readonly similarity: number };
  const termsOf = (mean: number, rated: readonly Rated[]) => {
    const sum = rated.reduce((all, { similarity }) => all + similarity, 0);
    return [mean, ...rated.map(({ rating, similarity }) => (similarity * (rating - mean)) / sum)];
  };
  return termsOf;
};
