import { counterfactuals } from '../../explain/counterfactuals';
import type { SolutionOf } from '../exercise-spec';
import type { theOneThatCounts } from '../exercises/05-2-the-one-that-counts';

/** A term says how a score is made up. Only leaving the rating out says what would become of the list. */
export const answer: SolutionOf<typeof theOneThatCounts> = ({ ease, visitor, jedi }) => {
  const found = counterfactuals(ease, visitor, jedi, { k: visitor.length });
  const needed = found.filter(({ before, rank }) => before.rank === 1 && rank > 1);
  return needed.map(({ without }) => without);
};
