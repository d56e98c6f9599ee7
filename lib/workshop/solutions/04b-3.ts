import type { SolutionOf } from '../exercise-spec';
import type { foldInByHand } from '../exercises/04b-3-fold-in';

/** One small equation for each visitor: that is why nobody has to wait for the next training run. */
export const answer: SolutionOf<typeof foldInByHand> = () => {
  type Answer = { readonly q: number; readonly left: number };
  const tasteOf = (answers: readonly Answer[], reg: number) => {
    if (answers.length === 0) return 0;
    const agreement = answers.reduce((sum, { q, left }) => sum + q * left, 0);
    const squares = answers.reduce((sum, { q }) => sum + q * q, 0);
    return agreement / (squares + reg);
  };
  return tasteOf;
};
