/**
 * Bytes of one field to text, with a good guess when the encoding is the wrong one.
 */

/**
 * How the text of a file is encoded. `detect` decides at the first field that isn't plain ASCII:
 * UTF-8 if its bytes are valid UTF-8 (letters of Latin-1 practically never are), Latin-1 otherwise.
 */
export type TextEncoding = 'utf-8' | 'latin1' | 'detect';

/** Decodes fields; stateful only for `detect`, which settles once. */
export class FieldDecoder {
  readonly #strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  #encoding: TextEncoding;

  constructor(encoding: TextEncoding) {
    this.#encoding = encoding;
  }

  /** The text of bytes[start, end), or undefined where they can't be in the encoding. */
  decode(bytes: Buffer, start: number, end: number): string | undefined {
    let p = start;
    while (p < end && bytes[p] < 0x80) p++;
    // For ASCII the three are the same, and this is by far the fastest call.
    if (p === end) return bytes.toString('latin1', start, end);
    const utf8 = this.#utf8(bytes.subarray(start, end));
    if (this.#encoding === 'detect') this.#encoding = utf8 === undefined ? 'latin1' : 'utf-8';
    if (this.#encoding === 'utf-8') return utf8;
    // Valid UTF-8 in a "Latin-1" file would come out as Ã© for é.
    return utf8 === undefined ? bytes.toString('latin1', start, end) : undefined;
  }

  /** What an undecodable field should have been, and what to do; for error messages. */
  get expectation(): string {
    return this.#encoding === 'utf-8'
      ? "text in UTF-8 (it looks like Latin-1: pass encoding: 'latin1')"
      : "text in Latin-1 (it looks like UTF-8: pass encoding: 'utf-8')";
  }

  #utf8(bytes: Uint8Array): string | undefined {
    try {
      return this.#strict.decode(bytes);
    } catch {
      return undefined;
    }
  }
}
