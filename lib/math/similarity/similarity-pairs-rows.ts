/** Pair sums row by row over the entries only. */
import type { Int32Vector } from '../../core/readonly-vector';
import { type CompressedRows, compressRows, transposed } from '../sparse/compressed-rows';
import type { PairOptions, PairSums, RatingMatrix } from './similarity-sums';

/** Pairs of rows after which the event loop gets its turn. */
const PAIRS_A_STEP = 2e6;
const MOST_STEPS = 200;

/**
 * See `visitPairs`. All in 64 bits. Cost: time O(Σ over columns of entries²), memory O(entries + rows).
 */
export async function visitByRows(
  matrix: RatingMatrix,
  options: PairOptions,
  visit: (pair: PairSums) => void,
): Promise<void> {
  const { rowCount } = matrix;
  const byRow = compressRows(matrix, new Float64Array(matrix.values.length));
  const byColumn = transposed(byRow); // the rows of each column ascend
  const sums = new RowSums(rowCount, byColumn, options);
  const steps = Math.min(rowCount, MOST_STEPS, Math.ceil(1 + costOf(byColumn.offsets) / PAIRS_A_STEP));
  for (let step = 0; step < steps; step++) {
    const end = Math.floor((rowCount * (step + 1)) / steps);
    for (let row = Math.floor((rowCount * step) / steps); row < end; row++) {
      sums.add(row, byRow);
      sums.visit(row, visit);
    }
    await options.pause?.(steps);
  }
}

/** Numbers kept of each row: common, Σ ab, Σ a², Σ b², Σ a, Σ b. Side by side, as they are used together. */
const STRIDE = 6;

/** The sums of one row with all later ones. */
class RowSums {
  private readonly all: Float64Array;
  /** Rows with a sum that isn't 0, so that no row costs O(rows). */
  private readonly touched: Int32Array;
  private touchedCount = 0;
  /** Where in each column the rows after the present one begin. */
  private readonly next: Int32Array;
  private readonly pair: PairSums = {
    i: 0,
    j: 0,
    common: 0,
    product: 0.5, // fractions at first, so that V8 keeps the fields as doubles from the start
    squaresI: 0.5,
    squaresJ: 0.5,
    sumI: 0.5,
    sumJ: 0.5,
  };

  constructor(
    rowCount: number,
    private readonly byColumn: CompressedRows<Float64Array>,
    private readonly options: PairOptions,
  ) {
    this.all = new Float64Array(STRIDE * rowCount);
    this.touched = new Int32Array(rowCount);
    this.next = byColumn.offsets.slice();
  }

  /** Must be called for row 0, 1, 2, …: each column's list is cut off behind the row. */
  add(row: number, byRow: CompressedRows<Float64Array>): void {
    const { all, touched, next } = this;
    const { offsets, columns: rows, values } = this.byColumn;
    const { squares, sums } = this.options;
    let count = 0;
    for (let entry = byRow.offsets[row]; entry < byRow.offsets[row + 1]; entry++) {
      const column = byRow.columns[entry];
      const a = byRow.values[entry];
      const end = offsets[column + 1];
      for (let at = ++next[column]; at < end; at++) {
        const first = STRIDE * rows[at];
        const b = values[at];
        if (all[first]++ === 0) touched[count++] = rows[at];
        if (squares) {
          all[first + 1] += a * b;
          all[first + 2] += a * a;
          all[first + 3] += b * b;
        }
        if (sums) {
          all[first + 4] += a;
          all[first + 5] += b;
        }
      }
    }
    this.touchedCount = count;
  }

  /** Hands the sums out and sets them back to 0. */
  visit(row: number, visit: (pair: PairSums) => void): void {
    const { all, touched, pair } = this;
    pair.i = row;
    for (let n = 0; n < this.touchedCount; n++) {
      const first = STRIDE * touched[n];
      // A row that has an entry twice meets itself.
      if (touched[n] !== row) {
        pair.j = touched[n];
        pair.common = all[first];
        pair.product = all[first + 1];
        pair.squaresI = all[first + 2];
        pair.squaresJ = all[first + 3];
        pair.sumI = all[first + 4];
        pair.sumJ = all[first + 5];
        visit(pair);
      }
      for (let at = first; at < first + STRIDE; at++) all[at] = 0;
    }
  }
}

function costOf(offsets: Int32Vector): number {
  let pairs = 0;
  for (let key = 0; key + 1 < offsets.length; key++) pairs += (offsets[key + 1] - offsets[key]) ** 2 / 2;
  return pairs;
}
