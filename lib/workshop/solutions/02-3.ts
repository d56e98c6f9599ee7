import type { SolutionOf } from '../exercise-spec';
import type { meanOfNeighbors } from '../exercises/02-3-mean-of-neighbors';

/** The tour's prediction, for any number of raters. Without neighbors it divides 0 by 0, and NaN says that there is no prediction. */
export const answer: SolutionOf<typeof meanOfNeighbors> = () => {
  type Rater = { readonly similarity: number; readonly rating: number };
  const predictFrom = (raters: readonly Rater[], k: number) => {
    const alike = raters.filter(({ similarity }) => similarity > 0);
    const nearest = alike.sort((a, b) => b.similarity - a.similarity).slice(0, k);
    const weights = nearest.reduce((sum, { similarity }) => sum + similarity, 0);
    return nearest.reduce((sum, { similarity, rating }) => sum + similarity * rating, 0) / weights;
  };
  return predictFrom;
};
