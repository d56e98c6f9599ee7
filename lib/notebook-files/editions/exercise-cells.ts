/** Cells that call `exercise('02-1')`. */
import { type Cell, type Notebook, tagsOf } from '../ipynb';

const CALL = /\bexercise\(\s*['"]([^'"]+)['"]\s*\)\s*\.\s*(check|guess)\b/;

/** The exercise that a cell belongs to, and whether the cell is where its answer goes. */
export interface ExerciseCall {
  readonly id: string;
  readonly isAnswer: boolean;
}

/** Undefined for a cell that isn't an exercise's. */
export function exerciseCall(cell: Cell): ExerciseCall | undefined {
  if (cell.cell_type !== 'code' || !tagsOf(cell).includes('exercise')) return undefined;
  const [, id, method] = CALL.exec(cell.source) ?? [];
  return id === undefined ? undefined : { id, isAnswer: method === 'check' };
}

/** The exercises of a notebook, each by the index of the cell where its answer goes, in their order. */
export function answerCells(notebook: Notebook): Map<string, number> {
  const cells = new Map<string, number>();
  for (const [index, cell] of notebook.cells.entries()) {
    const call = exerciseCall(cell);
    if (call?.isAnswer) cells.set(call.id, index);
  }
  return cells;
}
