/**
 * Errors as a notebook shows them. For errors thrown by cells see `runtime-error.ts`, for type errors
 * `type-errors.ts`.
 */

import { styleText } from 'node:util';

/** The content of a Jupyter `error` message. */
export interface CellError {
  ename: string;
  evalue: string;
  traceback: string[];
}

/** For the notebook's page, whatever the kernel's own output is: newer Node would leave the codes out. */
const ALWAYS = { validateStream: false };

export const red = (text: string) => styleText('red', text, ALWAYS);
export const dim = (text: string) => styleText('dim', text, ALWAYS);
export const bold = (text: string) => styleText('bold', text, ALWAYS);

/** The lines around a place in a cell, with an arrow and a caret. Lines and columns are 1-based. */
export function codeFrame(code: string, line: number, column: number, length = 1): string {
  const lines = code.split(/\r?\n/);
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

/** A TypeScript warning about an edited source. */
export function sourceWarning(warning: string, root: string): string {
  return `TypeScript: ${warning.replace(`${root}/`, '')}\n`;
}

/** A warning about an edited source that the kernel itself uses. */
export function needsRestart(path: string): string {
  return `${path} has changed, and the kernel itself uses it: restart the kernel to apply the change\n`;
}

/** A hint about a module without types. */
export function untypedPackage(path: string): string {
  const name = path.split('/', path.startsWith('@') ? 2 : 1).join('/');
  const types = `@types/${name.replace(/^@/, '').replace('/', '__')}`;
  const install = /^[./]/.test(path)
    ? ''
    : ` Types may be in a package: \`npm install --save-dev ${types}\`.`;
  return `TypeScript: '${path}' has no types, so its values are \`any\`.${install}\n`;
}
