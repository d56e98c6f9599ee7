/** Pair sums row by row, over the stored entries only. */
import type { Int32Vector } from '../../core/readonly-vector';
import { type CompressedRows, compressRows, type Entries, transposed } from '../sparse/compressed-rows';
import type { PairOptions, PairSums } from './similarity-sums';

/** Pairs of rows after which the event loop gets a turn, and if there are few, a step ends. */
const PAIRS_A_STEP = 2e6;
const MOST_STEPS = 200;

/**
 * See `visitPairs`. Computes in 64 bits. Cost: time O(Σ over columns of entries²), memory O(entries + rows).
 */
export async function visitByRows(
  matrix: Entries,
  options: PairOptions,
  visit: (pair: PairSums) => void,
): Promise<void> {
  const { rowCount } = matrix;
  const byRow = compressRows(matrix, new Float64Array(matrix.values.length));
  const byColumn = transposed(byRow); // within each column, rows ascend
  const sums = new RowSums(rowCount, byColumn, options);
  const pairs = costOf(byColumn.offsets);
  const steps = Math.max(1, Math.min(rowCount, MOST_STEPS, Math.ceil(1 + pairs / PAIRS_A_STEP)));
  let [done, sinceBreath, step] = [0, 0, 0];
  for (let row = 0; row < rowCount; row++) {
    const found = sums.add(row, byRow);
    sums.visit(row, visit);
    done += found;
    sinceBreath += found;
    if (sinceBreath >= PAIRS_A_STEP) {
      sinceBreath = 0;
      await options.breathe?.();
    }
    for (; step + 1 < steps && done >= (pairs * (step + 1)) / steps; step++) await options.pause?.(steps);
  }
  await options.pause?.(steps);
}

/**
 * Numbers per row, stored side by side because they are used together: common, Σ ab, Σ a², Σ b², Σ a, Σ b, up to the last
 * that is requested. With many rows, fewer numbers fit in a nearer cache.
 */
function strideOf({ squares, sums }: PairOptions): number {
  if (sums) return 6;
  return squares ? 4 : 2;
}

/** The sums of one row with all later rows. */
class RowSums {
  private readonly all: Float64Array;
  private readonly stride: number;
  /** Rows with nonzero sums, so that a row doesn't cost O(rows). */
  private readonly touched: Int32Array;
  private touchedCount = 0;
  /** For each column, the position of the first row after the current one. */
  private readonly next: Int32Array;
  private readonly pair: PairSums = {
    i: 0,
    j: 0,
    common: 0,
    product: 0.5, // initially fractions, so that V8 stores the fields as doubles from the start
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
    this.stride = strideOf(options);
    this.all = new Float64Array(this.stride * rowCount);
    this.touched = new Int32Array(rowCount);
    this.next = byColumn.offsets.slice();
  }

  /**
   * Must be called for rows 0, 1, 2, … in order, because it advances the position in each column. Returns how many entries
   * it has added.
   */
  add(row: number, byRow: CompressedRows<Float64Array>): number {
    const { all, touched, next, stride } = this;
    const { offsets, columns: rows, values } = this.byColumn;
    const { product, squares, sums } = this.options;
    let count = 0;
    let added = 0;
    for (let entry = byRow.offsets[row]; entry < byRow.offsets[row + 1]; entry++) {
      const column = byRow.columns[entry];
      const a = byRow.values[entry];
      const end = offsets[column + 1];
      added += end - next[column] - 1;
      for (let at = ++next[column]; at < end; at++) {
        const first = stride * rows[at];
        const b = values[at];
        if (all[first]++ === 0) touched[count++] = rows[at];
        if (product) all[first + 1] += a * b;
        if (squares) {
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
    return added;
  }

  /** Visits the sums and resets them to 0. */
  visit(row: number, visit: (pair: PairSums) => void): void {
    const { all, touched, pair, stride } = this;
    const { squares, sums } = this.options;
    pair.i = row;
    for (let n = 0; n < this.touchedCount; n++) {
      const first = stride * touched[n];
      // A row with a duplicate entry would be paired with itself.
      if (touched[n] !== row) {
        pair.j = touched[n];
        pair.common = all[first];
        pair.product = all[first + 1];
        pair.squaresI = squares ? all[first + 2] : 0;
        pair.squaresJ = squares ? all[first + 3] : 0;
        pair.sumI = sums ? all[first + 4] : 0;
        pair.sumJ = sums ? all[first + 5] : 0;
        visit(pair);
      }
      for (let at = first; at < first + stride; at++) all[at] = 0;
    }
  }
}

/** The number of pairs, counted once for each column that they share. */
function costOf(offsets: Int32Vector): number {
  let pairs = 0;
  for (let key = 0; key + 1 < offsets.length; key++) {
    const count = offsets[key + 1] - offsets[key];
    pairs += (count * (count - 1)) / 2;
  }
  return pairs;
}
