import type { SolutionOf } from '../exercise-spec';
import type { starsAlone } from '../exercises/10-1-stars-alone';

export const guess = 'SVD';

/** The same people, who now look at stars alone. */
export const answer: SolutionOf<typeof starsAlone> = ({ tasteFor, truthOf }) => {
  const strict = tasteFor(1) as never;
  const gainOfEase = truthOf(strict, 'EASE') - truthOf(strict, 'SVD');
  return gainOfEase;
};
