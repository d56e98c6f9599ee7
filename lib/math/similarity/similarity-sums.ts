/** What pair sums are taken of, and what they are. See `visitPairs` in `similarity-pairs.ts`. */

/** A sparse matrix as its entries, in any order. A pair that occurs twice counts as two entries. */
export interface RatingMatrix {
  readonly rowCount: number;
  readonly columnCount: number;
  /** Row of each entry. */
  readonly rows: ArrayLike<number>;
  /** Column of each entry. */
  readonly columns: ArrayLike<number>;
  /** Value of each entry. */
  readonly values: ArrayLike<number>;
}

/** Sums over the columns in which both rows i < j have an entry; a is row i's value there, b row j's. */
export interface PairSums {
  i: number;
  j: number;
  /** How many such columns there are; at least 1. */
  common: number;
  /** Σ ab */
  product: number;
  /** Σ a²; 0 unless asked for */
  squaresI: number;
  /** Σ b²; 0 unless asked for */
  squaresJ: number;
  /** Σ a; 0 unless asked for */
  sumI: number;
  /** Σ b; 0 unless asked for */
  sumJ: number;
}

/** Which sums to compute and how. */
export interface PairOptions {
  /** `squaresI`, `squaresJ` and `product`. */
  readonly squares: boolean;
  /** `sumI` and `sumJ`. */
  readonly sums: boolean;
  /**
   * The caller takes differences of sums, which 32 bits can only carry where all sums are whole numbers
   * (of some binary fraction) below 2^24: else the pairs are visited by rows. Default false.
   */
  readonly cancels?: boolean;
  /** For tests: don't choose by cost. */
  readonly way?: 'rows' | 'products';
  /** Awaited after each of `steps` parts: for progress, a stop, and the event loop's turn. */
  readonly pause?: (steps: number) => Promise<void>;
}
