/**
 * Rows of a sparse matrix, prepared for many products with the same dense matrix Q, as in an iterative
 * solver. The rows are sorted by their number of entries and cut into blocks in one of two forms:
 *
 * - full rows: the full product x Qᵀ is computed, which is fast, and the entries are picked (`productCells`);
 * - sparse rows: all are padded to the length of the longest, their rows of Q are gathered once,
 *   [count, width, k], and each product is a batch of small vectors times small matrices.
 *
 * Why two: ImplicitALS on a million ratings by 10,000 users of 5,400 items takes 5.0 s with the first form
 * only, 2.4 s with the second, 2.2 s with both; on MovieLens 100K, 0.25 s with the first and 0.5 s with the
 * second.
 */

import { pickAt, product } from '../tensors/native-products';
import type { Tensor, Tensors } from '../tensors/tensors';
import type { CompressedRows } from './compressed-rows';
import { productCells, sparsePattern, sparseTimesDense } from './sparse-matrix';

/** A block of consecutive rows, in the order in which they were given. */
export interface SparseRows {
  /** Position of the first row in that order. */
  readonly first: number;
  readonly count: number;
  /** The entries, as one tensor in this block's own shape; 0 in padding. float32. */
  readonly values: Tensor;
  /** Prepares the products with Q, float32 [columns, k]. */
  readonly with: (Q: Tensor) => RowProducts;
}

/** Two products that share a pattern. The results belong to the current scope. */
export interface RowProducts {
  /**
   * x_u · q_i for each entry (u, i), in the shape of `values`; undefined in padding. x is float32 [count, k].
   */
  readonly cellsOf: (x: Tensor) => Tensor;
  /**
   * Σ_i cell_ui q_i for each row u. Cells have the shape of `values` and 0 in padding. float32 [count, k].
   */
  readonly sumsOf: (cells: Tensor) => Tensor;
}

/** A row with entries in at least this share of the columns is a full row. */
const FULL_FROM = 1 / 40;
/**
 * Maximum number of cells in a block of full rows, computed temporarily: 16 MB. A smaller matrix is one
 * block.
 */
const FULL_CELLS = 4e6;
/**
 * Maximum places in a block of sparse rows, unless one row has more: 100,000 rows of Q with 64 columns take
 * 26 MB.
 */
const MOST_PLACES = 1e5;
/** Maximum padding in such a block: it costs at most as much as another block would. */
const MOST_EMPTY = 2e4;

/** The rows with entries, longest first; ties keep their order. Cost: O(rows · log rows). */
export function longestFirst(matrix: CompressedRows): Int32Array {
  const rows = Int32Array.from({ length: matrix.offsets.length - 1 }, (_, row) => row);
  const filled = rows.filter((row) => rowLength(matrix, row) > 0);
  return filled.sort((a, b) => rowLength(matrix, b) - rowLength(matrix, a) || a - b);
}

/**
 * Temporary memory for one block in bytes, with Q float32 [columns, k] and `most` entries in the longest row.
 */
export function sparseRowsBytes(most: number, k: number): number {
  return 4 * Math.max(FULL_CELLS, k * Math.max(MOST_PLACES, most));
}

/**
 * The rows in `order`, which must be sorted longest first, in blocks. Columns are renumbered by their
 * position in `columnOrder`, which must contain every column that occurs. The tensors belong to the current
 * scope. Cost: O(entries) time, and 8 or 12 bytes per entry.
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

/** The number of entries of a row. */
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
