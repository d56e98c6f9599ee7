/**
 * JavaScript stores a character such as 🎬 as two halves (surrogates). A lone half isn't valid Unicode: it
 * can't be encoded in UTF-8, and a notebook that contains one can't be saved. It is replaced with `\ufffd`.
 */

/** Whether the text has no lone surrogates. */
export function isWellFormed(text: string): boolean {
  return (text as string & { isWellFormed(): boolean }).isWellFormed(); // in no version of TypeScript's types for Node 20
}

/** The text with lone surrogates replaced. */
export function wellFormed(text: string): string {
  return (text as string & { toWellFormed(): string }).toWellFormed(); // nor is this
}

/**
 * A backslash in JSON and what it escapes: a whole lone surrogate, which `JSON.stringify` writes as `\ud83c`.
 */
const ESCAPE = /\\(?:(ud[89a-f][0-9a-f]{2})|.)/g;

/** The same for all texts in the output of `JSON.stringify`, including field names. */
export function wellFormedJson(json: string): string {
  if (!json.includes('\\ud')) return json;
  return json.replace(ESCAPE, (escaped, half) => (half ? '\ufffd' : escaped));
}

/** Where to cut a text without splitting a character: at `index`, or after the character around it. */
export function cutIndex(text: string, index: number): number {
  const isWithin = (text.codePointAt(index - 1) ?? 0) > 0xffff;
  return isWithin ? index + 1 : index;
}
