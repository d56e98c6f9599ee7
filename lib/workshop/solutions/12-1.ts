import type { SolutionOf } from '../exercise-spec';
import type { fiveMillionVectors } from '../exercises/12-1-five-million-vectors';

export const guess = '1 to 2 GB';

/** Users times factors times four bytes. */
export const answer: SolutionOf<typeof fiveMillionVectors> = () => {
  const bytes = 5_000_000 * 64 * 4;
  return bytes;
};
