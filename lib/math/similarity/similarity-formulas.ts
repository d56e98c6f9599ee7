/**
 * Four similarities of two users (or two items), as formulas over what they have in common. Here a and b
 * are their ratings of one common item (or by one common user), n how many of these there are, and all
 * sums go over these only. Definitions of Surprise 1.1.5 (`similarities.pyx`).
 */
import type { PairSums } from './similarity-sums';

/** The names of the similarities. */
export const SIMILARITIES = Object.freeze(['cosine', 'msd', 'pearson', 'pearson_baseline'] as const);
export type SimilarityName = (typeof SIMILARITIES)[number];

/** How a similarity comes from the sums. */
export interface SimilarityFormula {
  readonly of: (pair: PairSums) => number;
  /** Which sums it reads. */
  readonly squares: boolean;
  readonly sums: boolean;
  /** It takes differences of large sums: see `PairOptions`. */
  readonly cancels: boolean;
  /** The least n that can mean anything. */
  readonly leastSupport: number;
  /** The shrinkage where none is given. */
  readonly shrinkage: number;
}

/**
 * - `cosine`: Σ ab / √(Σ a² · Σ b²). From 0 to 1 for positive ratings; exactly 1 where n = 1.
 * - `msd`: 1 / (1 + Σ (a − b)² / n). From 0 to 1.
 * - `pearson`: correlation of a and b, (n Σ ab − Σ a Σ b) / √((n Σ a² − (Σ a)²)(n Σ b² − (Σ b)²)). From −1 to
 *   1; 0 where one of them always gives the same rating: that is, where no more is left of its variance than
 *   rounding makes.
 * - `pearson_baseline`: the cosine's formula on what is left of the ratings after b_ui (the caller takes it
 *   off), times (n − 1) / (n − 1 + shrinkage). Y. Koren, "Factor in the Neighbors", 2010, section 2.2.
 *
 * Where a formula comes to 0 / 0, the similarity is 0.
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

/** How much is believed of a similarity on n common ratings: (n − 1) / (n − 1 + λ), and 1 where λ is 0. */
export function trust(common: number, shrinkage: number): number {
  return shrinkage === 0 ? 1 : (common - 1) / (common - 1 + shrinkage);
}

function cosine(pair: PairSums): number {
  return ratio(pair.product, Math.sqrt(pair.squaresI * pair.squaresJ));
}

function msd(pair: PairSums): number {
  const squares = Math.max(0, pair.squaresI + pair.squaresJ - 2 * pair.product); // rounding can leave it below 0
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
 * n Σ a² − (Σ a)²; 0 where it is rounding noise. Adding up n equal numbers can be wrong by n · ε / 4 of the sum, so
 * that the two terms of an a that never varies differ by up to n · ε of their size. Of whole and half stars both
 * are exact, and the least that is not 0 is far above.
 */
function spread(common: number, squares: number, sum: number): number {
  const left = common * squares - sum * sum;
  return left > 2 * common * Number.EPSILON * common * squares ? left : 0;
}

function ratio(numerator: number, denominator: number): number {
  return denominator > 0 ? numerator / denominator : 0;
}
