/** The rules that every notebook of the course follows; `test/notebook-files/notebooks.test.ts` applies them. */
import type * as ts from 'typescript-6';
import { DataError } from '../core/errors';
import { hasBuriedAside } from './asides';
import { KERNEL } from './environment';
import { hasStrayDollar, holdOutFormulas } from './formulas';
import { type Cell, type Notebook, parseNotebook, serializeNotebook, tagsOf } from './ipynb';
import { normalize, outputProblem } from './normalize';

export const ALLOWED_TAGS = ['parameters', 'exercise', 'solution', 'checks', 'slow', 'raises-exception'];
export const MAX_CODE_LINES = 20;
/** What a laptop's window of 1,366 pixels shows beside JupyterLab's list of files. */
export const MAX_CODE_WIDTH = 115;
export const MAX_IMPORTS = 8;
/** Of the code cells. */
export const MAX_MEDIAN_LINES = 6;
/** How a cell begins that takes long, so that readers see it before they run it. */
const SLOW = '// Slow:';
export const MAX_NOTEBOOK_BYTES = 500_000;

const CDN = /\bcdn[.-]|\bcdnjs\b|\bjsdelivr\b|\bunpkg\b|\besm\.sh\b|\bskypack\b|\bajax\.googleapis\b/i;
const ABSOLUTE_PATH =
  /(?<![\w.~:/+=@-])\/(?:home|Users|root|tmp|work|var|private|opt|usr|mnt|srv)\/[\w.-]+|(?<![\w])[A-Z]:\\+[\w.-]+|file:\/\/\//;

/** Symbols that fonts in common use lack, such as the half star U+2BEA: readers see an empty box. */
const RARE = /[\u2b5a-\u2bff\u{1f650}-\u{1f67f}\u{1f780}-\u{1f8ff}]/u;

/** A cell that is a module or runs in the page: it must import what it needs. */
const OWN_FILE = /^\s*\/\*\*\s*@(?:module|browser)\b/;

/**
 * The problems of a notebook file, one line each; empty if there are none.
 * @param text the file's content
 * @throws DataError if it isn't a notebook
 */
export function lintNotebook(text: string, path: string): string[] {
  const notebook = parseNotebook(text, path);
  const raw = JSON.parse(text) as Notebook;
  return [
    ...wholeFile(text, raw, notebook, path),
    ...tagProblems(notebook.cells),
    ...importProblems(notebook.cells),
    ...lengthProblems(notebook.cells),
    ...notebook.cells.flatMap((cell, i) => formulaProblems(cell, i)),
    ...notebook.cells.flatMap((cell, i) => cellProblems(cell, i)),
  ];
}

const at = (index: number) => `cell ${index + 1}`;

function wholeFile(text: string, raw: Notebook, notebook: Notebook, path: string): string[] {
  const problems: string[] = [];
  const kernel = (raw.metadata?.kernelspec as { name?: string } | undefined)?.name;
  if (kernel !== KERNEL) problems.push(`its kernel is ${kernel ?? 'not given'}, expected ${KERNEL}`);
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_NOTEBOOK_BYTES)
    problems.push(`has ${bytes} bytes, at most ${MAX_NOTEBOOK_BYTES} are allowed`);
  const seen = new Set<string>();
  for (const [i, cell] of raw.cells.entries()) {
    if (!cell.id) problems.push(`${at(i)} has no id`);
    else if (seen.has(cell.id)) problems.push(`${at(i)} has the id ${cell.id} of an earlier cell`);
    seen.add(cell.id);
    const counts = [cell, ...(cell.outputs ?? [])] as { execution_count?: number | null }[];
    if (counts.some((c) => (c.execution_count ?? null) !== null))
      problems.push(`${at(i)} has an execution count`);
  }
  if (!notebook.cells.some((cell) => cell.outputs?.length)) problems.push('no cell has an output');
  if (problems.length === 0 && serializeNotebook(normalize(notebook)) !== text) {
    problems.push("not in the runner's saved form");
  }
  const outdated = 'to write the outputs, run';
  return problems.length > 0 ? [...problems, `${outdated} npm run notebook -- ${path} --save`] : [];
}

function tagProblems(cells: Cell[]): string[] {
  const problems = cells.flatMap((cell, i) =>
    tagsOf(cell)
      .filter((tag) => !ALLOWED_TAGS.includes(tag))
      .map((tag) => `${at(i)} has the tag ${tag}; allowed are ${ALLOWED_TAGS.join(', ')}`),
  );
  const parameters = cells.filter((cell) => tagsOf(cell).includes('parameters'));
  if (parameters.length > 1) problems.push('more than one cell is tagged parameters');
  if (parameters.some((cell) => cell.cell_type !== 'code')) problems.push('the parameters cell has no code');
  const last = cells.filter((cell) => cell.cell_type === 'code').at(-1);
  if (!last || !tagsOf(last).includes('checks')) problems.push('the last code cell is not tagged checks');
  return problems;
}

function importProblems(cells: Cell[]): string[] {
  const t = require('typescript-6') as typeof ts;
  const problems: string[] = [];
  let otherCode = false;
  let imports = 0;
  for (const [i, cell] of cells.entries()) {
    if (cell.cell_type !== 'code' || OWN_FILE.test(cell.source)) continue;
    const file = t.createSourceFile('cell.ts', cell.source, t.ScriptTarget.ES2022, false);
    const misplaced = file.statements.some((statement) => {
      if (t.isImportDeclaration(statement)) imports++;
      else otherCode = true;
      return t.isImportDeclaration(statement) && otherCode;
    });
    if (misplaced) problems.push(`${at(i)} has an import after other code; put all imports at the top`);
  }
  if (imports > MAX_IMPORTS) {
    problems.push(
      `${imports} imports, over the ${MAX_IMPORTS} allowed; lib/data/data and its like export many names`,
    );
  }
  return problems;
}

function lengthProblems(cells: Cell[]): string[] {
  const lengths = cells
    .filter((cell) => cell.cell_type === 'code')
    .map(({ source }) => source.trimEnd().split('\n').length);
  const median = lengths.sort((a, b) => a - b)[lengths.length >> 1] ?? 0;
  if (median <= MAX_MEDIAN_LINES) return [];
  return [`half of the code cells have ${median} lines or more; a typical cell has ${MAX_MEDIAN_LINES}`];
}

function formulaProblems(cell: Cell, index: number): string[] {
  if (cell.cell_type !== 'markdown') return [];
  if (hasStrayDollar(cell.source))
    return [`${at(index)} has a dollar sign outside a formula; write it as \\$`];
  try {
    holdOutFormulas(cell.source, at(index));
    return [];
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return [error.message];
  }
}

function cellProblems(cell: Cell, index: number): string[] {
  const problems: string[] = [];
  const lines = cell.source.trimEnd().split('\n').length;
  if (cell.cell_type === 'code' && lines > MAX_CODE_LINES) {
    problems.push(`has ${lines} lines, at most ${MAX_CODE_LINES} are allowed; move reusable code to lib/`);
  }
  const widest = Math.max(...cell.source.split('\n').map((line) => line.length));
  if (cell.cell_type === 'code' && widest > MAX_CODE_WIDTH) {
    problems.push(`has a line of ${widest} characters, at most ${MAX_CODE_WIDTH} are allowed`);
  }
  if (tagsOf(cell).includes('slow') && !cell.source.startsWith(SLOW)) {
    problems.push(`is tagged slow; say so in its first line, for instance "${SLOW} about ten seconds."`);
  }
  if (hasBuriedAside(cell)) problems.push('has a heading "For the curious"; let a cell begin with it');
  const texts = [cell.source, ...textsOf(cell)];
  const path = texts.map((text) => ABSOLUTE_PATH.exec(text)).find((found) => found !== null);
  if (path) problems.push(`has an absolute path: ${path[0]}`);
  const host = texts.map((text) => CDN.exec(text)).find((found) => found !== null);
  if (host) problems.push(`names a content delivery network (${host[0]}); notebooks work offline`);
  const rare = texts.map((text) => RARE.exec(text)).find((found) => found !== null);
  if (rare) problems.push(`has a symbol that common fonts lack: ${rare[0]}`);
  for (const output of cell.outputs ?? []) {
    const problem = outputProblem(output);
    if (problem) problems.push(problem);
    if (output.output_type === 'error' && !tagsOf(cell).includes('raises-exception')) {
      problems.push(`shows an error (${output.ename}) but isn't tagged raises-exception`);
    }
  }
  return problems.map((problem) => `${at(index)} ${problem}`);
}

/** Every text in a cell's outputs, without images. */
function textsOf(cell: Cell): string[] {
  return (cell.outputs ?? []).flatMap((output) => {
    if (output.output_type === 'stream') return [output.text];
    if (output.output_type === 'error') return [output.evalue, ...output.traceback];
    return Object.entries(output.data)
      .filter(([type]) => !/^image\/(?!svg)/.test(type))
      .map(([, value]) => (typeof value === 'string' ? value : JSON.stringify(value)));
  });
}
