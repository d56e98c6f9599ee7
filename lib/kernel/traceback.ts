/** Errors as a notebook shows them, and what TypeScript has against a cell; what cells throw is in `runtime-error.ts`. */
import type { Diagnostic } from 'tslab/dist/converter';

/** The content of a Jupyter `error` message. */
export interface CellError {
  ename: string;
  evalue: string;
  traceback: string[];
}

export const red = (text: string) => `\u001b[31m${text}\u001b[39m`;
export const dim = (text: string) => `\u001b[2m${text}\u001b[22m`;
export const bold = (text: string) => `\u001b[1m${text}\u001b[22m`;

/** Three lines of a cell with an arrow and a caret at the place. Lines and columns are 1-based. */
export function codeFrame(code: string, line: number, column: number, length = 1): string {
  const lines = code.split('\n');
  const from = Math.max(1, line - 1);
  const to = Math.min(lines.length, line + 1);
  const width = String(to).length;
  const frame: string[] = [];
  for (let n = from; n <= to; n++) {
    const number = String(n).padStart(width);
    frame.push(n === line ? `${red('>')} ${number} | ${lines[n - 1]}` : dim(`  ${number} | ${lines[n - 1]}`));
    if (n === line)
      frame.push(`  ${' '.repeat(width)} | ${' '.repeat(column - 1)}${red('^'.repeat(length))}`);
  }
  return frame.join('\n');
}

/** What TypeScript has against a cell, all of it, each with its place. */
export function typeError(diagnostics: readonly Diagnostic[], code: string, cell: number): CellError {
  const errors = withReasons(diagnostics);
  const traceback = errors.map(([d, ...reasons]) => {
    const line = d.start.line + 1;
    const column = d.start.character + 1;
    const length = d.end.line === d.start.line ? Math.max(1, d.end.character - d.start.character) : 1;
    const place = d.fileName
      ? `${d.fileName}:${line}:${column}`
      : `In[${cell}], line ${line}, column ${column}`;
    const because = reasons.map(({ messageText }) => `\n  ${messageText}`).join('');
    const head = `${red(bold(`TS${d.code}`))}: ${d.messageText}${because}\n${dim(place)}`;
    return d.fileName ? head : `${head}\n${codeFrame(code, line, column, length)}`;
  });
  const [[first]] = errors as [[Diagnostic]];
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return {
    ename: 'TypeScriptError',
    evalue: `TS${first.code}: ${first.messageText} (line ${first.start.line + 1})${more}`,
    traceback,
  };
}

/** Errors, each with the reasons that TypeScript gives: tslab lists them too, with the very same place object. */
function withReasons(diagnostics: readonly Diagnostic[]): [Diagnostic, ...Diagnostic[]][] {
  const errors: [Diagnostic, ...Diagnostic[]][] = [];
  for (const diagnostic of diagnostics) {
    const last = errors.at(-1);
    if (last && last[0].start === diagnostic.start) last.push(diagnostic);
    else errors.push([diagnostic]);
  }
  return errors;
}

/** A warning about an edited source that TypeScript objects to. */
export function sourceWarning(warning: string, root: string): string {
  return `TypeScript: ${warning.replace(`${root}/`, '')}\n`;
}

/** A warning about an edited source that the kernel itself runs on. */
export function needsRestart(path: string): string {
  return `${path} has changed, and the kernel runs on it: restart the kernel to use the change\n`;
}
