/** How long cells run, for anyone who comes late and must run what the others have run. */
import { hasCode, type Notebook, tagsOf } from '../ipynb';
import { headingsOf } from '../sections';

/** Seconds by the id of the cell. */
export type RunTimes = Readonly<Record<string, number>>;

/**
 * The seconds that all cells above a heading take, by its title; undefined if a cell has no time, since the notebook has
 * then changed. Cells tagged `slow` don't count: they can be skipped.
 */
export function secondsAbove(notebook: Notebook, times: RunTimes): Map<string, number> | undefined {
  const above = new Map<string, number>();
  let sum = 0;
  for (const cell of notebook.cells) {
    if (cell.cell_type === 'markdown')
      for (const { title } of headingsOf(cell.source)) if (!above.has(title)) above.set(title, sum);
    if (!hasCode(cell) || tagsOf(cell).includes('slow')) continue;
    const seconds = times[cell.id];
    if (seconds === undefined) return undefined;
    sum += seconds;
  }
  return above;
}
