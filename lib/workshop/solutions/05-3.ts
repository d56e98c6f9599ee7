import type { Interactions } from '../../data/table/interactions';
import { createModel } from '../../models/registry';
import { sumOfTerms } from '../../recommender/explanation';
import type { SolutionOf } from '../exercise-spec';
import type { membersOfAHybrid } from '../exercises/05-3-members-of-a-hybrid';

/** Terms of both members, each by its weight; what both have, such as the mean, is one term. */
export const answer: SolutionOf<typeof membersOfAHybrid, { ratings: Interactions }> = async ({
  ratings,
  someone,
  wanted,
}) => {
  const mixed = await createModel('WeightedHybrid', { weight: 0.3 }).fit(ratings);
  const hybrid = mixed.explain(someone, wanted);
  const part = (name?: string) => sumOfTerms(hybrid.terms.filter(({ member }) => member === name));
  return { hybrid, common: part(), als: part('ALS'), content: part('ContentRidge') };
};
