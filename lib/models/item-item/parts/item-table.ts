/** The weights from item to item that ItemKNN, SLIM and EASE learn. */
import { bisectLeft } from '../../../core/bisect';
import { checkMemory } from '../../../core/check-memory';
import { groupRows } from '../../../data/table/row-groups';

/** A table B [items, items]: all of it, or only its cells that aren't 0, compressed by rows. */
export type ItemTable = {
  /** n: rows and columns. */
  readonly size: number;
  /** Where the cells of each row begin and end; empty where all cells are kept. Int32 [n + 1] or [0]. */
  readonly offsets: Int32Array;
  /** Column of each cell, ascending in a row; empty where all cells are kept. Int32. */
  readonly columns: Int32Array;
  /** b_ji of row j and column i. Float32, one a cell, or [n, n] in row-major order. */
  readonly cells: Float32Array;
};

/** All n x n cells, in row-major order. */
export function fullTable(size: number, cells: Float32Array): ItemTable {
  return { size, offsets: new Int32Array(0), columns: new Int32Array(0), cells };
}

/** A table from its cells that aren't 0, in any order, no place twice. Cost: O(cells + n). */
export function sparseTable(
  size: number,
  rows: Int32Array,
  columns: Int32Array,
  cells: ArrayLike<number>,
): ItemTable {
  // Sorted by column first: the second sort keeps that order within a row.
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

/** How long each array of a table of `size` rows must be: see `shapes` of a model. */
export function tableShapes(size: number, { offsets }: ItemTable): Readonly<Record<string, number>> {
  if (offsets?.length === 0) return { offsets: 0, columns: 0, cells: size ** 2 };
  const cells = offsets?.[size];
  return { offsets: size + 1, columns: cells, cells };
}

/** b_ji of row j and column i. O(1) where all cells are kept, else O(log cells of the row). */
export function cellOf({ size, offsets, columns, cells }: ItemTable, row: number, column: number): number {
  if (offsets.length === 0) return cells[row * size + column];
  const at = bisectLeft(columns, column, offsets[row], offsets[row + 1]);
  return at < offsets[row + 1] && columns[at] === column ? cells[at] : 0;
}

/** sums += weight · (row j of B). Sums are Float64 [n]. */
export function addRow(table: ItemTable, row: number, weight: number, sums: Float64Array): void {
  const { size, offsets, columns, cells } = table;
  if (offsets.length === 0) {
    const start = row * size;
    for (let column = 0; column < size; column++) sums[column] += weight * cells[start + column];
    return;
  }
  for (let at = offsets[row]; at < offsets[row + 1]; at++) sums[columns[at]] += weight * cells[at];
}

/**
 * Refuses, before anything is allocated, a fit that needs so many full tables of 32-bit floats at once.
 * @throws OptionError when they take more than the machine's memory
 */
export function checkTableMemory(model: string, items: number, tables: number, limit?: number): void {
  checkMemory(
    {
      what: `${model}: tables of ${items} x ${items} items`,
      bytes: 4 * items * items * tables,
      advice: 'leave out rare items, or take a factor model such as ImplicitALS',
    },
    limit,
  );
}
