/** Describes a failed execution: which notebook, which cell, which line, what happened. */
import { stripVTControlCharacters } from 'node:util';
import { cellNumbers, type Failure } from './execute';
import { hasCode, type Notebook } from './ipynb';

const PLACE = /In\[(\d+)\](, line |:)(\d+)/;

/**
 * @param notebook the executed notebook, with the cell that `--set` adds
 * @param colors keep the traceback's colors
 */
export function describeFailure(failure: Failure, notebook: Notebook, path: string, colors: boolean): string {
  const where = failure.index === null ? path : `${path}: ${cellName(notebook, failure.index)}`;
  switch (failure.kind) {
    case 'error': {
      const traceback = ownNumbers(failure.traceback.join('\n'), notebook);
      const text = colors ? traceback : stripVTControlCharacters(traceback);
      const line = lineOf(stripVTControlCharacters(failure.traceback.join('\n')), notebook, failure.index);
      return `${where}${line ? `, line ${line}` : ''}: ${failure.ename}: ${failure.evalue}\n\n${text}`;
    }
    case 'timeout':
      return `${where}: stopped after ${failure.seconds} s (an endless loop? Use --timeout to give cells more time)`;
    case 'did-not-raise':
      return `${where}: is tagged \`raises-exception\` but raised no error`;
    case 'kernel-died':
      return `${where}: the kernel ended unexpectedly\n\n${failure.evalue}`;
    case 'no-kernel':
      return `${path}: the kernel isn't registered in the Python environment. Run \`npm run setup\`.`;
    case 'driver':
      return `${where}: the program that drives the kernel ended unexpectedly. Run \`npm run doctor\` to check the environment.\n\n${failure.evalue}`;
  }
}

/** `cell 9 (code cell 4)`, counted from 1, as a reader of the file would. */
export function cellName(notebook: Notebook, index: number): string {
  const numbers = cellNumbers(notebook)[index];
  return numbers ? `cell ${numbers.cell} (code cell ${numbers.code})` : 'the cell that --set added';
}

/** The kernel counts every cell it runs, including the one that `--set` adds; readers count the cells in the file. */
function ownNumbers(text: string, notebook: Notebook): string {
  const numbers = cellNumbers(notebook).filter((_, i) => hasCode(notebook.cells[i]!));
  return text.replace(/In\[(\d+)\]/g, (place, n) => {
    const ran = numbers[Number(n) - 1];
    return ran ? `In[${ran.code}]` : numbers.length >= Number(n) ? 'In[--set]' : place;
  });
}

/** The line of the failing cell, where the traceback names one. */
function lineOf(text: string, notebook: Notebook, index: number | null): string | undefined {
  const running = notebook.cells.slice(0, (index ?? -1) + 1).filter(hasCode).length;
  const places = [...text.matchAll(new RegExp(PLACE, 'g'))];
  return places.find((place) => Number(place[1]) === running)?.[3];
}
