import { pairedBootstrap } from '../../evaluation/intervals/bootstrap';
import type { SolutionOf } from '../exercise-spec';
import type { whichIsBetter } from '../exercises/02b-2-which-is-better';

export const guess = 'ALS';

/** The interval of the difference decides: both models find the same users hard, and that cancels out. */
export const answer: SolutionOf<typeof whichIsBetter> = ({ beyond }) => {
  const [, , , tunedSvd, tunedAls] = beyond;
  const verdict = pairedBootstrap({ a: tunedAls, b: tunedSvd });
  return verdict;
};
