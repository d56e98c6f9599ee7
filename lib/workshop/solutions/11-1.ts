import { SlidingWindowThompson } from '../../bandits/policies/sliding-window-thompson';
import type { SolutionOf } from '../exercise-spec';
import type { aShorterMemory } from '../exercises/11-1-a-shorter-memory';

export const guess = 'higher';

/** The same policy with a quarter of the memory. */
export const answer: SolutionOf<typeof aShorterMemory> = ({ regretIn }) => {
  const make = (seeded: number) => new SlidingWindowThompson({ window: 100, seed: seeded });
  const regret = regretIn('drifting', make);
  return regret;
};
