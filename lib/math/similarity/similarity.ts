/**
 * Similarities between the rows of a sparse rating matrix: between users if the rows are users, or between
 * items. The formulas, such as that of the cosine, are in `similarity-formulas.ts`.
 *
 * Semantics as in Surprise 1.1.5: only common ratings count; with fewer than `minSupport` of them, the
 * similarity is 0; a row's similarity with itself is 1. Computed in 64 bits, unless the ratings are so dense
 * that matrix products are faster (see `similarity-pairs.ts`); those are accurate to 1e-6.
 *
 * 64 bits are needed because two neighbors whose similarities differ in the 12th digit aren't tied in
 * Surprise; in 32 bits they would be, and another neighbor might be chosen.
 */

import type { Entries } from '../sparse/compressed-rows';
import { FORMULAS, type SimilarityName, trust } from './similarity-formulas';
import { visitPairs } from './similarity-pairs';
import type { PairOptions } from './similarity-sums';
import {
  fittingNeighbors,
  type SimilarityTable,
  SimilarityTableBuilder,
  type TableLimits,
} from './similarity-table';

/** What to compute, and how. */
export interface SimilarityOptions extends TableLimits, Pick<PairOptions, 'pause' | 'breathe' | 'way'> {
  readonly similarity: SimilarityName;
  /** With fewer common ratings than this, the similarity is 0. For `pearson_baseline`, the minimum is 2. */
  readonly minSupport: number;
  /** λ in (n − 1) / (n − 1 + λ), the factor for a similarity on n common ratings; null means the
   * formula's default: 100 for `pearson_baseline`, 0 for the others. */
  readonly shrinkage: number | null;
}

/**
 * The similarities of all rows. For `pearson_baseline`, the values must be residuals, with the baselines
 * subtracted.
 * Cost: time O(Σ over columns of entries²); memory 8 rows² bytes, or up to `maxMegabytes`.
 *
 * @throws OptionError when the memory limit is too low
 */
export async function similarities(matrix: Entries, options: SimilarityOptions): Promise<SimilarityTable> {
  const size = matrix.rowCount;
  const builder = new SimilarityTableBuilder(size, fittingNeighbors(size, options));
  const formula = FORMULAS[options.similarity];
  const shrinkage = options.shrinkage ?? formula.shrinkage;
  const minSupport = Math.max(options.minSupport, formula.leastSupport);
  const { squares, sums, cancels } = formula;
  await visitPairs(
    cancels ? nearZero(matrix) : matrix,
    { ...options, product: true, squares, sums, cancels },
    (pair) => {
      if (pair.common < minSupport) return;
      builder.add(pair.i, pair.j, formula.of(pair) * trust(pair.common, shrinkage));
    },
  );
  return builder.table();
}

/**
 * Subtracts the whole number nearest to the mean, which changes no difference and no correlation, but keeps
 * the sums small, so that their differences are accurate. Whole numbers stay whole.
 */
function nearZero(matrix: Entries): Entries {
  const values = Float64Array.from(matrix.values);
  const shift = Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);
  return { ...matrix, values: values.map((value) => value - shift) };
}
