import { evaluateRanking } from '../../evaluation/ranking/evaluate-ranking';
import { EASE } from '../../models/item-item/ease';
import type { SolutionOf } from '../exercise-spec';
import type { twentyPlaces } from '../exercises/03-1-twenty-places';
import type { Protocol } from '../exercises/parts/same-protocol';

export const guess = 'falls';

/** The list is sorted: what comes later is less likely to be a hit, so each further place lowers the mean. */
export const answer: SolutionOf<
  typeof twentyPlaces,
  { protocol: Protocol & { readonly k: number }; reg: number }
> = async ({ protocol, reg }) => {
  const longer = await evaluateRanking(new EASE({ reg }), { ...protocol, k: 2 * protocol.k });
  return longer;
};
