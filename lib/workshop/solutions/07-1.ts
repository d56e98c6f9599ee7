import type { SolutionOf } from '../exercise-spec';
import type { asleep } from '../exercises/07-1-asleep';
import type { PaperNetwork, PaperPair } from '../exercises/parts/paper-network';

export const guess = 'the same';

interface Around {
  start: PaperNetwork;
  pairs: readonly PaperPair[];
  step: (network: PaperNetwork, pairs: readonly PaperPair[], rate: number) => PaperNetwork;
}

/** Where a unit is off, no slope gets through: nothing before it learns. */
export const answer: SolutionOf<typeof asleep, Around> = ({ start, pairs, step }) => {
  let network = start;
  for (let n = 0; n < 1000; n++) network = step(network, [pairs[1]], 1);
  const weight = network.users[1];
  return weight;
};
