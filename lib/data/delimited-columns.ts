/**
 * The column types of delimited text: each takes the bytes of a field and stores a value.
 */
import type { FieldDecoder } from './field-decoder';
import { GrowingArray } from './growing-array';
import type { IdColumn } from './id-column';
import { IdInterner } from './id-interner';

/** What each column type is stored as. */
export interface ColumnArrays {
  /** A raw id: any text without spaces around it. */
  id: IdColumn;
  /** A decimal number. */
  number: Float64Array;
  /** A decimal number, kept in four bytes: enough for ratings. */
  float32: Float32Array;
  /** A whole number up to 2^53, e.g. a timestamp. */
  integer: Float64Array;
  /** Any text, also an empty one. */
  text: string[];
}

/** A column while its file is read. */
export interface ColumnBuilder {
  /** Stores the field in bytes[start, end). Returns undefined, or what was expected instead. */
  push(bytes: Buffer, start: number, end: number): string | undefined;
  /** Makes room for this many rows in all. */
  reserve(rows: number): void;
  /** The finished column. */
  take(): ColumnArrays[keyof ColumnArrays];
}

/** A builder for a column of the given type. */
export function columnBuilder(type: keyof ColumnArrays, decoder: FieldDecoder): ColumnBuilder {
  switch (type) {
    case 'id':
      return new IdBuilder(decoder);
    case 'text':
      return new TextBuilder(decoder);
    case 'integer':
      return new NumberBuilder((length) => new Float64Array(length), true);
    case 'number':
      return new NumberBuilder((length) => new Float64Array(length), false);
    case 'float32':
      return new NumberBuilder((length) => new Float32Array(length), false);
  }
}

class NumberBuilder<A extends Float32Array | Float64Array> implements ColumnBuilder {
  readonly #values: GrowingArray<A>;

  constructor(
    make: (length: number) => A,
    private readonly whole: boolean,
  ) {
    this.#values = new GrowingArray(make);
  }

  push(bytes: Buffer, start: number, end: number): string | undefined {
    const value = parseDecimal(bytes, start, end);
    if (this.whole ? !Number.isSafeInteger(value) : !Number.isFinite(value)) {
      return this.whole ? 'a whole number' : 'a number';
    }
    this.#values.push(value);
    return undefined;
  }

  reserve(rows: number): void {
    this.#values.reserve(rows);
  }

  take(): A {
    return this.#values.take();
  }
}

class IdBuilder implements ColumnBuilder {
  readonly #interner = new IdInterner();
  readonly #indices = new GrowingArray((length) => new Int32Array(length));
  readonly #ids: string[] = [];

  constructor(private readonly decoder: FieldDecoder) {}

  push(bytes: Buffer, start: number, end: number): string | undefined {
    if (start === end) return 'an id';
    if (isSpace(bytes[start]) || isSpace(bytes[end - 1])) return 'an id without spaces around it';
    const index = this.#interner.intern(bytes, start, end);
    if (index === this.#ids.length) {
      const id = this.decoder.decode(bytes, start, end);
      if (id === undefined) return this.decoder.expectation;
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

/**
 * The decimal number in bytes[start, end), NaN when it isn't one (also for 'NaN' and ''). Up to 15
 * digits are put together without making a string: value and power of ten are then both exact, so
 * that their quotient is the correctly rounded number, the same as `Number(text)` gives.
 */
export function parseDecimal(bytes: Buffer, start: number, end: number): number {
  let p = start;
  const negative = bytes[p] === 0x2d;
  if (negative) p++;
  let value = 0;
  let digits = 0;
  let scale = 1;
  for (let digit = 0; p < end; p++, digits++) {
    digit = bytes[p] - 0x30;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  if (p < end && digits > 0 && bytes[p] === 0x2e) {
    for (p++; p < end; p++, digits++) {
      const digit = bytes[p] - 0x30;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
      scale *= 10;
    }
  }
  if (p === end && digits > 0 && digits <= 15) return (negative ? -value : value) / scale;
  const text = bytes.toString('latin1', start, end);
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x09;
}
