/** Formats TypeScript's errors in a cell for a notebook. */

import { withJoiners } from '../../core/joiners';
import { bold, type CellError, codeFrame, dim, red } from '../cells/traceback';
import type { CellProblems } from './cell-problems';

/** Enough at once: people fix one problem at a time. */
const SHOWN = 3;

/**
 * Shows at most three problems, each with its place.
 * @param number the cell's execution count
 */
export function typeError({ problems, more }: CellProblems, code: string, number: number): CellError {
  const shown = problems.slice(0, SHOWN);
  const traceback = shown.map(({ code: id, message, notes, start, end }) => {
    const line = start.line + 1;
    const column = start.character + 1;
    const length = end.line === start.line ? Math.max(1, end.character - start.character) : 1;
    const because = notes.map((note) => `\n  ${note}`).join('');
    const place = dim(`In[${number}], line ${line}, column ${column}`);
    const head = `${red(bold(`TS${id}`))}: ${withJoiners(`${message}${because}`)}\n${place}`;
    return `${head}\n${codeFrame(code, line, column, length)}`;
  });
  const hidden = problems.length - shown.length + more;
  if (hidden > 0) traceback.push(dim(`and ${hidden} more`));
  const [first] = problems;
  if (!first) throw new Error('typeError: a cell with an error has at least one problem, got none');
  const others = problems.length + more - 1;
  return {
    ename: 'TypeScriptError',
    evalue: `TS${first.code}: ${withJoiners(first.message)} (line ${first.start.line + 1})${others > 0 ? ` (and ${others} more)` : ''}`,
    traceback,
  };
}
