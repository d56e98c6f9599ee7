/** The item-item weight matrix that ItemKNN, SLIM and EASE learn. */
import { bisectLeft } from '../../../core/bisect';
import { checkMemory } from '../../../core/check-memory';
import { groupRows } from '../../../data/table/row-groups';

/** A matrix B [items, items]: either dense, or only its nonzero cells in compressed rows. */
export type ItemTable = {
  /** n, the number of rows and of columns. */
  readonly size: number;
  /**
   * Row j has the cells `offsets[j]` to `offsets[j + 1] - 1`; empty for a dense matrix. Int32 [n + 1] or [0].
   */
  readonly offsets: Int32Array;
  /** Column of each cell, ascending within a row; empty for a dense matrix. Int32. */
  readonly columns: Int32Array;
  /** b_ji in row j and column i. Float32, one per stored cell, or [n, n] in row-major order. */
  readonly cells: Float32Array;
};

/** A dense matrix from all n x n cells, in row-major order. */
export function fullTable(size: number, cells: Float32Array): ItemTable {
  return { size, offsets: new Int32Array(0), columns: new Int32Array(0), cells };
}

/** A sparse matrix from its nonzero cells, in any order, without duplicates. Cost: O(cells + n). */
export function sparseTable(
  size: number,
  rows: Int32Array,
  columns: Int32Array,
  cells: ArrayLike<number>,
): ItemTable {
  // Sort by column first; the stable sort by row then keeps columns ascending within each row.
  const byColumn = groupRows(columns, size).rows.slice();
  const byRow = groupRows(
    byColumn.map((at) => rows[at]),
    size,
  );
  const order = byRow.rows.slice().map((place) => byColumn[place]);
  return {
    size,
    offsets: byRow.offsets.slice(),
    columns: order.map((at) => columns[at]),
    cells: Float32Array.from(order, (at) => cells[at]),
  };
}

/** Expected length of each array of a matrix with `size` rows; see a model's `shapes`. */
export function tableShapes(size: number, { offsets }: ItemTable): Readonly<Record<string, number>> {
  if (offsets?.length === 0) return { offsets: 0, columns: 0, cells: size ** 2 };
  const cells = offsets?.[size];
  return { offsets: size + 1, columns: cells, cells };
}

/** b_ji in row j and column i; 0 outside the matrix. Cost: O(1) if dense, else O(log of the row's cells). */
export function cellOf({ size, offsets, columns, cells }: ItemTable, row: number, column: number): number {
  if (row >= size || column >= size) return 0;
  if (offsets.length === 0) return cells[row * size + column];
  const at = bisectLeft(columns, column, offsets[row], offsets[row + 1]);
  return at < offsets[row + 1] && columns[at] === column ? cells[at] : 0;
}

/** sums += weight · (row j of B), with sums Float64 [n] or longer; a row outside the matrix is 0. */
export function addRow(table: ItemTable, row: number, weight: number, sums: Float64Array): void {
  const { size, offsets, columns, cells } = table;
  if (row >= size) return;
  if (offsets.length === 0) {
    const start = row * size;
    for (let column = 0; column < size; column++) sums[column] += weight * cells[start + column];
    return;
  }
  for (let at = offsets[row]; at < offsets[row + 1]; at++) sums[columns[at]] += weight * cells[at];
}

/**
 * Refuses a fit that would need more memory than there is, before anything is allocated.
 * @param tables how many dense 32-bit matrices the fit holds at the same time
 * @throws OptionError when they need more than the machine's memory
 */
export function checkTableMemory(model: string, items: number, tables: number, limit?: number): void {
  checkMemory(
    {
      what: `${model}: tables of ${items} x ${items} items`,
      bytes: 4 * items * items * tables,
      advice: 'leave out rare items, or use a factor model such as ImplicitALS',
    },
    limit,
  );
}
