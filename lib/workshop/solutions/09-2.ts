import type { SolutionOf } from '../exercise-spec';
import type { fastEnoughForARush } from '../exercises/09-2-fast-enough';

/** Or on paper: the rush lasts ten seconds, so the lag may grow by 10 each second. */
export const answer: SolutionOf<
  typeof fastEnoughForARush,
  { rush(most: number): Promise<number[]> }
> = async ({ rush }) => {
  let smallest = 45;
  while (Math.max(...(await rush(smallest))) > 100) smallest++;
  return smallest;
};
