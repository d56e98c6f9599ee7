/** The parser behind `delimited.ts`: takes blocks of complete records and fills typed columns.
 */
import { DataError } from '../../core/errors';
import { type ColumnArrays, type ColumnBuilder, columnBuilder } from './delimited-columns';
import { cut, firstRowHint, QUOTES_FALSE, quotesHint, separatorHint } from './delimited-hints';
import { FieldDecoder, type TextEncoding } from './field-decoder';

/** A column type; `?` behind it: the column may be missing; `skip`: it is there and not wanted. */
export type ColumnType = keyof ColumnArrays | `${keyof ColumnArrays}?` | 'skip';

/** Options of the parser; see `DelimitedOptions` for each field. */
export interface ParserOptions {
  readonly columns: Readonly<Record<string, ColumnType>>;
  readonly separator: string;
  readonly header: boolean;
  readonly quotes: boolean | 'backslash';
  readonly encoding: TextEncoding;
  readonly decimal: '.' | ',';
  /** The name of the file in error messages. */
  readonly file: string;
}

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

interface Field {
  readonly name: string;
  /** Undefined where the column isn't wanted. */
  readonly builder: ColumnBuilder | undefined;
}

/** One pass over the bytes, field by field. Errors are DataErrors with file, line and column. */
export class DelimitedParser {
  readonly #options: ParserOptions;
  /** A Map: a column may be called `constructor`. */
  readonly #wanted: ReadonlyMap<string, ColumnType>;
  /** Whether a field may stand in quotes. */
  readonly #quotes: boolean;
  /** The byte that makes a quote behind it a letter; -1 where there is none. */
  readonly #escape: number;
  readonly #separator: Buffer;
  readonly #decoder: FieldDecoder;
  /** One entry for each column of the file; empty until the first record was seen. */
  #fields: Field[] = [];
  #expectedRows = 0;
  #rows = 0;
  /** The physical line that is read, 1-based. */
  #line = 1;
  #firstRowLine = 1;
  #blankLine = 0;
  /** Rows after which line numbers run ahead, because the row has line ends inside quotes. */
  readonly #longRows: { row: number; extraLines: number }[] = [];
  // The field that was read last.
  #source: Buffer;
  #start = 0;
  #end = 0;

  constructor(options: ParserOptions) {
    this.#options = options;
    this.#wanted = new Map(Object.entries(options.columns));
    this.#quotes = options.quotes !== false;
    this.#escape = options.quotes === 'backslash' ? BACKSLASH : -1;
    this.#separator = Buffer.from(options.separator);
    this.#decoder = new FieldDecoder(options.encoding);
    this.#source = this.#separator;
  }

  /** Rows read so far. */
  get rows(): number {
    return this.#rows;
  }

  /** Makes room in all columns. */
  reserve(rows: number): void {
    this.#expectedRows = rows;
    for (const field of this.#fields) field.builder?.reserve(rows);
  }

  /** Where the last whole record in bytes[0, end) ends; 0 when there is none. */
  wholeRecords(bytes: Buffer, end: number): number {
    // Behind `end` may be quotes of an earlier chunk.
    if (!this.#quotes || !bytes.subarray(0, end).includes(QUOTE)) return bytes.lastIndexOf(LF, end - 1) + 1;
    let last = 0;
    let quoted = false;
    let fieldStart = true;
    let closedAt = -2;
    for (let p = 0; p < end; p++) {
      const byte = bytes[p];
      if (quoted) {
        if (byte === this.#escape) p++;
        if (byte !== QUOTE) continue;
        quoted = false;
        closedAt = p;
      } else if (byte === QUOTE) {
        // A doubled quote closes and opens again, which comes to the same.
        quoted = fieldStart || closedAt === p - 1;
      } else if (byte === LF) {
        last = p + 1;
      }
      fieldStart = !quoted && (byte === LF || this.#isSeparatorEnd(bytes, p));
    }
    return last;
  }

  /** Parses bytes[start, end), which must hold whole records. */
  parse(bytes: Buffer, start: number, end: number): void {
    let p = start;
    while (p < end) {
      if (bytes[p] === LF || (bytes[p] === CR && bytes[p + 1] === LF)) {
        // Allowed at the end of a file only, which can't be known yet.
        if (this.#blankLine === 0) this.#blankLine = this.#line;
        p += bytes[p] === LF ? 1 : 2;
        this.#line++;
        continue;
      }
      if (this.#blankLine !== 0) {
        throw this.#error(`an empty line, expected ${this.#fieldList()}`, this.#blankLine);
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

  /** Ends the file; DataError when there was no row in it. */
  finish(): {
    header: string[];
    /** One for each wanted column; undefined where it is skipped or missing. */
    arrays: Map<string, ColumnArrays[keyof ColumnArrays] | undefined>;
    lineOf: (row: number) => number;
  } {
    if (this.#fields.length === 0) throw this.#error(`the file is empty, expected ${this.#fieldList()}`);
    if (this.#rows === 0) throw this.#error('there are no rows below the header line');
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
          const expected = builder.push(this.#source, this.#start, this.#end);
          if (expected !== undefined)
            throw this.#wrongField(found, expected, line, bytes.subarray(from, end));
        }
      }
      found++;
      if (p >= end || bytes[p] === LF) break;
      p += this.#separator.length;
    }
    if (found !== count) throw this.#wrongCount(found, bytes.subarray(from, p), line);
    if (this.#line !== line) this.#longRows.push({ row: this.#rows, extraLines: this.#line - line });
    this.#rows++;
    this.#line++;
    return p + 1;
  }

  /** Reads the field at p into #source, #start, #end; gives the place of the separator or line end after it. */
  #field(bytes: Buffer, from: number, end: number): number {
    let p = from;
    if (this.#quotes && p < end && bytes[p] === QUOTE) return this.#quotedField(bytes, from, end);
    const first = this.#separator[0];
    const single = this.#separator.length === 1;
    for (; p < end; p++) {
      const byte = bytes[p];
      if (byte === LF) break;
      if (byte === first && (single || this.#isSeparator(bytes, p, end))) break;
    }
    this.#source = bytes;
    this.#start = from;
    this.#end = (p >= end || bytes[p] === LF) && p > from && bytes[p - 1] === CR ? p - 1 : p;
    return p;
  }

  #quotedField(bytes: Buffer, from: number, end: number): number {
    const line = this.#line;
    let written = false;
    let p = from + 1;
    for (; ; p++) {
      if (p >= end) throw this.#error(`a quote opens here that is never closed${QUOTES_FALSE}`, line);
      const byte = bytes[p];
      if (byte === LF) this.#line++;
      if (byte === this.#escape ? p + 1 >= end || bytes[p + 1] === LF : byte !== QUOTE) continue;
      if (byte === QUOTE && (p + 1 >= end || bytes[p + 1] !== QUOTE)) break;
      // A doubled quote, or a backslash and what it makes a letter.
      written = true;
      p++;
    }
    this.#source = bytes;
    this.#start = from + 1;
    this.#end = p;
    if (written) {
      const field = bytes.toString('latin1', from + 1, p);
      const plain = field.replace(this.#escape === BACKSLASH ? /\\["\\]|""/g : /""/g, (two) => two[1]);
      this.#source = Buffer.from(plain, 'latin1');
      this.#start = 0;
      this.#end = this.#source.length;
    }
    p++;
    if (p < end && bytes[p] === CR && (p + 1 >= end || bytes[p + 1] === LF)) p++;
    if (p < end && bytes[p] !== LF && !this.#isSeparator(bytes, p, end)) {
      const before = this.#decoder.shown(this.#source.subarray(this.#start, this.#end));
      const rest = this.#decoder.shown(bytes.subarray(p, end).subarray(0, 100));
      const hint = this.#escape === BACKSLASH ? QUOTES_FALSE : quotesHint(before, rest);
      throw this.#error(
        `expected the separator or the end of the line after a closing quote, got ${JSON.stringify(Array.from(rest)[0])}${hint}`,
        line,
      );
    }
    return p;
  }

  /** Learns from the first record which columns the file has; gives the place behind that record. */
  #layOut(bytes: Buffer, from: number, end: number): number {
    const names: string[] = [];
    let p = from;
    for (;;) {
      p = this.#field(bytes, p, end);
      const name = this.#decoder.decode(this.#source, this.#start, this.#end);
      if (name === undefined && this.#options.header) {
        const got = cut(this.#decoder.shown(this.#source.subarray(this.#start, this.#end)));
        throw this.#error(
          `column ${names.length + 1} of the header: expected ${this.#decoder.expectation}, got ${got}`,
        );
      }
      names.push(name ?? '');
      if (p >= end || bytes[p] === LF) break;
      p += this.#separator.length;
    }
    if (this.#options.header) {
      this.#checkHeader(names, bytes.subarray(from, p));
      this.#fields = names.map((name) => this.#wantedField(name, this.#wanted.get(name) ?? 'skip'));
      this.#line++;
      this.#firstRowLine = this.#line;
    } else {
      // Optional columns may be missing at the end; a wrong count is told when the row is read.
      const wanted = [...this.#wanted];
      const count = Math.max(this.#requiredCount, Math.min(names.length, wanted.length));
      this.#line = this.#firstRowLine;
      this.#fields = wanted.slice(0, count).map(([name, type]) => this.#wantedField(name, type));
    }
    this.reserve(this.#expectedRows);
    return p + 1;
  }

  /** DataError if a wanted column is missing from the header or occurs twice. */
  #checkHeader(names: readonly string[], record: Buffer): void {
    for (const [name, type] of this.#wanted) {
      const place = names.indexOf(name);
      const again = names.indexOf(name, place + 1);
      if (place !== -1 && again !== -1 && type !== 'skip') {
        throw this.#error(
          `two columns of the header are called "${name}", column ${place + 1} and column ${again + 1}; ` +
            'rename or remove one of them',
          this.#line,
          again + 1,
        );
      }
      if (place !== -1 || type.endsWith('?')) continue;
      const alike = names.find((other) => other.trim().toLowerCase() === name.trim().toLowerCase());
      const hint =
        alike === undefined
          ? separatorHint(this.#decoder.shown(record), this.#options.separator, (fields) =>
              fields.includes(name),
            )
          : `; is it ${JSON.stringify(alike)}?`;
      const all = names.join(', ');
      const has = all.length > 300 ? `${all.slice(0, 300)}…` : all;
      throw this.#error(`there is no column "${name}" in the header, which has: ${has}${hint}`);
    }
  }

  /** How many columns a file without a header must have: all up to the last that isn't optional. */
  get #requiredCount(): number {
    const optional = [...this.#wanted.values()].map((type) => type.endsWith('?'));
    return optional.lastIndexOf(false) + 1;
  }

  #wantedField(name: string, type: ColumnType): Field {
    if (type === 'skip') return { name, builder: undefined };
    const kind = type.replace('?', '') as keyof ColumnArrays;
    return { name, builder: columnBuilder(kind, this.#decoder, this.#options.decimal) };
  }

  /** Whether the separator stands there, whole before `end`: behind it may be bytes of an earlier chunk. */
  #isSeparator(bytes: Buffer, at: number, end: number): boolean {
    if (at + this.#separator.length > end) return false;
    for (let n = 0; n < this.#separator.length; n++) if (bytes[at + n] !== this.#separator[n]) return false;
    return true;
  }

  #isSeparatorEnd(bytes: Buffer, at: number): boolean {
    return this.#isSeparator(bytes, at - this.#separator.length + 1, at + 1);
  }

  #wrongField(column: number, expected: string, line: number, rest: Buffer): DataError {
    const bytes = this.#source.subarray(this.#start, this.#end);
    const got = bytes.length === 0 ? 'nothing' : cut(this.#decoder.shown(bytes));
    const { name } = this.#fields[column];
    const isFirst = this.#rows === 0 && !this.#options.header;
    const hint = isFirst ? firstRowHint(rest.toString('latin1').split('\n', 1)[0]) : '';
    return this.#error(
      `column ${column + 1} (${name}): expected ${expected}, got ${got}${hint}`,
      line,
      column + 1,
    );
  }

  #wrongCount(found: number, record: Buffer, line: number): DataError {
    const count = this.#fields.length;
    const text = this.#decoder.shown(record);
    let hint = '';
    if (this.#rows === 0) {
      const { header, separator } = this.#options;
      const [least, most] = header ? [count, count] : [this.#requiredCount, this.#wanted.size];
      hint = separatorHint(text, separator, ({ length }) => length >= least && length <= most);
      if (hint === '' && found === 1) hint = separatorHint(text, separator, ({ length }) => length > 1);
    }
    const got = `found ${found}: ${cut(text)}`;
    return this.#error(`expected ${this.#fieldList()}, ${got}${hint}`, line, Math.min(found, count) + 1);
  }

  #fieldList(): string {
    const mark = JSON.stringify(this.#options.separator);
    if (this.#rows > 0 || this.#options.header) {
      const names = this.#fields.length > 0 ? this.#fields.map(({ name }) => name) : [...this.#wanted.keys()];
      return `${names.length} column${names.length === 1 ? '' : 's'} separated by ${mark} (${names.join(', ')})`;
    }
    const [least, most] = [this.#requiredCount, this.#wanted.size];
    const count = least === most ? String(most) : `${least} to ${most}`;
    const names = [...this.#wanted.keys()].join(', ');
    return `${count} column${most === 1 ? '' : 's'} separated by ${mark} (${names})`;
  }

  #error(message: string, line = this.#line, column?: number): DataError {
    const file = this.#options.file;
    return new DataError(`${file}:${line}: ${message}`, { file, line, column });
  }
}
