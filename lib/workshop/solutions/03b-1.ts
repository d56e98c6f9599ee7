import { evaluateRanking } from '../../evaluation/ranking/evaluate-ranking';
import { EASE } from '../../models/item-item/ease';
import type { SolutionOf } from '../exercise-spec';
import type { thePenaltyOfEase } from '../exercises/03b-1-the-penalty-of-ease';
import type { Protocol } from '../exercises/parts/same-protocol';

export const guess = 'falls';

/** The larger the penalty, the more evidence a weight needs, and the more the lists look alike: popular films. Accuracy is best somewhere in between. */
export const answer: SolutionOf<typeof thePenaltyOfEase, { protocol: Protocol }> = async ({ protocol }) => {
  const small = await evaluateRanking(new EASE({ reg: 10 }), { ...protocol, label: 'EASE 10' });
  const large = await evaluateRanking(new EASE({ reg: 5000 }), { ...protocol, label: 'EASE 5000' });
  return [small, large];
};
