/** What is written to a stream such as `process.stdout`, as text. */
import { StringDecoder } from 'node:string_decoder';
import { wellFormed } from '../../core/well-formed';

/** Puts bytes of characters together that come in two pieces, as they do from another program's pipe. */
export class WrittenText {
  private readonly decoder = new StringDecoder('utf8');

  /**
   * The text that there is with this piece, as a terminal would show it.
   * @param encoding of a text: `'hex'`, say, means that its digits stand for bytes
   * @throws {TypeError} what Node throws for anything else than text and bytes, and for an unknown encoding
   */
  add(piece: string | Uint8Array, encoding: BufferEncoding = 'utf8'): string {
    if (typeof piece !== 'string') return this.decoder.write(piece as Buffer);
    if (!/^utf-?8$/i.test(encoding)) return this.decoder.write(Buffer.from(piece, encoding));
    return this.decoder.end() + wellFormed(piece); // a character that was begun stays incomplete
  }
}
