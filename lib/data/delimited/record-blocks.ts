/**
 * Splits a stream of bytes into blocks of complete records for the parser.
 */
import { DataError } from '../../core/errors';
import type { DelimitedParser } from './delimited-parser';

/** Bytes that are asked for at once: large enough for few calls, small enough for progress to move. */
const CHUNK = 1 << 20;
/** A longer record isn't one: the separator, the quotes, or the file must be wrong. */
const LONGEST_RECORD = 1 << 24;

const UTF_16 = "looks like UTF-16; save it as UTF-8, or read createReadStream(file, 'utf16le')";

/** What other kinds of file begin with. */
const FOREIGN_STARTS: readonly { bytes: readonly number[]; what: string }[] = [
  {
    bytes: [0x1f, 0x8b],
    what: 'is compressed with gzip; unpack it first, or read createReadStream(file).pipe(createGunzip())',
  },
  { bytes: [0x50, 0x4b, 0x03, 0x04], what: 'is a zip archive; unpack it first' },
  { bytes: [0xff, 0xfe], what: UTF_16 },
  { bytes: [0xfe, 0xff], what: 'looks like UTF-16; save it as UTF-8' },
];

/** One reused buffer: chunks come in at its end, whole records are parsed, the rest moves to its front. */
export class RecordBlocks {
  /** Size of the whole input where it is known: lets the columns reserve their memory once. */
  totalBytes: number | undefined;
  #buffer = Buffer.allocUnsafe(CHUNK + (CHUNK >> 2));
  #used = 0;
  #bytes = 0;
  #started = false;

  constructor(
    private readonly parser: DelimitedParser,
    private readonly file: string,
  ) {}

  /** Bytes that came in so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Where the next chunk may be read to; tell {@link filled} how much came. */
  room(): Buffer {
    this.#makeRoom(CHUNK >> 2);
    return this.#buffer.subarray(this.#used);
  }

  /** That many bytes were read into {@link room}. */
  filled(bytes: number): void {
    this.#used += bytes;
    this.#bytes += bytes;
    // The start must be whole before it is looked at; four bytes could come one by one.
    if (!this.#started && this.#used >= 4) this.#begin();
    if (this.#started) this.#parse(this.parser.wholeRecords(this.#buffer, this.#used));
  }

  /** Takes a chunk that lies elsewhere in memory; it is copied piece by piece. */
  write(chunk: Uint8Array): void {
    for (let from = 0; from < chunk.length; from += CHUNK) {
      const piece = chunk.subarray(from, from + CHUNK);
      this.#makeRoom(piece.length);
      this.#buffer.set(piece, this.#used);
      this.filled(piece.length);
    }
  }

  /** The input is at its end: what is left is the last record, without a line end. */
  end(): void {
    if (!this.#started) this.#begin();
    this.#parse(this.#used);
  }

  #parse(whole: number): void {
    if (whole === 0) {
      if (this.#used <= LONGEST_RECORD) return;
      throw new DataError(
        `${this.file}: a record of more than ${LONGEST_RECORD >> 20} MB; is a quote never closed, or is this not a text file?`,
        { file: this.file },
      );
    }
    const rowsBefore = this.parser.rows;
    this.parser.parse(this.#buffer, 0, whole);
    this.#buffer.copyWithin(0, whole, this.#used);
    this.#used -= whole;
    if (rowsBefore === 0 && this.totalBytes !== undefined && this.parser.rows > 0) {
      // Later rows are often a little longer or shorter: five per cent more than they take now.
      this.parser.reserve(Math.ceil((this.parser.rows / whole) * this.totalBytes * 1.05) + 16);
    }
  }

  #begin(): void {
    this.#started = true;
    for (const { bytes, what } of FOREIGN_STARTS) {
      if (bytes.every((byte, n) => n < this.#used && this.#buffer[n] === byte)) {
        throw new DataError(`${this.file}: the file ${what}`, { file: this.file });
      }
    }
    // Latin letters and digits of UTF-16 without a mark at its start.
    if (this.#used >= 4 && this.#buffer[0] !== 0 && this.#buffer[1] === 0 && this.#buffer[3] === 0) {
      throw new DataError(`${this.file}: the file ${UTF_16}`, { file: this.file });
    }
    if (this.#used >= 3 && this.#buffer.readUIntBE(0, 3) === 0xefbbbf) {
      this.#buffer.copyWithin(0, 3, this.#used);
      this.#used -= 3;
    }
  }

  #makeRoom(bytes: number): void {
    if (this.#buffer.length - this.#used >= bytes) return;
    const larger = Buffer.allocUnsafe(Math.max(2 * this.#buffer.length, this.#used + bytes));
    this.#buffer.copy(larger, 0, 0, this.#used);
    this.#buffer = larger;
  }
}
