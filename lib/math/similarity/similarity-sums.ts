/** The input and output of pair sums. See `visitPairs` in `similarity-pairs.ts`. */

/**
 * Sums over the columns in which both rows i < j have an entry; a is the value in row i, b the value in row
 * j.
 */
export interface PairSums {
  i: number;
  j: number;
  /** Number of such columns; at least 1. */
  common: number;
  /** Σ ab; 0 unless requested */
  product: number;
  /** Σ a²; 0 unless requested */
  squaresI: number;
  /** Σ b²; 0 unless requested */
  squaresJ: number;
  /** Σ a; 0 unless requested */
  sumI: number;
  /** Σ b; 0 unless requested */
  sumJ: number;
}

/** Which sums to compute and how. */
export interface PairOptions {
  readonly product: boolean;
  /** `squaresI` and `squaresJ`. */
  readonly squares: boolean;
  /** `sumI` and `sumJ`. */
  readonly sums: boolean;
  /**
   * The caller takes differences of sums, which need 64 bits unless all sums are whole numbers (or multiples
   * of a binary fraction) below 2^24; otherwise the pairs are visited by rows. Default false.
   */
  readonly cancels?: boolean;
  /** For tests: overrides the choice by cost. */
  readonly way?: 'rows' | 'products';
  /** Awaited after each of `steps` steps of about the same length: for progress. */
  readonly pause?: (steps: number) => Promise<void>;
  /** Awaited more often, for cancellation and the event loop: by rows, every few milliseconds. */
  readonly breathe?: () => Promise<void>;
}
