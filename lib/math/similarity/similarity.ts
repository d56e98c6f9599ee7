/**
 * Similarities between the rows of a sparse rating matrix: of users, when the rows are users, or of items.
 *
 * Surprise's meaning (1.1.5): only what both have rated counts; below `minSupport` common ratings the
 * similarity is 0; a row's similarity with itself is 1. All in 64 bits unless the ratings are so dense that
 * matrix products are faster (see `similarity-pairs.ts`), then to 1e-6.
 *
 * In 64 bits on purpose: two neighbors whose similarities differ in the 12th digit are no tie for
 * Surprise, and in 32 bits they would be, so that another one would be chosen.
 */
import { FORMULAS, type SimilarityName, trust } from './similarity-formulas';
import { visitPairs } from './similarity-pairs';
import type { PairOptions, RatingMatrix } from './similarity-sums';
import {
  fittingNeighbors,
  type SimilarityTable,
  SimilarityTableBuilder,
  type TableLimits,
} from './similarity-table';

/** What is computed and how. */
export interface SimilarityOptions extends TableLimits, Pick<PairOptions, 'pause' | 'way'> {
  readonly similarity: SimilarityName;
  /** Below so many common ratings the similarity is 0. `pearson_baseline` takes 2 for 1. */
  readonly minSupport: number;
  /** λ in (n − 1) / (n − 1 + λ), by which a similarity on n common ratings is multiplied; null is the
   * formula's own: 100 for `pearson_baseline`, 0 for the others. */
  readonly shrinkage: number | null;
}

/**
 * The similarities of all rows. For `pearson_baseline` the values must have their baselines taken off.
 * Cost: time O(Σ over columns of entries²); memory 8 rows² bytes, or up to `maxMegabytes`.
 *
 * @throws OptionError when the memory allowed is too little
 */
export async function similarities(
  matrix: RatingMatrix,
  options: SimilarityOptions,
): Promise<SimilarityTable> {
  const size = matrix.rowCount;
  const builder = new SimilarityTableBuilder(size, fittingNeighbors(size, options));
  const formula = FORMULAS[options.similarity];
  const shrinkage = options.shrinkage ?? formula.shrinkage;
  const minSupport = Math.max(options.minSupport, formula.leastSupport);
  const { squares, sums, cancels } = formula;
  await visitPairs(cancels ? nearZero(matrix) : matrix, { ...options, squares, sums, cancels }, (pair) => {
    if (pair.common < minSupport) return;
    builder.add(pair.i, pair.j, formula.of(pair) * trust(pair.common, shrinkage));
  });
  return builder.table();
}

/**
 * The matrix less the whole number next to its mean, which changes no difference and no correlation, but
 * keeps the sums small that they are taken from. Whole numbers stay whole.
 */
function nearZero(matrix: RatingMatrix): RatingMatrix {
  const values = Float64Array.from(matrix.values);
  const shift = Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);
  return { ...matrix, values: values.map((value) => value - shift) };
}
