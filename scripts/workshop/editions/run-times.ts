/** `npm run workshop -- times`: how long the cells of the notebooks run. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { basename, join } from 'node:path';
import { LabError } from '../../../lib/core/errors';
import type { RunTimes } from '../../../lib/notebook-files/editions/run-times';
import { ROOT } from '../../../lib/notebook-files/environment';
import { executeNotebook } from '../../../lib/notebook-files/execute';
import { describeFailure } from '../../../lib/notebook-files/failure';
import type { NotebookFile } from '../../../lib/notebook-files/in-turn';
import type { Notebook } from '../../../lib/notebook-files/ipynb';

/** Where teachers write their notes. */
export const TEACHING = join(ROOT, 'lib', 'workshop', 'teaching');
const FILE = join(TEACHING, 'run-times.json');
/** Seconds a cell. */
const TIMEOUT = 300;

/** The times of all notebooks that were measured, by their names. */
export function readRunTimes(): Record<string, RunTimes> {
  return existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : {};
}

/**
 * Runs a notebook and keeps the seconds of its cells.
 * @returns the seconds of all cells
 * @throws LabError if a cell fails
 */
export async function measureRunTimes(
  { name, path }: NotebookFile,
  notebook: Notebook,
  signal: AbortSignal,
): Promise<number> {
  const times: Record<string, number> = {};
  let start = 0;
  const outcome = await executeNotebook(notebook, path, {
    timeout: TIMEOUT,
    signal,
    onProgress: (event, index) => {
      if (event === 'cell-start') start = performance.now();
      else if (event === 'cell-done') times[notebook.cells[index]!.id] = seconds(performance.now() - start);
    },
  });
  if (!outcome.ok) throw new LabError('NOTEBOOK', describeFailure(outcome.failure, notebook, name, false));
  const all = Object.entries({ ...readRunTimes(), [basename(path, '.ipynb')]: times });
  const sorted = Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(FILE, `${JSON.stringify(sorted, null, 2)}\n`);
  return Object.values(times).reduce((sum, time) => sum + time, 0);
}

/** Tenths are more than another run would confirm. */
function seconds(milliseconds: number): number {
  return Math.round(milliseconds / 100) / 10;
}

/** A warning if other programs use the processor; empty if not. */
export function busyWords(): string {
  const busy = loadavg()[0]! / availableParallelism();
  return busy > 1.5
    ? `This machine is busy (${busy.toFixed(0)} processes for each core): measure again later.`
    : '';
}
