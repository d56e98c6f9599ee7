import type { Interactions } from '../../data/table/interactions';
import { starterList } from '../../onboarding/starter-list';
import type { SolutionOf } from '../exercise-spec';
import type { howMuchDoubt } from '../exercises/04b-2-how-much-doubt';

/** Little doubt goes a long way: a film with two fives is pulled to the mean by a few made-up ratings. */
export const answer: SolutionOf<typeof howMuchDoubt, { others: Interactions }> = ({ others }) => {
  const isEnough = (damping: number) =>
    starterList(others, { k: 6, minRatings: 1, damping }).every(({ support }) => support >= 10);
  let damping = 0;
  while (!isEnough(damping)) damping++;
  return damping;
};
