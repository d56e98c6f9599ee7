import type { SolutionOf } from '../exercise-spec';
import type { crossEntropy } from '../exercises/07-3-cross-entropy';

/** From the score, not from the probability: ln(1 + exp(x)) can be computed without overflow, ln(1 − σ(x)) can't. */
export const answer: SolutionOf<typeof crossEntropy> = () => {
  const lossOf = (score: number, liked: number) => {
    const x = liked === 1 ? -score : score;
    return Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x)));
  };
  return lossOf;
};
