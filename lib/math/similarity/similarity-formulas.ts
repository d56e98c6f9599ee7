/**
 * The formulas of four similarities of two users (or two items). a and b are their ratings of a common item
 * (or by a common user), n is the number of common items, and all sums run over these only. Definitions as in
 * Surprise 1.1.5 (`similarities.pyx`).
 */
import type { PairSums } from './similarity-sums';

/** The names of the similarities. */
export const SIMILARITIES = Object.freeze(['cosine', 'msd', 'pearson', 'pearson_baseline'] as const);
export type SimilarityName = (typeof SIMILARITIES)[number];

/** How a similarity is computed from the sums. */
export interface SimilarityFormula {
  readonly of: (pair: PairSums) => number;
  /** Which sums the formula needs. */
  readonly squares: boolean;
  readonly sums: boolean;
  /** Whether it takes differences of large sums; see `PairOptions`. */
  readonly cancels: boolean;
  /** The smallest n for which the similarity is meaningful. */
  readonly leastSupport: number;
  /** Default shrinkage. */
  readonly shrinkage: number;
}

/**
 * - `cosine`: Σ ab / √(Σ a² · Σ b²). From 0 to 1 for positive ratings; always 1 if n = 1.
 * - `msd`: 1 / (1 + Σ (a − b)² / n), from the mean squared difference. From 0 to 1.
 * - `pearson`: correlation of a and b, (n Σ ab − Σ a Σ b) / √((n Σ a² − (Σ a)²)(n Σ b² − (Σ b)²)). From −1 to
 *   1; 0 if all a, or all b, are equal, that is, if their variance is no larger than rounding error.
 * - `pearson_baseline`: the formula of the cosine, applied to the residuals r_ui − b_ui (subtracted by the
 *   caller), times (n − 1) / (n − 1 + shrinkage). Y. Koren, "Factor in the Neighbors", 2010, section 2.2.
 *
 * If a formula yields 0 / 0, the similarity is 0.
 */
export const FORMULAS: Readonly<Record<SimilarityName, SimilarityFormula>> = Object.freeze({
  cosine: { of: cosine, squares: true, sums: false, cancels: false, leastSupport: 1, shrinkage: 0 },
  msd: { of: msd, squares: true, sums: false, cancels: true, leastSupport: 1, shrinkage: 0 },
  pearson: { of: pearson, squares: true, sums: true, cancels: true, leastSupport: 1, shrinkage: 0 },
  pearson_baseline: {
    of: cosine,
    squares: true,
    sums: false,
    cancels: false,
    leastSupport: 2,
    shrinkage: 100,
  },
});

/** The shrinkage factor of a similarity on n common ratings: (n − 1) / (n − 1 + λ), or 1 if λ is 0. */
export function trust(common: number, shrinkage: number): number {
  return shrinkage === 0 ? 1 : (common - 1) / (common - 1 + shrinkage);
}

function cosine(pair: PairSums): number {
  return ratio(pair.product, Math.sqrt(pair.squaresI * pair.squaresJ));
}

function msd(pair: PairSums): number {
  const squares = Math.max(0, pair.squaresI + pair.squaresJ - 2 * pair.product); // rounding could make it negative
  return 1 / (squares / pair.common + 1);
}

function pearson(pair: PairSums): number {
  const { common, sumI, sumJ } = pair;
  const spreadI = spread(common, pair.squaresI, sumI);
  const spreadJ = spread(common, pair.squaresJ, sumJ);
  const correlation = ratio(common * pair.product - sumI * sumJ, Math.sqrt(spreadI * spreadJ));
  return Math.max(-1, Math.min(1, correlation));
}

/**
 * n Σ a² − (Σ a)², or 0 if it is rounding error. A sum of n equal numbers can have a relative error of n · ε
 * / 4, so if a is constant, the two terms can differ by a relative n · ε. For whole and half stars, both
 * terms are exact, and the smallest nonzero difference is far larger.
 */
function spread(common: number, squares: number, sum: number): number {
  const left = common * squares - sum * sum;
  return left > 2 * common * Number.EPSILON * common * squares ? left : 0;
}

function ratio(numerator: number, denominator: number): number {
  return denominator > 0 ? numerator / denominator : 0;
}
