import { evaluate } from '../../evaluation/ratings/evaluate';
import type { Split } from '../../evaluation/splits/split';
import { createModel } from '../../models/registry';
import type { SolutionOf } from '../exercise-spec';
import type { fewerNeighbors } from '../exercises/02-1-fewer-neighbors';

export const guess = 'worse';

/** Worse: a mean over five opinions follows their whims. Most of the forty are less similar, and help all the same. */
export const answer: SolutionOf<typeof fewerNeighbors, { split: Split }> = async ({ userKnn, split }) => {
  const few = await evaluate(createModel('KNNBasic', { ...userKnn.row.options, neighbors: 5 }), { split });
  return few;
};
