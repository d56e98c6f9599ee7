/**
 * Sums over the columns that two rows of a rating matrix have in common, for every pair of rows; similarities
 * and Slope One are computed from them. There are two methods with the same result, chosen by cost:
 *
 * - by rows (`similarity-pairs-rows.ts`): visits only the ratings, in 64 bits;
 * - by products (`similarity-pairs-products.ts`): matrix products on tensors, in 32 bits.
 *
 * Measured on MovieLens 100K (943 users, density 6%, two cores): by rows, 70 to 90 ms on any backend; by
 * products, 180 ms on the native backend and 6 to 12 s on WebAssembly, because 99.3% of the multiplications
 * involve a zero. For denser data it is the other way around: 3,000 x 120 with a density of 60% takes 2.6 s
 * by rows and 0.46 s by native products. They are equally fast if about 2% of all (row, row, column) triples
 * are filled, that is, at a density of one seventh.
 */

import type { Entries } from '../sparse/compressed-rows';
import { loadTensors } from '../tensors/tensors';
import { visitByProducts } from './similarity-pairs-products';
import { visitByRows } from './similarity-pairs-rows';
import type { PairOptions, PairSums } from './similarity-sums';

/** The share of filled (row, row, column) triples above which products on the native backend are faster. */
const PRODUCTS_SHARE = 0.02;
/** With fewer triples than this, loading TensorFlow.js costs more than it can save. */
const PRODUCTS_PAIRS = 20e6;
/** Maximum size of the three dense matrices that the products need. */
const PRODUCTS_BYTES = 2 ** 29;

/**
 * Calls `visit` once for each pair of rows i < j with a common column. The same object is passed each time:
 * read it, but don't keep it.
 */
export async function visitPairs(
  matrix: Entries,
  options: PairOptions,
  visit: (pair: PairSums) => void,
): Promise<void> {
  const way = options.way ?? (await cheaperWay(matrix, options));
  await (way === 'products' ? visitByProducts : visitByRows)(matrix, options, visit);
}

/** The number of filled (row, row, column) triples, which is the cost of visiting by rows. O(entries). */
export function countPairs({ columns, columnCount }: Entries): number {
  const counts = new Int32Array(columnCount);
  let pairs = 0;
  for (let entry = 0; entry < columns.length; entry++) pairs += counts[columns[entry]]++;
  return pairs;
}

async function cheaperWay(matrix: Entries, options: PairOptions): Promise<'rows' | 'products'> {
  const { rowCount, columnCount } = matrix;
  const pairs = countPairs(matrix);
  const triples = (columnCount * rowCount * (rowCount - 1)) / 2;
  if (pairs < PRODUCTS_PAIRS || pairs < PRODUCTS_SHARE * triples) return 'rows';
  if (12 * rowCount * columnCount > PRODUCTS_BYTES) return 'rows';
  if (options.cancels && !isExactIn32Bits(matrix)) return 'rows';
  return (await loadTensors()).backend === 'tensorflow' ? 'products' : 'rows';
}

/** Whether all sums of products of two values are multiples of 1 or 1/4 that fit in 24 bits. */
export function isExactIn32Bits({ values, columnCount }: Entries): boolean {
  let largest = 0;
  let unit = 1;
  for (let entry = 0; entry < values.length; entry++) {
    largest = Math.max(largest, Math.abs(values[entry]));
    if (Number.isInteger(values[entry])) continue;
    unit = 1 / 2;
    if (!Number.isInteger(2 * values[entry])) return false;
  }
  return (largest / unit) ** 2 * columnCount < 2 ** 24;
}
