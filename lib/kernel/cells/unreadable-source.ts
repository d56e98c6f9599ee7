/** A syntax error in one of the project's sources, as an error of the source instead of its compiler's. */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

/** `file:line:column: ERROR: message`, as esbuild says it; the column is 0-based. */
const SAID = /^(.+):(\d+):(\d+): ERROR: (.*)$/m;

/** Of an ES module, which `require` can't load; tsx and the imports of cells know what to do. */
const isModule = (text: string) => text.startsWith('Top-level await ');

/**
 * The first syntax error, with its line; undefined if the error is another one.
 * @param root the project's folder
 */
export function unreadableSource(error: unknown, root: string): SyntaxError | undefined {
  const { name, message } = Object(error) as Partial<Error>;
  const [, file, line, column, text] = (name === 'TransformError' && SAID.exec(message ?? '')) || [];
  if (file === undefined || isModule(text!)) return undefined;
  const code = readFileSync(file, 'utf8').split(/\r?\n/)[Number(line) - 1];
  const place = `${relative(root, file)}:${line}:${Number(column) + 1}`;
  return new SyntaxError(`${text}\n${place}\n  ${code}\n  ${' '.repeat(Number(column))}^`);
}
