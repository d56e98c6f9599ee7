import { inspect } from 'node:util';
import { cutIndex } from '../../core/well-formed';
import type { MimeBundle } from '../display';

/** Longer texts are cut: nobody reads megabytes of text on a page. */
const MAX_LENGTH = 50_000;

/** Where Node cuts a long string in a character: half of it, as an escape. */
const CUT_IN_CHARACTER = /(?<!\\)((?:\\\\)*)\\ud[89ab][\da-f]{2}(['"`])\.\.\. (\d+) more characters?/gi;

/** Any value as Node shows it, without color codes. */
export function inspectText(value: unknown): string {
  let text: string;
  try {
    text = inspect(value, {
      colors: false,
      depth: 4,
      maxArrayLength: 100,
      maxStringLength: 10_000,
      breakLength: 100,
    }).replace(
      CUT_IN_CHARACTER,
      (_, before, quote, count) => `${before}${quote}... ${Number(count) + 1} more characters`,
    );
  } catch (error) {
    text = `[a value that can't be shown: ${String(error)}]`; // its own inspect method or a proxy throws
  }
  const end = cutIndex(text, MAX_LENGTH);
  const hidden = text.length - end;
  return hidden > 0 ? `${text.slice(0, end)}\n… ${hidden} more characters` : text;
}

/** The fallback, for any value. */
export function formatPlain(value: unknown): MimeBundle {
  return { 'text/plain': inspectText(value) };
}
