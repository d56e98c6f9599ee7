/**
 * A fingerprint of data for receipts: the same content gives the same 64 hex digits on every machine.
 */
import { createHash } from 'node:crypto';
import { endianness } from 'node:os';
import { LabError } from './errors';
import { jsonPieces } from './json-pieces';

/** The typed arrays that data is made of. */
export type HashableArray = Int32Array | Float32Array | Float64Array | Uint8Array;

/**
 * SHA-256 over named parts. Each part is hashed with its name, kind and length, so that moving a value from the end of
 * one part to the start of the next changes the hash. The order of parts matters.
 */
export class ContentHash {
  readonly #sha = createHash('sha256');

  /** Adds a typed array (its bytes, little-endian), a list of strings, or a plain value as JSON. */
  add(name: string, part: HashableArray | readonly string[] | string | number | object): this {
    if (ArrayBuffer.isView(part)) {
      const view = part as HashableArray;
      return this.begin(name, view.constructor.name, view.length).more(view);
    }
    const json = JSON.stringify(part);
    this.#head(name, 'json', json.length);
    this.#sha.update(json);
    return this;
  }

  /**
   * Begins a typed array that follows in pieces, for one that isn't in memory: the hash is that of the whole.
   * @param kind `Int32Array` @param length of all pieces together
   */
  begin(name: string, kind: string, length: number): this {
    this.#head(name, kind, length);
    return this;
  }

  /** The next piece. */
  more(piece: HashableArray): this {
    if (piece.BYTES_PER_ELEMENT > 1 && endianness() !== 'LE') {
      throw new LabError('PLATFORM', 'ContentHash: needs a little-endian machine; this one is big-endian');
    }
    this.#sha.update(new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength));
    return this;
  }

  /** As `add` of a list of strings, whose JSON may be longer than a string can be. Cost: two passes. */
  addTexts(name: string, texts: () => Iterable<string>): this {
    let length = 0;
    for (const piece of jsonPieces(texts())) length += piece.length;
    this.#head(name, 'json', length);
    for (const piece of jsonPieces(texts())) this.#sha.update(piece);
    return this;
  }

  /** The hash as 64 hex digits. The object can't be used afterwards. */
  digest(): string {
    return this.#sha.digest('hex');
  }

  #head(name: string, kind: string, length: number): void {
    this.#sha.update(`${JSON.stringify(name)}:${kind}:${length}\n`);
  }
}
