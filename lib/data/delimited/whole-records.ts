/** Finds the end of records: a line end that isn't in quotes. */

/** The characters that delimit fields and text. */
export interface Marks {
  readonly separator: Buffer;
  /** Whether fields can be in quotes. */
  readonly quotes: boolean;
  /** The byte that escapes a quote after it; -1 if there is none. */
  readonly escapeByte: number;
}

const LF = 0x0a;
const QUOTE = 0x22;

/** The end of the last complete record in bytes[0, end); 0 if there is none. */
export function wholeRecords(bytes: Buffer, end: number, { separator, quotes, escapeByte }: Marks): number {
  if (end === 0) return 0; // lastIndexOf would begin at the end of the buffer
  // There may be quotes of an earlier chunk after `end`.
  if (!quotes || !bytes.subarray(0, end).includes(QUOTE)) return bytes.lastIndexOf(LF, end - 1) + 1;
  let last = 0;
  let quoted = false;
  let fieldStart = true;
  let closedAt = -2;
  for (let p = 0; p < end; p++) {
    const byte = bytes[p];
    if (quoted) {
      if (byte === escapeByte) p++;
      if (byte !== QUOTE) continue;
      quoted = false;
      closedAt = p;
    } else if (byte === QUOTE) {
      // A doubled quote closes and reopens the field, which has the same effect.
      quoted = fieldStart || closedAt === p - 1;
    } else if (byte === LF) {
      last = p + 1;
    }
    const startsField = byte === LF || isSeparatorAt(separator, bytes, p - separator.length + 1, p + 1);
    fieldStart = !quoted && startsField;
  }
  return last;
}

/**
 * Whether the complete separator is at `at`, before `end`: after it there may be bytes of an earlier chunk.
 */
export function isSeparatorAt(separator: Buffer, bytes: Buffer, at: number, end: number): boolean {
  if (at + separator.length > end) return false;
  for (let n = 0; n < separator.length; n++) if (bytes[at + n] !== separator[n]) return false;
  return true;
}
