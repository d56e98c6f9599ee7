import { evaluate } from '../../evaluation/ratings/evaluate';
import type { Split } from '../../evaluation/splits/split';
import { KNNBaseline } from '../../models/neighbors/knn-baseline';
import type { SolutionOf } from '../exercise-spec';
import type { shrinkingThatHelps } from '../exercises/02-2-shrinking-that-helps';

/** Measured from a baseline, a neighbor's popularity no longer counts, and mistrust of few common raters pays off. */
export const answer: SolutionOf<typeof shrinkingThatHelps, { split: Split }> = async ({ split }) => {
  const pearson = { similarity: 'pearson_baseline', userBased: false } as const;
  const plain = await evaluate(new KNNBaseline({ ...pearson, shrinkage: 0 }), { split });
  const shrunk = await evaluate(new KNNBaseline({ ...pearson, shrinkage: 100 }), { split });
  return [plain, shrunk];
};
