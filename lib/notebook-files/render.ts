/** Renders notebooks' cells to HTML with nbconvert of the Python environment. */
import { spawn } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { LabError } from '../core/errors';
import { withAsides } from './asides';
import { pythonEnvironment, pythonPath } from './environment';
import { holdOutFormulas, putBackFormulas } from './formulas';
import type { Notebook } from './ipynb';

export interface Renderer {
  /**
   * The HTML of a notebook's cells, formulas as MathML.
   * @param path its location: images in its text are read from its folder
   * @param name its name in errors
   * @throws LabError if nbconvert can't render it; the renderer can still be used afterwards
   */
  render(notebook: Notebook, path: string, name: string): Promise<string>;
  close(): void;
}

type Answer = { body: string } | { error: string };

/** nbconvert in its own process, one for all notebooks, because it takes a second to load. */
export function openRenderer(): Renderer {
  const program = spawn(pythonPath(), [join(__dirname, 'render.py')], {
    // its own process group: Ctrl-C is ours to handle, the closing input ends it
    detached: process.platform !== 'win32',
    env: pythonEnvironment(),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let log = '';
  program.stderr.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-3000);
  });
  program.on('error', (error) => {
    log = error.message;
  });
  program.stdin.on('error', () => {}); // a program that has ended gives no answer, which is reported below
  const answers = createInterface({ input: program.stdout })[Symbol.asyncIterator]();
  return {
    render: async (notebook, path, name) => {
      const { notebook: plain, formulas } = withoutFormulas(withAsides(notebook), name);
      const job = { notebook: plain, folder: dirname(resolve(path)) };
      program.stdin.write(`${JSON.stringify(job)}\n`);
      const line = await answers.next();
      if (line.done) {
        throw new LabError(
          'EXPORT',
          `${name}: the program that runs nbconvert ended unexpectedly. Run \`npm run doctor\` to check the environment.\n\n${log.trim()}`,
        );
      }
      const answer = JSON.parse(line.value) as Answer;
      if ('error' in answer)
        throw new LabError('EXPORT', `${name}: nbconvert could not render it: ${answer.error}`);
      return putBackFormulas(answer.body, formulas);
    },
    close: () => {
      program.stdin.end();
      program.kill(); // it may be at work
    },
  };
}

/**
 * The notebook with a token for each formula; the tokens differ between cells. Of its metadata only the language counts
 * for a page, and nbconvert refuses a kernel that isn't described in full.
 */
function withoutFormulas(
  notebook: Notebook,
  name: string,
): { notebook: Notebook; formulas: Map<string, string> } {
  const formulas = new Map<string, string>();
  const cells = notebook.cells.map((cell, i) => {
    if (cell.cell_type !== 'markdown') return cell;
    const held = holdOutFormulas(cell.source, `${name}: cell ${i + 1}`, formulas.size);
    for (const [token, html] of held.formulas) formulas.set(token, html);
    return { ...cell, source: held.markdown };
  });
  const metadata = { language_info: notebook.metadata.language_info ?? { name: 'typescript' } };
  return { notebook: { ...notebook, cells, metadata }, formulas };
}
