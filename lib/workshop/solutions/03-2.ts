import { evaluateRanking } from '../../evaluation/ranking/evaluate-ranking';
import { MostPopular } from '../../models/simple/most-popular';
import type { SolutionOf } from '../exercise-spec';
import type { thePopularAndTheGood } from '../exercises/03-2-the-popular-and-the-good';
import type { Protocol } from '../exercises/parts/same-protocol';

/** Without damping, films with one or two lucky fives come first, and hardly anybody chooses them. */
export const answer: SolutionOf<typeof thePopularAndTheGood, { protocol: Protocol }> = async ({
  protocol,
}) => {
  const byMean = (damping: number) => new MostPopular({ by: 'damped mean', damping });
  const plain = await evaluateRanking(byMean(0), { ...protocol, label: 'mean' });
  const damped = await evaluateRanking(byMean(50), { ...protocol, label: 'damped mean' });
  return { plain, damped };
};
