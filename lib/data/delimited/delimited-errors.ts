/** The parser's errors for malformed files: with file, line and column, and a hint at the likely cause. */
import { DataError } from '../../core/errors';
import { cutIndex } from '../../core/well-formed';
import { cut, firstRowHint, QUOTES_FALSE, quotesHint, separatorHint } from './delimited-hints';
import type { FieldDecoder } from './field-decoder';
import type { ParserOptions } from './parser-options';

/** A record with the wrong number of fields. */
interface WrongCount {
  readonly found: number;
  readonly record: Buffer;
  readonly line: number;
  /** The names of the columns, in their order in the file. */
  readonly names: readonly string[];
  readonly isFirstRow: boolean;
}

/** A field that doesn't have its column's type. */
interface WrongField {
  /** From 0. */
  readonly column: number;
  readonly name: string;
  /** The expected value, in words. */
  readonly expected: string;
  readonly field: Buffer;
  readonly line: number;
  /** The whole record, if it is the first row of a file without a header. */
  readonly firstRow: Buffer | undefined;
}

export class DelimitedErrors {
  readonly #options: ParserOptions;
  readonly #decoder: FieldDecoder;

  constructor(options: ParserOptions, decoder: FieldDecoder) {
    this.#options = options;
    this.#decoder = decoder;
  }

  at(line: number, message: string, column?: number): DataError {
    const { file } = this.#options;
    return new DataError(`${file}:${line}: ${message}`, { file, line, column });
  }

  wrongField({ column, name, expected, field, line, firstRow }: WrongField): DataError {
    const got = field.length === 0 ? 'nothing' : cut(this.#decoder.shown(field));
    const hint = firstRow ? firstRowHint(firstRow.toString('latin1').split('\n', 1)[0]) : '';
    const message = `column ${column + 1} (${name}): expected ${expected}, got ${got}${hint}`;
    return this.at(line, message, column + 1);
  }

  wrongCount({ found, record, line, names, isFirstRow }: WrongCount): DataError {
    const count = names.length;
    const text = this.#decoder.shown(record);
    let hint = '';
    if (isFirstRow) {
      const { header, separator, columns } = this.#options;
      const [least, most] = header ? [count, count] : [leastColumns(columns), Object.keys(columns).length];
      hint = separatorHint(text, separator, ({ length }) => length >= least && length <= most);
      if (hint === '' && found === 1) hint = separatorHint(text, separator, ({ length }) => length > 1);
    }
    const expected = this.columnsExpected(isFirstRow && !this.#options.header ? undefined : names);
    const message = `expected ${expected}, found ${found}: ${cut(text)}${hint}`;
    return this.at(line, message, Math.min(found, count) + 1);
  }

  /** The expected columns, in words. @param names the file's columns, once they are known */
  columnsExpected(names: readonly string[] | undefined): string {
    const { columns, separator, header } = this.#options;
    const wanted = Object.keys(columns);
    const all = names?.length ? names : wanted;
    const least = names !== undefined || header ? all.length : leastColumns(columns);
    const count = least === all.length ? String(least) : `${least} to ${all.length}`;
    const plural = all.length === 1 ? '' : 's';
    return `${count} column${plural} separated by ${JSON.stringify(separator)} (${all.join(', ')})`;
  }

  noColumn(name: string, header: readonly string[], record: Buffer, line: number): DataError {
    const alike = header.find((other) => other.trim().toLowerCase() === name.trim().toLowerCase());
    const hint =
      alike === undefined
        ? separatorHint(this.#decoder.shown(record), this.#options.separator, (fields) =>
            fields.includes(name),
          )
        : `; is it ${JSON.stringify(alike)}?`;
    const all = header.join(', ');
    const has = all.length > 300 ? `${all.slice(0, cutIndex(all, 300))}…` : all;
    return this.at(line, `there is no column "${name}" in the header, which has: ${has}${hint}`);
  }

  badHeader(column: number, field: Buffer, line: number): DataError {
    const got = cut(this.#decoder.shown(field));
    const message = `column ${column} of the header: expected ${this.#decoder.expectation}, got ${got}`;
    return this.at(line, message);
  }

  /** @param field the text in quotes @param rest the text after the closing quote */
  afterQuote(field: Buffer, rest: Buffer, line: number): DataError {
    const before = this.#decoder.shown(field);
    const after = this.#decoder.shown(rest.subarray(0, 100));
    const hint = this.#options.quotes === 'backslash' ? QUOTES_FALSE : quotesHint(before, after);
    const got = JSON.stringify(Array.from(after)[0]);
    const expected = 'expected the separator or the end of the line after a closing quote';
    return this.at(line, `${expected}, got ${got}${hint}`);
  }
}

/** The minimum number of columns without a header: all up to the last that isn't optional. */
export function leastColumns(columns: ParserOptions['columns']): number {
  const optional = Object.values(columns).map((type) => type.endsWith('?'));
  return optional.lastIndexOf(false) + 1;
}
