import type { SolutionOf } from '../exercise-spec';
import type { halfTheRate } from '../exercises/kernel-1-half-the-rate';

export const guess = 'many times as large';

/** Many times: each step keeps a constant share of what is left, and sixty slightly larger shares multiply. */
export const answer: SolutionOf<typeof halfTheRate> = ({ descent, learningRate }) => {
  const slow = [...descent(learningRate / 2)].at(-1)!.error;
  return slow;
};
