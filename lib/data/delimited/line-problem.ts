/** What is wrong with one line of a file, in the reader's words. */
import { DataError } from '../../core/errors';
import { inferScale } from '../../core/infer-scale';
import { cut } from './delimited-hints';
import type { RatingsLook } from './look-at-ratings';
import { readRatingsSync } from './read-ratings';

/** A header that fits every file: the line itself is the second one. */
const LINE = 2;

/**
 * What the reader says of the line alone, such as `column 3 (stars): expected a number, got "n/a"`. If it finds nothing
 * wrong, the line is shown.
 */
export function problemOf(text: string, { options, columns }: RatingsLook): string {
  const { separator = '\t', quotes = true, header, decimal, timestamps } = options;
  const names = columns.map(({ column }, n) => (header ? column : (options.fields?.[n] ?? column)));
  const quote = quotes === false ? (name: string) => name : (name: string) => `"${escaped(name, quotes)}"`;
  const first = names.map(quote).join(separator);
  const roles = columns.flatMap(({ 'read as': role }, n) =>
    role === 'not read' ? [] : [[role, names[n]!] as const],
  );
  const layout = {
    name: '',
    separator,
    quotes,
    decimal,
    timestamps,
    header: Object.fromEntries(roles) as { user: string; item: string; rating?: string },
    ...(options.scale ? { scale: inferScale } : {}),
  };
  try {
    readRatingsSync({ text: `${first}\n${text}\n` }, layout);
  } catch (error) {
    const start = `:${LINE}: `;
    if (error instanceof DataError && error.message.startsWith(start))
      return error.message.slice(start.length);
  }
  return `it can't be read: ${cut(text)}`;
}

function escaped(name: string, quotes: true | 'backslash'): string {
  return quotes === true ? name.replaceAll('"', '""') : name.replace(/["\\]/g, '\\$&');
}
