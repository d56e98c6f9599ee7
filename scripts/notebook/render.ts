/** Renders notebooks' cells to HTML with nbconvert of the Python environment. */
import { execFileSync } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { LabError } from '../../lib/core/errors';
import { pythonEnvironment, pythonPath } from './environment';
import { holdOutFormulas, putBackFormulas } from './formulas';
import type { Notebook } from './ipynb';

const MAX_HTML = 1 << 30;

/** The HTML of each notebook's cells, formulas as MathML. Throws LabError when nbconvert fails. */
export function renderNotebooks(notebooks: { notebook: Notebook; path: string }[]): string[] {
  const heldOut = notebooks.map(({ notebook, path }) => withoutFormulas(notebook, path));
  const jobs = heldOut.map(({ notebook }, i) =>
    JSON.stringify({ notebook, folder: dirname(resolve(notebooks[i]!.path)) }),
  );
  let answer: string;
  try {
    answer = execFileSync(pythonPath(), [join(__dirname, 'render.py')], {
      input: `${jobs.join('\n')}\n`,
      env: pythonEnvironment(),
      encoding: 'utf8',
      maxBuffer: MAX_HTML,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  } catch (cause) {
    if (cause instanceof LabError) throw cause;
    const { stderr = '' } = cause as { stderr?: string };
    throw new LabError('EXPORT', `nbconvert could not render the notebooks.\n\n${stderr.slice(-3000)}`, {
      cause,
    });
  }
  const bodies = answer.trimEnd().split('\n');
  return heldOut.map(({ formulas }, i) => putBackFormulas(JSON.parse(bodies[i]!), formulas));
}

/** The notebook with a token for each formula; the tokens differ between cells. */
function withoutFormulas(
  notebook: Notebook,
  path: string,
): { notebook: Notebook; formulas: Map<string, string> } {
  const formulas = new Map<string, string>();
  const cells = notebook.cells.map((cell, i) => {
    if (cell.cell_type !== 'markdown') return cell;
    const held = holdOutFormulas(cell.source, `${path}: cell ${i + 1}`, formulas.size);
    for (const [token, html] of held.formulas) formulas.set(token, html);
    return { ...cell, source: held.markdown };
  });
  return { notebook: { ...notebook, cells }, formulas };
}
