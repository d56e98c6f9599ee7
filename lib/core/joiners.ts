/**
 * Lets names have joiners, the invisible characters U+200C and U+200D that Persian and the scripts of India are written
 * with. JavaScript allows them in names, and TypeScript 5.0 doesn't. So TypeScript sees two other characters instead,
 * marks that no language uses; what it says and writes is changed back. All of them are one code unit long: places stay.
 */
const STAND_INS = { '\u200c': '\u1dfe', '\u200d': '\u1dff' };
const JOINERS = { '\u1dfe': '\u200c', '\u1dff': '\u200d' };

/** For text that TypeScript gets. */
export function withStandIns(text: string): string {
  return replaced(text, STAND_INS);
}

/** For text that comes from TypeScript. */
export function withJoiners(text: string): string {
  return replaced(text, JOINERS);
}

/** Cost: for text of Latin letters alone next to nothing. */
function replaced(text: string, table: Record<string, string>): string {
  let result = text;
  for (const [from, to] of Object.entries(table))
    if (text.includes(from)) result = result.replaceAll(from, to);
  return result;
}
