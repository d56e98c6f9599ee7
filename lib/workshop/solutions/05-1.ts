import type { Interactions } from '../../data/table/interactions';
import { createModel } from '../../models/registry';
import type { SolutionOf } from '../exercise-spec';
import type { carefulNeighbors } from '../exercises/05-1-careful-neighbors';

export const guess = 'as many';

/** Where a film has many raters, others take the seats of the thin neighbors. */
export const answer: SolutionOf<typeof carefulNeighbors, { ratings: Interactions }> = async ({
  ratings,
  neighbors,
  someone,
  wanted,
}) => {
  const strict = await createModel('KNNBasic', { neighbors, minSupport: 10 }).fit(ratings);
  const careful = strict.explain(someone, wanted);
  return careful;
};
