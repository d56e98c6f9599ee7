/** The notebook that students get. */
import { type Cell, type Notebook, tagsOf } from '../ipynb';
import { answerCells, exerciseCall } from './exercise-cells';

export interface EditionOptions {
  /** Keep the outputs. Default: a student sees results only by running the cells. */
  readonly keepOutputs?: boolean;
}

/** For anyone who comes late, or whose kernel was restarted. No saved state is needed: all cells run within a minute. */
const LATE: Cell = {
  cell_type: 'markdown',
  id: 'student-late',
  source:
    '> **Late, or restarted?** Select the cell where the others are and choose *Run > Run All Above Selected Cell* (in VS Code: *Execute Above Cells*). No other notebook is needed first.',
  metadata: {},
};

/** The notebook without solutions, and with a word for those who come late. */
export function studentEdition(notebook: Notebook, options: EditionOptions = {}): Notebook {
  const [title, ...others] = withoutSolutions(notebook).cells;
  const cells = title === undefined ? [] : [title, LATE, ...others];
  return withOutputs({ ...notebook, cells }, options);
}

export function withoutSolutions(notebook: Notebook): Notebook {
  return { ...notebook, cells: notebook.cells.filter((cell) => !tagsOf(cell).includes('solution')) };
}

/** Without outputs, unless they are kept. */
export function withOutputs(notebook: Notebook, { keepOutputs = false }: EditionOptions): Notebook {
  if (keepOutputs) return notebook;
  const { widgets: _, ...metadata } = notebook.metadata;
  const cells = notebook.cells.map((cell) =>
    cell.cell_type === 'code' ? { ...cell, outputs: [], execution_count: null } : cell,
  );
  return { ...notebook, cells, metadata };
}

/**
 * A student's edition with the solutions typed in, as someone who solves everything would leave it: for tests.
 * @param solutions code by the exercise's id
 */
export function solved(edition: Notebook, solutions: ReadonlyMap<string, string>): Notebook {
  const answers = answerCells(edition);
  const cells = edition.cells.map((cell, index): Cell => {
    const id = exerciseCall(cell)?.id;
    const code = id === undefined ? undefined : solutions.get(id);
    if (id === undefined || code === undefined) return cell;
    if (answers.get(id) === index) return { ...cell, source: code };
    // The guess comes first, where the student is asked for it.
    const guess = /^exercise\(.*\)\.guess\(.*\);?$/m.exec(code)?.[0];
    return guess === undefined ? cell : { ...cell, source: guess };
  });
  return { ...edition, cells };
}
