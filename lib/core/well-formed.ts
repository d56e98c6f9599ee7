/**
 * JavaScript keeps a character such as 🎬 as two halves (surrogates). A half alone is not Unicode: it can't be written
 * in UTF-8, and a notebook that holds one can't be saved. It becomes the replacement character, `\ufffd`.
 */

/** Whether no half stands alone. */
export function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

/** A text without lone halves. */
export function wellFormed(text: string): string {
  return (text as string & { toWellFormed(): string }).toWellFormed(); // in no version of TypeScript's types for Node 20
}

/** A backslash in JSON with what it escapes: all of a lone half, which `JSON.stringify` writes as `\ud83c`. */
const ESCAPE = /\\(?:(ud[89a-f][0-9a-f]{2})|.)/g;

/** The same for all texts in what `JSON.stringify` has written, names of fields too. */
export function wellFormedJson(json: string): string {
  if (!json.includes('\\ud')) return json;
  return json.replace(ESCAPE, (escaped, half) => (half ? '\ufffd' : escaped));
}

/** Where to cut a text so that no character falls apart: at `index`, or behind the character that it is in. */
export function cutIndex(text: string, index: number): number {
  const isWithin = (text.codePointAt(index - 1) ?? 0) > 0xffff;
  return isWithin ? index + 1 : index;
}
