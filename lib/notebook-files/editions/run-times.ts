/** How long cells run, for anyone who comes late and must run what the others have run. */
import { hasCode, type Notebook, tagsOf } from '../ipynb';
import { headingsOf } from '../sections';

/** Seconds by the id of the cell. */
export type RunTimes = Readonly<Record<string, number>>;

export interface Waiting {
  /** The seconds that all cells above a heading take, by its title. */
  readonly above: ReadonlyMap<string, number>;
  /** Of all cells. */
  readonly all: number;
  /** Of those tagged `slow`. */
  readonly slow: number;
}

/** Undefined if a cell has no time, since the notebook has then changed. */
export function waitingTimes(notebook: Notebook, times: RunTimes): Waiting | undefined {
  const above = new Map<string, number>();
  let [all, slow] = [0, 0];
  for (const cell of notebook.cells) {
    if (cell.cell_type === 'markdown')
      for (const { title } of headingsOf(cell.source)) if (!above.has(title)) above.set(title, all);
    if (!hasCode(cell)) continue;
    const seconds = times[cell.id];
    if (seconds === undefined) return undefined;
    all += seconds;
    if (tagsOf(cell).includes('slow')) slow += seconds;
  }
  return { above, all, slow };
}
