/**
 * Rows of a sparse matrix for work that multiplies them with the same dense matrix Q many times, as a solver does
 * that goes step by step. The rows are sorted by how many entries they have and cut into blocks of one of two forms:
 *
 * - full rows: all of x Qᵀ is made, one quick product, and the entries are picked (`productCells`);
 * - sparse rows: all are filled up to the longest with empty places, the rows of Q that they name are gathered once,
 *   [count, width, k], and every product is one of many small vectors with small matrices of their own.
 *
 * Why two: implicit ALS on a million ratings by 10,000 users of 5,400 items takes 5.0 s with the first form alone, 2.4
 * with the second, 2.2 with both; on MovieLens 100K 0.25 s with the first and 0.5 with the second.
 */

import { pickAt, product } from '../tensors/native-products';
import type { Tensor, Tensors } from '../tensors/tensors';
import type { CompressedRows } from './compressed-rows';
import { productCells, sparsePattern, sparseTimesDense } from './sparse-matrix';

/** Some rows that follow each other in the order that they were made in. */
export interface SparseRows {
  /** Place of the first in that order. */
  readonly first: number;
  readonly count: number;
  /** The entries, as one tensor of whatever shape this block's cells have; 0 in empty places. float32. */
  readonly values: Tensor;
  /** The products with Q, float32 [columns, k]. */
  readonly with: (Q: Tensor) => RowProducts;
}

/** Two products that share a pattern. What they return belongs to the current scope. */
export interface RowProducts {
  /** x_u · q_i for each entry (u, i), in the shape of `values`; anything in empty places. x is float32 [count, k]. */
  readonly cellsOf: (x: Tensor) => Tensor;
  /** Σ_i cell_ui q_i for each row u. The cells have the shape of `values` and 0 in empty places. float32 [count, k]. */
  readonly sumsOf: (cells: Tensor) => Tensor;
}

/** A row with entries in at least this share of the columns is full. */
const FULL_FROM = 1 / 40;
/** Cells of a block of full rows, predicted for a moment: 16 MB. A matrix without more is one such block. */
const FULL_CELLS = 4e6;
/** Places of a block of sparse rows, unless one row has more: 100,000 rows of Q with 64 columns take 26 MB. */
const MOST_PLACES = 1e5;
/** Empty places among them, at most: what these cost is what another block would, or less. */
const MOST_EMPTY = 2e4;

/** The rows with any entry, the longest first, equal ones as they come. Cost: O(rows · log rows). */
export function longestFirst(matrix: CompressedRows): Int32Array {
  const rows = Int32Array.from({ length: matrix.offsets.length - 1 }, (_, row) => row);
  const filled = rows.filter((row) => rowLength(matrix, row) > 0);
  return filled.sort((a, b) => rowLength(matrix, b) - rowLength(matrix, a) || a - b);
}

/** Bytes that work with one block takes for a moment, with Q float32 [columns, k]; `most` entries in its longest row. */
export function sparseRowsBytes(most: number, k: number): number {
  return 4 * Math.max(FULL_CELLS, k * Math.max(MOST_PLACES, most));
}

/**
 * The rows that `order` names, the longest first, in blocks. Columns get their places in `columnOrder` as numbers;
 * it names each that occurs. The tensors belong to the current scope. Cost: O(entries), and 8 bytes for each, or 12.
 */
export function sparseRows(
  tensors: Tensors,
  matrix: CompressedRows,
  order: Int32Array,
  columnOrder: Int32Array,
): SparseRows[] {
  const placeOf = new Int32Array(matrix.columnCount);
  for (let place = 0; place < columnOrder.length; place++) placeOf[columnOrder[place]] = place;
  const numbered: CompressedRows = {
    ...matrix,
    columnCount: columnOrder.length,
    columns: Int32Array.from(matrix.columns, (column) => placeOf[column]),
  };
  const small = order.length * columnOrder.length <= FULL_CELLS;
  const fullFrom = small ? 0 : FULL_FROM * columnOrder.length;
  const blocks: SparseRows[] = [];
  for (let first = 0; first < order.length; ) {
    const full = rowLength(numbered, order[first]) >= fullFrom;
    const count = full
      ? fullTogether(numbered, order, first, fullFrom)
      : sparseTogether(numbered, order, first);
    const rows = order.subarray(first, first + count);
    blocks.push({ first, count, ...(full ? fullRows : filledUpRows)(tensors, numbered, rows) });
    first += count;
  }
  return blocks;
}

/** How many entries a row has. */
export function rowLength({ offsets }: CompressedRows, row: number): number {
  return offsets[row + 1] - offsets[row];
}

function fullTogether(matrix: CompressedRows, order: Int32Array, first: number, fullFrom: number): number {
  const most = Math.max(1, Math.floor(FULL_CELLS / matrix.columnCount));
  let count = 1;
  while (count < most && first + count < order.length) {
    if (rowLength(matrix, order[first + count]) < fullFrom) break;
    count++;
  }
  return count;
}

function sparseTogether(matrix: CompressedRows, order: Int32Array, first: number): number {
  const width = rowLength(matrix, order[first]);
  let count = 1;
  for (let empty = 0; first + count < order.length && (count + 1) * width <= MOST_PLACES; count++) {
    empty += width - rowLength(matrix, order[first + count]);
    if (empty > MOST_EMPTY) break;
  }
  return count;
}

type Products = Pick<SparseRows, 'values' | 'with'>;

function fullRows(tensors: Tensors, matrix: CompressedRows, rows: Int32Array): Products {
  const size = rows.reduce((sum, row) => sum + rowLength(matrix, row), 0);
  const [rowOf, columnOf] = [new Int32Array(size), new Int32Array(size)];
  const values = new Float32Array(size);
  let to = 0;
  for (let n = 0; n < rows.length; n++) {
    for (let at = matrix.offsets[rows[n]]; at < matrix.offsets[rows[n] + 1]; at++) {
      rowOf[to] = n;
      columnOf[to] = matrix.columns[at];
      values[to++] = matrix.values[at];
    }
  }
  const pattern = sparsePattern(tensors, rowOf, columnOf, [rows.length, matrix.columnCount]);
  return {
    values: tensors.tf.tensor1d(values),
    with: (Q) => ({
      cellsOf: (x) => productCells(tensors, pattern, x, Q),
      sumsOf: (cells) => sparseTimesDense(tensors, pattern, cells, Q),
    }),
  };
}

function filledUpRows(tensors: Tensors, matrix: CompressedRows, rows: Int32Array): Products {
  const { tf } = tensors;
  const width = rowLength(matrix, rows[0]);
  const columnOf = new Int32Array(rows.length * width);
  const values = new Float32Array(rows.length * width);
  for (let n = 0; n < rows.length; n++) {
    let to = n * width;
    for (let at = matrix.offsets[rows[n]]; at < matrix.offsets[rows[n] + 1]; at++) {
      columnOf[to] = matrix.columns[at];
      values[to++] = matrix.values[at];
    }
  }
  const columns = tf.tensor3d(columnOf, [rows.length, width, 1], 'int32');
  return {
    values: tf.tensor3d(values, [rows.length, 1, width]),
    with: (Q) => {
      const k = Q.shape[1] as number;
      const own = pickAt(tensors, Q, columns); // [count, width, k]
      return {
        cellsOf: (x) => product(tensors, tf.reshape(x, [rows.length, 1, k]), own, { transposed: true }),
        sumsOf: (cells) => tf.reshape(product(tensors, cells, own), [rows.length, k]),
      };
    },
  };
}
