import { evaluate } from '../../evaluation/ratings/evaluate';
import type { Split } from '../../evaluation/splits/split';
import { BaselineOnly } from '../../models/simple/baseline-only';
import type { SolutionOf } from '../exercise-spec';
import type { biasesAlone } from '../exercises/02b-1-biases-alone';

/** Most of SVD's gain over the mean comes from the biases alone: who is generous, and what is well liked. */
export const answer: SolutionOf<typeof biasesAlone, { split: Split }> = async ({ meanRmse, svd, split }) => {
  const biases = await evaluate(new BaselineOnly(), { split, label: 'biases alone' });
  const share = (meanRmse - biases.row.rmse) / (meanRmse - svd.row.rmse);
  return { biases, share };
};
