/**
 * Splits a stream of bytes into blocks of complete records for the parser.
 */
import { DataError } from '../../core/errors';
import type { DelimitedParser } from './delimited-parser';
import { otherFormat } from './other-formats';
import type { ParserOptions } from './parser-options';

/** Bytes per read: large enough for few calls, small enough for smooth progress. */
const CHUNK = 1 << 20;
const LF = 0x0a;
/** Maximum length of a record; beyond it, the separator, the quotes, or the file must be wrong. */
const LONGEST_RECORD = 1 << 24;

/** One reused buffer: chunks are appended, complete records are parsed, the rest is moved to the front. */
export class RecordBlocks {
  /** Size of the whole input, if known: lets the columns reserve their memory once. */
  totalBytes: number | undefined;
  #buffer = Buffer.allocUnsafe(CHUNK + (CHUNK >> 2));
  #used = 0;
  #bytes = 0;
  #started = false;
  readonly #file: string;
  /** Number of lines that are still to be skipped. */
  #above: number;

  constructor(
    private readonly parser: DelimitedParser,
    { file, skip }: Pick<ParserOptions, 'file' | 'skip'>,
  ) {
    this.#file = file;
    this.#above = skip;
  }

  /** Bytes received so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The buffer to read the next chunk into; afterwards, call {@link filled} with the number of bytes. */
  room(): Buffer {
    this.#makeRoom(CHUNK >> 2);
    return this.#buffer.subarray(this.#used);
  }

  /** Processes that many bytes, which were read into {@link room}. */
  filled(bytes: number): void {
    this.#used += bytes;
    this.#bytes += bytes;
    // Wait for the first four bytes before looking at them; they could arrive one at a time.
    if (!this.#started && this.#used >= 4) this.#begin();
    if (!this.#started) return;
    this.#skip();
    this.#parse(this.parser.wholeRecords(this.#buffer, this.#used));
  }

  /** Processes a chunk from elsewhere in memory; it is copied piece by piece. */
  write(chunk: Uint8Array): void {
    for (let from = 0; from < chunk.length; from += CHUNK) {
      const piece = chunk.subarray(from, from + CHUNK);
      this.#makeRoom(piece.length);
      this.#buffer.set(piece, this.#used);
      this.filled(piece.length);
    }
  }

  /** Ends the input: whatever is left is the last record, without a line end. */
  end(): void {
    if (!this.#started) this.#begin();
    this.#skip();
    this.#parse(this.#used);
  }

  /** Removes what is above the first record. */
  #skip(): void {
    if (this.#above === 0) return;
    let start = 0;
    while (this.#above > 0 && start < this.#used) {
      const end = this.#buffer.subarray(0, this.#used).indexOf(LF, start);
      if (end >= 0) this.#above--;
      start = end < 0 ? this.#used : end + 1;
    }
    this.#buffer.copyWithin(0, start, this.#used);
    this.#used -= start;
  }

  #parse(whole: number): void {
    if (whole === 0) {
      if (this.#used <= LONGEST_RECORD) return;
      throw new DataError(
        `${this.#file}: a record of more than ${LONGEST_RECORD >> 20} MB; is a quote never closed, or is this not a text file?`,
        { file: this.#file },
      );
    }
    const rowsBefore = this.parser.rows;
    this.parser.parse(this.#buffer, 0, whole);
    this.#buffer.copyWithin(0, whole, this.#used);
    this.#used -= whole;
    if (rowsBefore === 0 && this.totalBytes !== undefined && this.parser.rows > 0) {
      // Later rows are often slightly longer or shorter, so reserve five percent more than the estimate.
      this.parser.reserve(Math.ceil((this.parser.rows / whole) * this.totalBytes * 1.05) + 16);
    }
  }

  #begin(): void {
    this.#started = true;
    const other = otherFormat(this.#buffer.subarray(0, this.#used));
    if (other) {
      const { is, advice, inCode } = other;
      const what = `the file ${is}; ${advice}${inCode === undefined ? '' : `, or ${inCode}`}`;
      throw new DataError(`${this.#file}: ${what}`, { file: this.#file });
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
