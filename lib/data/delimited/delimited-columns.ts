/**
 * The column types of delimited text: each parses the bytes of a field and stores a value.
 */

import type { IdColumn } from '../table/id-column';
import type { FieldDecoder } from './field-decoder';
import { GrowingArray } from './growing-array';
import { IdInterner } from './id-interner';
import { COMMA, POINT, parseDecimal } from './parse-decimal';
import { expectedTime, readTime, TIME_FORMATS, type TimeFormat } from './time-column';

/** The storage of each column type. */
export interface ColumnArrays {
  /** A raw id: any text; spaces around it are left out. */
  id: IdColumn;
  /** A category: any text, or nothing, which is the category ''; spaces around it are left out. */
  category: IdColumn;
  /** A decimal number. */
  number: Float64Array;
  /** A decimal number, stored in four bytes: enough for ratings. */
  float32: Float32Array;
  /** A whole number up to 2^53, e.g. a timestamp. */
  integer: Float64Array;
  /** A time in seconds since 1970; stored as is. */
  seconds: Float64Array;
  /** A time as milliseconds since 1970; stored as seconds. */
  milliseconds: Float64Array;
  /**
   * A time as `2018-07-07` or `2018-07-07 22:09:11` (ISO 8601, UTC by default); stored as seconds since 1970.
   */
  date: Float64Array;
  /** Any text, including empty text, with the spaces around it. */
  text: string[];
}

/** A column while its file is read. */
export interface ColumnBuilder {
  /** Whether spaces around a field belong to it. */
  readonly keepsSpaces?: boolean;
  /** Stores the field in bytes[start, end). Returns undefined, or what was expected instead. */
  push(bytes: Buffer, start: number, end: number): string | undefined;
  /** Makes room for this many rows in all. */
  reserve(rows: number): void;
  /** The finished column. */
  take(): ColumnArrays[keyof ColumnArrays];
}

/** The names of the column types. */
export const COLUMN_TYPES: readonly (keyof ColumnArrays)[] = [
  'id',
  'category',
  'number',
  'float32',
  'integer',
  ...TIME_FORMATS,
  'text',
];

/** A builder for a column of the given type. */
export function columnBuilder(
  type: keyof ColumnArrays,
  decoder: FieldDecoder,
  decimal: '.' | ',',
): ColumnBuilder {
  const point = decimal === ',' ? COMMA : POINT;
  switch (type) {
    case 'id':
      return new IdBuilder(decoder, 'id');
    case 'category':
      return new IdBuilder(decoder, 'category');
    case 'text':
      return new TextBuilder(decoder);
    case 'integer':
    case 'number':
      return new NumberBuilder((length) => new Float64Array(length), point, type);
    case 'float32':
      return new NumberBuilder((length) => new Float32Array(length), point, type);
    default:
      return new TimeBuilder(type);
  }
}

/** Which numbers a column can store; none of them takes NaN. */
const ALLOWED = {
  integer: Number.isSafeInteger,
  number: Number.isFinite,
  float32: (value: number) => Number.isFinite(Math.fround(value)),
};

class NumberBuilder<A extends Float32Array | Float64Array> implements ColumnBuilder {
  readonly #values: GrowingArray<A>;

  constructor(
    make: (length: number) => A,
    private readonly point: number,
    private readonly kind: keyof typeof ALLOWED,
  ) {
    this.#values = new GrowingArray(make);
  }

  push(bytes: Buffer, start: number, end: number): string | undefined {
    const value = parseDecimal(bytes, start, end, this.point);
    if (!ALLOWED[this.kind](value)) return this.#expected(value, bytes.toString('latin1', start, end));
    this.#values.push(value);
    return undefined;
  }

  reserve(rows: number): void {
    this.#values.reserve(rows);
  }

  take(): A {
    return this.#values.take();
  }

  #expected(value: number, text: string): string {
    if (this.kind === 'float32' && Number.isFinite(value)) return 'a number below 3.4e38';
    const what = this.kind === 'integer' ? 'a whole number' : 'a number';
    if (this.point === COMMA) return /\.\d*$/.test(text) ? `${what} with a decimal comma` : what;
    return /^[+-]?\d*,\d+$/.test(text) ? `${what} (a decimal comma? pass decimal: ',')` : what;
  }
}

class TimeBuilder implements ColumnBuilder {
  readonly #values = new GrowingArray((length) => new Float64Array(length));

  constructor(private readonly format: TimeFormat) {}

  push(bytes: Buffer, start: number, end: number): string | undefined {
    const seconds = readTime(this.format, bytes, start, end);
    if (Number.isNaN(seconds)) return expectedTime(this.format, bytes.toString('latin1', start, end));
    this.#values.push(seconds);
    return undefined;
  }

  reserve(rows: number): void {
    this.#values.reserve(rows);
  }

  take(): Float64Array {
    return this.#values.take();
  }
}

class IdBuilder implements ColumnBuilder {
  readonly #interner = new IdInterner();
  readonly #indices = new GrowingArray((length) => new Int32Array(length));
  readonly #ids: string[] = [];

  constructor(
    private readonly decoder: FieldDecoder,
    private readonly kind: 'id' | 'category',
  ) {}

  push(bytes: Buffer, start: number, end: number): string | undefined {
    if (start === end && this.kind === 'id') return 'an id';
    const index = this.#interner.intern(bytes, start, end);
    if (index === this.#ids.length) {
      const id = this.decoder.decode(bytes, start, end);
      if (id === undefined) return this.decoder.expectation;
      if (/[\r\n]/.test(id))
        return `${this.kind === 'id' ? 'an id' : 'a category'} without line breaks (is a quote never closed? see the option quotes)`;
      this.#ids.push(id);
    }
    this.#indices.push(index);
    return undefined;
  }

  reserve(rows: number): void {
    this.#indices.reserve(rows);
  }

  take(): IdColumn {
    return { ids: this.#ids, indices: this.#indices.take() };
  }
}

class TextBuilder implements ColumnBuilder {
  readonly keepsSpaces = true;
  readonly #texts: string[] = [];

  constructor(private readonly decoder: FieldDecoder) {}

  push(bytes: Buffer, start: number, end: number): string | undefined {
    const text = this.decoder.decode(bytes, start, end);
    if (text === undefined) return this.decoder.expectation;
    this.#texts.push(text);
    return undefined;
  }

  reserve(): void {}

  take(): string[] {
    return this.#texts;
  }
}
