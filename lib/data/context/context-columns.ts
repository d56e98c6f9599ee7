/**
 * The context columns of a table, aligned with its rows.
 */
import { ContentHash } from '../../core/content-hash';
import { DataError, OptionError } from '../../core/errors';
import { nearestNames } from '../../core/nearest-names';
import { gather } from '../table/gather';
import { renumber } from '../table/renumber';
import {
  type ColumnData,
  type ContextColumn,
  type ContextKind,
  checkColumn,
  isCategories,
  rowsOf,
} from './context-column';
import { type ColumnSource, columnFrom } from './infer-column';

/** Columns by name, as they may be given. */
export type ContextSource = Readonly<Record<string, ColumnSource>>;

/**
 * The values of one row by column: text in columns of categories ('' where missing), numbers in the others.
 */
export type ContextValues = Readonly<Record<string, string | number>>;

/** How to make the columns. */
export interface ContextOptions {
  /** The kinds of the columns, by name. Default: inferred from their values; see `columnFrom`. */
  readonly kinds?: Readonly<Record<string, ContextKind>>;
  /** Throws the error for a row (from 0) of a column. Default: a DataError with column and row. */
  readonly fail?: (name: string, row: number, message: string) => never;
}

/** Names with another meaning in rows, files and frames. */
const RESERVED = ['user', 'item', 'rating', 'timestamp', 'context', 'propensity'];

/**
 * Named context columns of the same length. Immutable.
 *
 * Memory: 4 bytes per row for a categorical column, 8 for a numeric one.
 *
 * @example
 * const context = ContextColumns.from({ device: ['phone', 'tv', 'phone'], hour: [20, 21, 7] }, 3);
 * context.at(1);                    // { device: 'tv', hour: 21 }
 * context.column('device').kind;    // 'categorical'
 */
export class ContextColumns {
  readonly #columns: ReadonlyMap<string, ColumnData>;

  private constructor(columns: ReadonlyMap<string, ColumnData>) {
    this.#columns = columns;
    Object.freeze(this);
  }

  /**
   * Checked columns of `length` rows. Typed arrays are taken over, not copied. Cost: O(rows · columns).
   *
   * @throws DataError for a wrong length or value, OptionError for an invalid name or kind
   */
  static from(source: ContextSource, length: number, options: ContextOptions = {}): ContextColumns {
    const { kinds = {}, fail = failAtRow } = options;
    const given = new Map(Object.entries(source));
    for (const name of [...given.keys(), ...Object.keys(kinds)]) {
      if (name === '' || RESERVED.includes(name)) {
        throw new OptionError(
          `Interactions: a context column must not be named ${JSON.stringify(name)}: the names ${RESERVED.join(', ')} are reserved`,
        );
      }
      if (given.has(name)) continue;
      const names = [...given.keys()].join(', ') || 'none';
      throw new OptionError(
        `Interactions: there is no context column "${name}"; the context columns are: ${names}`,
      );
    }
    const columns = new Map<string, ColumnData>();
    for (const [name, values] of given) {
      const failHere = (row: number, message: string) => fail(name, row, message);
      const column = columnFrom(name, values, Object.hasOwn(kinds, name) ? kinds[name] : undefined, failHere);
      if (rowsOf(column) !== length) {
        throw new DataError(
          `Interactions: the columns differ in length: the table has ${length} rows, context "${name}" ${rowsOf(column)}`,
        );
      }
      checkColumn(name, column, failHere);
      columns.set(name, column);
    }
    return new ContextColumns(columns);
  }

  /** Column names, in the order given. */
  get names(): string[] {
    return [...this.#columns.keys()];
  }

  /** Bytes of all columns, without their categories. */
  get byteLength(): number {
    let bytes = 0;
    for (const data of this.#columns.values()) {
      bytes += isCategories(data) ? data.codes.byteLength : data.byteLength;
    }
    return bytes;
  }

  has(name: string): boolean {
    return this.#columns.has(name);
  }

  /** The column of this name. @throws OptionError with a list of the columns, if there is none */
  column(name: string): ContextColumn {
    const data = this.#columns.get(name);
    if (data === undefined) {
      const [near] = nearestNames(name, this.names, 1);
      const meant = near === undefined ? '' : `; did you mean "${near}"?`;
      throw new OptionError(
        `Interactions: there is no context column "${name}"; the context columns are: ${this.names.join(', ')}${meant}`,
      );
    }
    return isCategories(data) ? { kind: 'categorical', ...data } : { kind: 'numeric', numbers: data };
  }

  /** The values of one row (from 0). */
  at(row: number): ContextValues {
    const values = Array.from(this.#columns, ([name, data]) => [
      name,
      isCategories(data) ? data.categories[data.codes[row]] : data[row],
    ]);
    return Object.fromEntries(values); // not by assignment: a column may be called `__proto__`
  }

  /** Selects rows, in the given order. Categories keep their codes, including those without a row. */
  select(rows: ArrayLike<number>): ContextColumns {
    const picked = (data: ColumnData): ColumnData =>
      isCategories(data)
        ? { categories: data.categories, codes: gather(data.codes, rows) }
        : gather(data, rows);
    return new ContextColumns(new Map(Array.from(this.#columns, ([name, data]) => [name, picked(data)])));
  }

  /** Columns of the same names and kinds, made from these; `change` must give all of them the same length. */
  map(change: (name: string, column: ColumnData) => ColumnData): ContextColumns {
    return new ContextColumns(
      new Map(Array.from(this.#columns, ([name, data]) => [name, change(name, data)])),
    );
  }

  /**
   * Combines these columns with those of `other`.
   * @throws OptionError when both have a column of the same name
   */
  beside(other: ContextColumns): ContextColumns {
    const twice = other.names.find((name) => this.has(name));
    if (twice === undefined) return new ContextColumns(new Map([...this.#columns, ...other.#columns]));
    throw new OptionError(`Interactions: there is already a context column "${twice}"; rename the new one`);
  }

  /** Copies the columns, including their arrays. */
  copy(): ContextColumns {
    return new ContextColumns(new Map(Object.entries(this.toColumns())));
  }

  /** A copy as plain data; `ContextColumns.from` reads it back. */
  toColumns(): Record<string, ColumnData> {
    const copies = Array.from(this.#columns, ([name, data]) => [
      name,
      isCategories(data) ? { categories: data.categories.slice(), codes: data.codes.slice() } : data.slice(),
    ]);
    return Object.fromEntries(copies);
  }

  /**
   * SHA-256 of the values by column, 64 hex digits; in any order, and however the categories are numbered.
   * For receipts.
   */
  hash(): string {
    const hash = new ContentHash();
    for (const name of this.names.sort()) {
      const data = this.#columns.get(name) as ColumnData;
      if (!isCategories(data)) {
        hash.add(name, data);
        continue;
      }
      const { column, old } = renumber(data.codes, data.categories.length);
      hash
        .add(
          name,
          Array.from(old, (code) => data.categories[code]),
        )
        .add('codes', column);
    }
    return hash.digest();
  }
}

function failAtRow(name: string, row: number, message: string): never {
  throw new DataError(`Interactions: row ${row + 1}, ${name}: ${message}`, { line: row + 1 });
}
