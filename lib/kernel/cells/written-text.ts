/** Converts what is written to a stream such as `process.stdout` to text. */
import { StringDecoder } from 'node:string_decoder';
import { wellFormed } from '../../core/well-formed';

/** Joins characters whose bytes arrive in two chunks, as they can from a pipe. */
export class WrittenText {
  private readonly decoder = new StringDecoder('utf8');

  /**
   * The text available after this chunk, as a terminal would show it.
   * @param encoding of a string: with `'hex'`, for example, its digits are bytes
   * @throws {TypeError} as Node throws for anything but a string or bytes, and for an unknown encoding
   */
  add(piece: string | Uint8Array, encoding: BufferEncoding = 'utf8'): string {
    if (typeof piece !== 'string') return this.decoder.write(piece as Buffer);
    if (!/^utf-?8$/i.test(encoding)) return this.decoder.write(Buffer.from(piece, encoding));
    return this.decoder.end() + wellFormed(piece); // an unfinished character stays incomplete
  }
}
