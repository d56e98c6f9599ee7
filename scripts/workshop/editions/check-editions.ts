/** `npm run workshop -- check`: runs the editions in the real kernel. */
import { LabError } from '../../../lib/core/errors';
import { answerCells } from '../../../lib/notebook-files/editions/exercise-cells';
import { solved } from '../../../lib/notebook-files/editions/student-edition';
import { executeNotebook } from '../../../lib/notebook-files/execute';
import { describeFailure } from '../../../lib/notebook-files/failure';
import type { NotebookFile } from '../../../lib/notebook-files/in-turn';
import type { Notebook } from '../../../lib/notebook-files/ipynb';
import { Progress } from '../../../lib/notebook-files/progress';
import { answersOf } from './answers';
import { edition } from './make-editions';

/** Seconds a cell. */
const TIMEOUT = 300;

/**
 * Runs the student's edition, the same with the solutions typed in, and the teacher's. In the latter two, every
 * exercise must be confirmed.
 * @throws LabError that names the edition and the cell or exercise
 */
export async function checkEditions({ name, path }: NotebookFile, signal: AbortSignal): Promise<void> {
  const student = edition('student', path);
  const code = new Map([...answersOf(student, name)].map(([id, answer]) => [id, answer.code]));
  const runs: [string, Notebook, boolean][] = [
    ['student', student, false],
    ['student, solved', solved(student, code), true],
    ['teacher', edition('teacher', path), true],
  ];
  for (const [title, notebook, isSolved] of runs) {
    const ran = await run(`${name} (${title})`, notebook, path, signal);
    const confirmed = confirmedIn(ran);
    const open = [...answerCells(student).keys()].filter((id) => !confirmed.has(id));
    if (isSolved && open.length > 0)
      throw new LabError('WORKSHOP', `${name} (${title}): not confirmed as right: ${open.join(', ')}`);
  }
}

async function run(title: string, notebook: Notebook, path: string, signal: AbortSignal): Promise<Notebook> {
  const progress = new Progress(notebook, process.stdout, false, `${title} `);
  progress.starting();
  try {
    const outcome = await executeNotebook(notebook, path, {
      timeout: TIMEOUT,
      signal,
      onProgress: (event, index) => event === 'cell-start' && progress.cellStarts(index),
    });
    if (outcome.ok) return outcome.notebook;
    throw new LabError('NOTEBOOK', describeFailure(outcome.failure, notebook, title, !!process.stderr.isTTY));
  } finally {
    progress.end();
  }
}

/** The exercises whose card, as text, says that the answer is right. */
function confirmedIn(notebook: Notebook): Set<string> {
  const texts = notebook.cells
    .flatMap((cell) => cell.outputs ?? [])
    .map((output) => ('data' in output ? String(output.data['text/plain'] ?? '') : ''));
  return new Set(texts.flatMap((text) => /^✓ Exercise (\S+)/.exec(text)?.[1] ?? []));
}
