/**
 * Decodes the bytes of a field, and suggests the likely encoding if it is the wrong one.
 */

/**
 * How the text of a file is encoded.
 *
 * - `utf-8`: rejects anything else.
 * - `latin1`: one byte per character, as in Western Europe and on Windows; rejects fields that are valid
 *   UTF-8, until one occurs that isn't.
 * - `windows-1252`: the same without that check.
 * - `detect`: decides at the first field that isn't plain ASCII: UTF-8 if its bytes are valid UTF-8 (Latin-1
 *   text practically never is), otherwise Latin-1.
 */
export type TextEncoding = 'utf-8' | 'latin1' | 'windows-1252' | 'detect';

/** The choices, for error messages. */
export const TEXT_ENCODINGS: readonly TextEncoding[] = ['utf-8', 'latin1', 'windows-1252', 'detect'];

/**
 * Windows-1252 at 0x80 to 0x9f, where Latin-1 has control characters that no text uses; five are unassigned.
 */
const WINDOWS = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** Decodes fields; has state only for `detect` and `latin1`, which decide once. */
export class FieldDecoder {
  readonly #strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  #encoding: TextEncoding;

  constructor(encoding: TextEncoding) {
    this.#encoding = encoding;
  }

  /** The text of bytes[start, end), or undefined if they aren't valid in the encoding. */
  decode(bytes: Buffer, start: number, end: number): string | undefined {
    let p = start;
    while (p < end && bytes[p] < 0x80) p++;
    // ASCII is the same in all encodings, and this call is by far the fastest.
    if (p === end) return bytes.toString('latin1', start, end);
    if (this.#encoding === 'windows-1252') return windowsText(bytes, start, end);
    const utf8 = this.#utf8(bytes.subarray(start, end));
    if (this.#encoding === 'detect' && utf8 !== undefined) this.#encoding = 'utf-8';
    if (this.#encoding === 'utf-8') return utf8;
    // Valid UTF-8 in a "Latin-1" file would be decoded as Ã© for é. Once the file has been found not to be
    // UTF-8, such characters are taken literally.
    if (utf8 !== undefined) return undefined;
    this.#encoding = 'windows-1252';
    return windowsText(bytes, start, end);
  }

  /** The bytes as text for an error message, whatever they contain. */
  shown(bytes: Buffer): string {
    const utf8 = this.#encoding === 'utf-8' || this.#encoding === 'detect' ? this.#utf8(bytes) : undefined;
    return utf8 ?? windowsText(bytes, 0, bytes.length);
  }

  /** What an undecodable field should have been, and what to do; for error messages. */
  get expectation(): string {
    return this.#encoding === 'utf-8'
      ? "text in UTF-8 (it looks like Latin-1: pass encoding: 'latin1')"
      : "text in Latin-1 (it looks like UTF-8: pass encoding: 'utf-8', or 'windows-1252' if it isn't)";
  }

  #utf8(bytes: Uint8Array): string | undefined {
    try {
      return this.#strict.decode(bytes);
    } catch {
      return undefined;
    }
  }
}

/** Any bytes as Windows-1252. */
export function windowsText(bytes: Buffer, start: number, end: number): string {
  const latin1 = bytes.toString('latin1', start, end);
  return latin1.replace(/[\x80-\x9f]/g, (letter) => WINDOWS[letter.charCodeAt(0) - 0x80]);
}
