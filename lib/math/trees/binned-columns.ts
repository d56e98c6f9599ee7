/** Columns of numbers as bin numbers, for fitting trees: the many places where a column could be cut become at most 255. */
import { bisectLeft } from '../../core/bisect';

/** The numbers of a table, binned. */
export interface BinnedColumns {
  readonly rows: number;
  /** For each column, the bin of each row. Uint8 [rows]. */
  readonly bins: readonly Uint8Array[];
  /** For each column, the cuts between its bins, ascending: bin b has the numbers up to `cuts[b]`. Float64. */
  readonly cuts: readonly Float64Array[];
}

/** The largest number of bins. */
const BINS = 256;
/** How many numbers of a column are looked at for its cuts. */
const LOOKED_AT = 20_000;

/**
 * Cuts each column into bins of about the same number of rows. NaN is in the first bin, like a very small number.
 * Cost: O(rows · columns · log bins).
 *
 * @param table Float64 [rows, columns] @param bins the number of bins wanted, 2 to 256
 */
export function binnedColumns(table: Float64Array, columns: number, bins: number): BinnedColumns {
  const rows = table.length / columns;
  const cuts: Float64Array[] = [];
  const binned: Uint8Array[] = [];
  for (let column = 0; column < columns; column++) {
    const step = Math.ceil(rows / LOOKED_AT);
    const some = Float64Array.from(
      { length: Math.ceil(rows / step) },
      (_, n) => table[n * step * columns + column],
    );
    const ofColumn = quantileCuts(some, Math.min(bins, BINS));
    cuts.push(ofColumn);
    binned.push(
      Uint8Array.from({ length: rows }, (_, row) => binOf(ofColumn, table[row * columns + column])),
    );
  }
  return { rows, bins: binned, cuts };
}

/**
 * Numbers halfway between two different ones: between all of them if there are few, else with about as many of the given
 * numbers between each two of them. A cut can't divide equal numbers, so it is where they begin or end, whichever is
 * nearer.
 */
function quantileCuts(numbers: Float64Array, bins: number): Float64Array {
  const sorted = numbers.filter((value) => !Number.isNaN(value)).sort();
  /** The places of numbers that are higher than the one before. */
  const rises: number[] = [];
  for (let at = 1; at < sorted.length; at++) if (sorted[at - 1] < sorted[at]) rises.push(at);
  const nearestTo = (wanted: number) => {
    const next = Math.min(bisectLeft(rises, wanted), rises.length - 1);
    const isBefore = next > 0 && wanted - rises[next - 1] < Math.abs(rises[next] - wanted);
    return rises[isBefore ? next - 1 : next];
  };
  const wanted = Array.from({ length: bins - 1 }, (_, bin) => Math.floor(((bin + 1) * sorted.length) / bins));
  const places = rises.length < bins ? rises : new Set(wanted.map(nearestTo));
  return Float64Array.from(places, (at) => (sorted[at - 1] + sorted[at]) / 2);
}

/** The first bin whose numbers go up to `value` or higher. */
function binOf(cuts: Float64Array, value: number): number {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value > cuts[middle]) low = middle + 1;
    else high = middle;
  }
  return low;
}
