import type { SolutionOf } from '../exercise-spec';
import type { aThousandRatings } from '../exercises/08b-1-a-thousand-ratings';

export const guess = 'near 1';

/** More ratings remove the doubt about the person, not the noise of each rating. */
export const answer: SolutionOf<typeof aThousandRatings> = () => {
  const deviation = Math.sqrt(1 / (4 + 1000) + 1);
  return deviation;
};
