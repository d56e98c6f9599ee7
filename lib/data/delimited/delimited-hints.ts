/**
 * Hints in error messages about delimited text that seems to have a different layout.
 */

/** Common separators; a hint names the first that fits. */
export const COMMON_SEPARATORS = ['\t', '::', ',', ';', '|', ' '];

/** Names a separator that would split the record into fields that fit; '' if there is none. */
export function separatorHint(record: string, used: string, fits: (fields: string[]) => boolean): string {
  const text = record.replaceAll('"', '').trimEnd();
  if (text.includes('\r')) return OLD_LINE_ENDS;
  const other = COMMON_SEPARATORS.find((separator) => separator !== used && fits(text.split(separator)));
  return other === undefined ? '' : `; is the separator ${JSON.stringify(other)}?`;
}

/** A hint for a non-number in the first row, which may be a header if it contains no digit at all. */
export function firstRowHint(record: string): string {
  if (record.trimEnd().includes('\r')) return OLD_LINE_ENDS;
  return /\d/.test(record) ? '' : '; if the first line names the columns, pass header';
}

const OLD_LINE_ENDS = '; its lines end with "\\r" only: save the file with "\\n"';

/**
 * A hint for text after a closing quote. `before` is the field up to that quote, `rest` is what follows it.
 */
export function quotesHint(before: string, rest: string): string {
  const separator = COMMON_SEPARATORS.find((mark) => mark !== ' ' && rest.startsWith(`${mark}"`));
  if (separator !== undefined) return `; is the separator ${JSON.stringify(separator)}?`;
  const backslash = before.endsWith('\\') || /^[^"]*\\"/.test(rest);
  return backslash ? " (pass quotes: 'backslash' if a quote inside is written \\\")" : QUOTES_FALSE;
}

/** A hint for a quote that is never closed. */
export const QUOTES_FALSE = ' (pass quotes: false if quotes are part of the text)';

/** Text in quotes for a message, shortened to `length` characters. */
export function cut(text: string, length = 60): string {
  const letters = Array.from(text.slice(0, 2 * length + 1));
  return JSON.stringify(letters.length > length ? `${letters.slice(0, length).join('')}…` : letters.join(''));
}
