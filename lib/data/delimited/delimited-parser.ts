/** The parser behind `delimited.ts`: takes blocks of complete records and fills typed columns. */
import { type ColumnArrays, type ColumnBuilder, columnBuilder } from './delimited-columns';
import { DelimitedErrors, leastColumns } from './delimited-errors';
import { QUOTES_FALSE } from './delimited-hints';
import { FieldDecoder } from './field-decoder';
import type { ColumnType, ParserOptions } from './parser-options';
import { isSeparatorAt, type Marks, wholeRecords } from './whole-records';

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

interface Field {
  readonly name: string;
  /** Undefined if the column is skipped. */
  readonly builder: ColumnBuilder | undefined;
}

/** A single pass over the bytes, field by field. Errors are DataErrors with file, line and column. */
export class DelimitedParser {
  readonly #options: ParserOptions;
  /** A Map, because a column may be called `constructor`. */
  readonly #wanted: ReadonlyMap<string, ColumnType>;
  readonly #marks: Marks;
  readonly #separator: Buffer;
  readonly #decoder: FieldDecoder;
  readonly #errors: DelimitedErrors;
  /** One entry per column of the file; empty until the first record has been read. */
  #fields: Field[] = [];
  #expectedRows = 0;
  #rows = 0;
  /** The current physical line, 1-based. */
  #line: number;
  #firstRowLine: number;
  /** Rows with line breaks inside quotes, or with empty lines below, after which line numbers are higher. */
  readonly #longRows: { row: number; extraLines: number }[] = [];
  // The field that was read last.
  #source: Buffer;
  #start = 0;
  #end = 0;

  constructor(options: ParserOptions) {
    this.#options = options;
    this.#line = 1 + options.skip;
    this.#firstRowLine = this.#line;
    this.#wanted = new Map(Object.entries(options.columns));
    this.#separator = Buffer.from(options.separator);
    this.#marks = {
      separator: this.#separator,
      quotes: options.quotes !== false,
      escapeByte: options.quotes === 'backslash' ? BACKSLASH : -1,
    };
    this.#decoder = new FieldDecoder(options.encoding);
    this.#errors = new DelimitedErrors(options, this.#decoder);
    this.#source = this.#separator;
  }

  /** Rows read so far. */
  get rows(): number {
    return this.#rows;
  }

  /** Reserves memory in all columns. */
  reserve(rows: number): void {
    this.#expectedRows = rows;
    for (const field of this.#fields) field.builder?.reserve(rows);
  }

  /** The end of the last complete record in bytes[0, end); 0 if there is none. */
  wholeRecords(bytes: Buffer, end: number): number {
    return wholeRecords(bytes, end, this.#marks);
  }

  /** Parses bytes[start, end), which must contain complete records. */
  parse(bytes: Buffer, start: number, end: number): void {
    let p = start;
    while (p < end) {
      if (bytes[p] === LF || (bytes[p] === CR && bytes[p + 1] === LF)) {
        if (this.#fields.length > 0) this.#longRows.push({ row: this.#rows - 1, extraLines: 1 });
        p += bytes[p] === LF ? 1 : 2;
        this.#line++;
        continue;
      }
      if (this.#fields.length === 0) {
        const afterFirst = this.#layOut(bytes, p, end);
        if (this.#options.header) {
          p = afterFirst;
          continue;
        }
      }
      p = this.#record(bytes, p, end);
    }
  }

  /** Ends the file. DataError if it had no rows. */
  finish(): {
    header: string[];
    /** One per requested column; undefined if it is skipped or missing. */
    arrays: Map<string, ColumnArrays[keyof ColumnArrays] | undefined>;
    lineOf: (row: number) => number;
  } {
    if (this.#fields.length === 0) {
      const expected = this.#errors.columnsExpected(undefined);
      throw this.#errors.at(this.#line, `the file is empty, expected ${expected}`);
    }
    if (this.#rows === 0) throw this.#errors.at(this.#line, 'there are no rows below the header line');
    const arrays = new Map<string, ColumnArrays[keyof ColumnArrays] | undefined>();
    for (const name of this.#wanted.keys()) arrays.set(name, undefined);
    for (const field of this.#fields) if (field.builder) arrays.set(field.name, field.builder.take());
    const first = this.#firstRowLine;
    const longRows = this.#longRows;
    const lineOf = (row: number) =>
      longRows.reduce((line, long) => (long.row < row ? line + long.extraLines : line), first + row);
    return { header: this.#fields.map((field) => field.name), arrays, lineOf };
  }

  #record(bytes: Buffer, from: number, end: number): number {
    const fields = this.#fields;
    const count = fields.length;
    const line = this.#line;
    let p = from;
    let found = 0;
    for (;;) {
      p = this.#field(bytes, p, end);
      if (found < count) {
        const builder = fields[found].builder;
        if (builder !== undefined) {
          if (!builder.keepsSpaces) this.#trim();
          const expected = builder.push(this.#source, this.#start, this.#end);
          if (expected !== undefined) {
            const { name } = fields[found];
            const field = this.#source.subarray(this.#start, this.#end);
            const firstRow =
              this.#rows === 0 && !this.#options.header ? bytes.subarray(from, end) : undefined;
            throw this.#errors.wrongField({ column: found, name, expected, field, line, firstRow });
          }
        }
      }
      found++;
      if (p >= end || bytes[p] === LF) break;
      p += this.#separator.length;
    }
    if (found !== count) {
      const names = fields.map(({ name }) => name);
      const record = bytes.subarray(from, p);
      throw this.#errors.wrongCount({ found, record, line, names, isFirstRow: this.#rows === 0 });
    }
    if (this.#line !== line) this.#longRows.push({ row: this.#rows, extraLines: this.#line - line });
    this.#rows++;
    this.#line++;
    return p + 1;
  }

  /**
   * Reads the field at p into #source, #start, #end; returns the position of the separator or line end after
   * it.
   */
  #field(bytes: Buffer, from: number, end: number): number {
    let p = from;
    if (this.#marks.quotes && p < end && bytes[p] === QUOTE) return this.#quotedField(bytes, from, end);
    const first = this.#separator[0];
    const single = this.#separator.length === 1;
    for (; p < end; p++) {
      const byte = bytes[p];
      if (byte === LF) break;
      if (byte === first && (single || isSeparatorAt(this.#separator, bytes, p, end))) break;
    }
    this.#source = bytes;
    this.#start = from;
    this.#end = (p >= end || bytes[p] === LF) && p > from && bytes[p - 1] === CR ? p - 1 : p;
    return p;
  }

  /** Leaves out spaces and tabs around the field that was read last. */
  #trim(): void {
    const source = this.#source;
    while (this.#start < this.#end && isSpace(source[this.#start])) this.#start++;
    while (this.#start < this.#end && isSpace(source[this.#end - 1])) this.#end--;
  }

  #quotedField(bytes: Buffer, from: number, end: number): number {
    const { escapeByte } = this.#marks;
    const line = this.#line;
    let written = false;
    let p = from + 1;
    for (; ; p++) {
      if (p >= end) throw this.#errors.at(line, `a quote opens here that is never closed${QUOTES_FALSE}`);
      const byte = bytes[p];
      if (byte === LF) this.#line++;
      if (byte === escapeByte ? p + 1 >= end || bytes[p + 1] === LF : byte !== QUOTE) continue;
      if (byte === QUOTE && (p + 1 >= end || bytes[p + 1] !== QUOTE)) break;
      // A doubled quote, or a backslash and the character that it escapes.
      written = true;
      p++;
    }
    this.#source = bytes;
    this.#start = from + 1;
    this.#end = p;
    if (written) {
      const field = bytes.toString('latin1', from + 1, p);
      const plain = field.replace(escapeByte === BACKSLASH ? /\\["\\]|""/g : /""/g, (two) => two[1]);
      this.#source = Buffer.from(plain, 'latin1');
      this.#start = 0;
      this.#end = this.#source.length;
    }
    p++;
    if (p < end && bytes[p] === CR && (p + 1 >= end || bytes[p + 1] === LF)) p++;
    if (p < end && bytes[p] !== LF && !isSeparatorAt(this.#separator, bytes, p, end)) {
      const field = this.#source.subarray(this.#start, this.#end);
      throw this.#errors.afterQuote(field, bytes.subarray(p, end), line);
    }
    return p;
  }

  /** Determines the columns of the file from the first record; returns the position after that record. */
  #layOut(bytes: Buffer, from: number, end: number): number {
    const names: string[] = [];
    const line = this.#line;
    let p = from;
    for (;;) {
      p = this.#field(bytes, p, end);
      const name = this.#decoder.decode(this.#source, this.#start, this.#end);
      if (name === undefined && this.#options.header) {
        const field = this.#source.subarray(this.#start, this.#end);
        throw this.#errors.badHeader(names.length + 1, field, this.#line);
      }
      names.push(this.#wanted.has(name ?? '') ? name! : (name ?? '').trim());
      if (p >= end || bytes[p] === LF) break;
      p += this.#separator.length;
    }
    if (this.#options.header) {
      this.#checkHeader(names, bytes.subarray(from, p));
      this.#fields = names.map((name) => this.#wantedField(name, this.#wanted.get(name) ?? 'skip'));
      this.#line++;
      this.#firstRowLine = this.#line;
    } else {
      // Optional columns may be missing at the end; a wrong count is reported when the row is read.
      const wanted = [...this.#wanted];
      const count = Math.max(leastColumns(this.#options.columns), Math.min(names.length, wanted.length));
      this.#line = line; // as it is read again, as a row
      this.#firstRowLine = line;
      this.#fields = wanted.slice(0, count).map(([name, type]) => this.#wantedField(name, type));
    }
    this.reserve(this.#expectedRows);
    return p + 1;
  }

  /** Throws DataError if a requested column is missing from the header or occurs twice. */
  #checkHeader(names: readonly string[], record: Buffer): void {
    for (const [name, type] of this.#wanted) {
      const place = names.indexOf(name);
      const again = names.indexOf(name, place + 1);
      if (place !== -1 && again !== -1 && type !== 'skip') {
        const places = `column ${place + 1} and column ${again + 1}`;
        const message = `two columns of the header are called "${name}", ${places}; rename or remove one of them`;
        throw this.#errors.at(this.#line, message, again + 1);
      }
      if (place === -1 && !type.endsWith('?')) throw this.#errors.noColumn(name, names, record, this.#line);
    }
  }

  #wantedField(name: string, type: ColumnType): Field {
    if (type === 'skip') return { name, builder: undefined };
    const kind = type.replace('?', '') as keyof ColumnArrays;
    return { name, builder: columnBuilder(kind, this.#decoder, this.#options.decimal) };
  }
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x09;
}
