/**
 * Allows joiners in names: the invisible characters U+200C and U+200D, used in Persian and in Indian scripts.
 * JavaScript allows them in names; TypeScript 5.0 doesn't. So TypeScript gets two stand-ins, marks that no
 * language uses, and its output is converted back. All of them are one code unit long, so positions don't
 * change.
 */
const STAND_INS = { '\u200c': '\u1dfe', '\u200d': '\u1dff' };
const JOINERS = { '\u1dfe': '\u200c', '\u1dff': '\u200d' };

/** For TypeScript's input. */
export function withStandIns(text: string): string {
  return replaced(text, STAND_INS);
}

/** For TypeScript's output. */
export function withJoiners(text: string): string {
  return replaced(text, JOINERS);
}

/** Almost free for text that contains only Latin letters. */
function replaced(text: string, table: Record<string, string>): string {
  let result = text;
  for (const [from, to] of Object.entries(table))
    if (text.includes(from)) result = result.replaceAll(from, to);
  return result;
}
