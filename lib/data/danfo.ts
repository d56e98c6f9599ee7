/**
 * Converts tables to Danfo data frames and back; the only file that knows both.
 *
 * Danfo takes a second to load, as it includes TensorFlow; it is loaded on first use.
 */
import type { DataFrame } from 'danfojs-node';
import { DataError, OptionError } from '../core/errors';
import { loadOptional } from '../core/packaged';
import type { ContextKind, ContextValue, FailAt } from './context/context-column';
import { type ContextFields, contextKinds } from './context/context-fields';
import { columnFrom } from './context/infer-column';
import type { Film } from './movielens/film';
import type { User } from './movielens/user';
import { idColumnOf } from './table/id-column';
import type { InteractionsOptions } from './table/interaction-columns';
import { Interactions } from './table/interactions';

/** Which columns of a frame contain what. */
export interface FrameColumns extends Omit<InteractionsOptions, 'ownership' | 'place' | 'context'> {
  /** Default: `user`. */
  readonly user?: string;
  /** Default: `item`. */
  readonly item?: string;
  /** Default: `rating`; null if the frame has no ratings and each row is a choice. */
  readonly rating?: string | null;
  /** Default: `timestamp` if the frame has that column, otherwise none. */
  readonly timestamp?: string;
  /** Columns to take as context, or also what they contain: `{ device: 'categorical' }`. Default: none. */
  readonly context?: ContextFields;
  /** Default: `propensity` if the frame has that column, otherwise none. */
  readonly propensity?: string;
}

/**
 * A frame with the columns `user`, `item` (raw ids, text) and, if the table has them, `rating`, `timestamp`
 * (seconds since 1970), the context columns and `propensity`; one row per rating, in the table's order.
 */
export function toFrame(table: Interactions): DataFrame {
  const { users, items, userColumn, itemColumn, ratingColumn, timestampColumn, propensityColumn } = table;
  const [userIds, itemIds] = [users.toJSON(), items.toJSON()];
  const columns: { name: string; dtype: string; at: (row: number) => string | number }[] = [
    { name: 'user', dtype: 'string', at: (row) => userIds[userColumn[row]] },
    { name: 'item', dtype: 'string', at: (row) => itemIds[itemColumn[row]] },
  ];
  if (table.hasRatings) columns.push({ name: 'rating', dtype: 'float32', at: (row) => ratingColumn[row] });
  if (timestampColumn) {
    columns.push({ name: 'timestamp', dtype: 'int32', at: (row) => timestampColumn[row] });
  }
  for (const name of table.context?.names ?? []) columns.push({ name, ...contextColumn(table, name) });
  if (propensityColumn) {
    columns.push({ name: 'propensity', dtype: 'float32', at: (row) => propensityColumn[row] });
  }
  return frame(
    columns.map(({ name }) => name),
    columns.map(({ dtype }) => dtype),
    table.length,
    (row) => columns.map(({ at }) => at(row)),
  );
}

function contextColumn(table: Interactions, name: string) {
  const column = table.context?.column(name);
  if (column?.kind === 'numeric') {
    return { dtype: 'float32', at: (row: number) => column.numbers[row] };
  }
  return { dtype: 'string', at: (row: number) => column?.categories[column.codes[row]] ?? '' };
}

/** A frame with the columns `item`, `title`, `year` (NaN if unknown) and `genres` (`Action|Drama`). */
export function filmsFrame(films: readonly Film[]): DataFrame {
  const columns = ['item', 'title', 'year', 'genres'];
  return frame(columns, ['string', 'string', 'int32', 'string'], films.length, (row) => {
    const { id, title, year, genres } = films[row];
    return [id, title, year ?? Number.NaN, genres.join('|')];
  });
}

/** A frame with the columns `user`, `age`, `gender`, `occupation` and `zipCode`. */
export function usersFrame(users: readonly User[]): DataFrame {
  const columns = ['user', 'age', 'gender', 'occupation', 'zipCode'];
  return frame(columns, ['string', 'int32', 'string', 'string', 'string'], users.length, (row) => {
    const { id, age, gender, occupation, zipCode } = users[row];
    return [id, age, gender, occupation, zipCode];
  });
}

/**
 * A frame of plain records, one per row, with the columns of the first record: texts, numbers and booleans.
 * `null` is NaN in a column of numbers. @throws OptionError when there are no records
 */
export function recordsFrame(
  records: readonly Readonly<Record<string, string | number | boolean | null>>[],
): DataFrame {
  if (records.length === 0)
    throw new OptionError('recordsFrame: records must have at least one record, got none');
  const columns = Object.keys(records[0]);
  const dtypes = columns.map((name) => {
    const values = records.map((record) => cellOf(record, name)).filter((value) => value !== null);
    if (values.length > 0 && values.every((value) => typeof value === 'boolean')) return 'boolean';
    return values.every((value) => typeof value === 'number') ? 'float32' : 'string';
  });
  return frame(columns, dtypes, records.length, (row) =>
    columns.map((name, column) => {
      const value = cellOf(records[row], name);
      if (dtypes[column] === 'float32') return (value as number | null) ?? Number.NaN;
      return dtypes[column] === 'boolean' ? (value as boolean) : String(value ?? '');
    }),
  );
}

/** Null if a record has no such property of its own; inherited ones like `constructor` don't count. */
function cellOf<Value>(record: Readonly<Record<string, Value>>, name: string): Value | null {
  return Object.hasOwn(record, name) ? record[name] : null;
}

/** The values of a column by position, because `frame.column` doesn't find names that every object has. */
function columnValues(source: DataFrame, place: number): unknown[] {
  return (source.values as unknown[][]).map((row) => row[place]);
}

/**
 * The ratings in a frame, in its row order. Ids may be text or whole numbers.
 *
 * @throws OptionError for a missing column, DataError for an invalid value with its row (counted from 1)
 */
export function fromFrame(source: DataFrame, columns: FrameColumns = {}): Interactions {
  const { user = 'user', item = 'item', rating = 'rating', scale, duplicates } = columns;
  const names = source.columns as string[];
  const usual = (name: string) => (names.includes(name) ? name : undefined);
  const timestamp = columns.timestamp ?? usual('timestamp');
  const propensity = columns.propensity ?? usual('propensity');
  const kinds = contextKinds('fromFrame', columns.context ?? []);
  const valuesOf = (name: string): unknown[] => {
    const place = names.indexOf(name);
    const again = names.indexOf(name, place + 1);
    if (place !== -1 && again !== -1) {
      throw new OptionError(
        `fromFrame: two columns of the frame are called "${name}", column ${place + 1} and column ${again + 1}; rename one`,
      );
    }
    if (place !== -1) return columnValues(source, place);
    throw new OptionError(
      `fromFrame: the frame has no column "${name}"; its columns are ${names.join(', ')}`,
    );
  };
  const ids = (name: string) =>
    valuesOf(name).map((value, row) => {
      if (typeof value === 'string' ? value !== '' : Number.isSafeInteger(value))
        return value as string | number;
      throw wrong(name, row, 'an id (text or a whole number)', value);
    });
  const numbers = (name: string) =>
    valuesOf(name).map((value, row) => {
      if (typeof value === 'number' && Number.isFinite(value)) return value;
      throw wrong(name, row, 'a number', value);
    });
  const context = ([name, kind]: readonly [string, ContextKind | undefined]) => {
    const fail: FailAt = (row, message) => {
      throw frameError(name, row, message);
    };
    return [name, columnFrom(name, valuesOf(name) as ContextValue[], kind, fail)] as const;
  };
  return Interactions.fromColumns(
    {
      user: idColumnOf('userId', ids(user)),
      item: idColumnOf('itemId', ids(item)),
      rating: rating === null ? undefined : numbers(rating),
      timestamp: timestamp === undefined ? undefined : numbers(timestamp),
      propensity: propensity === undefined ? undefined : numbers(propensity),
      context: kinds.size === 0 ? undefined : Object.fromEntries(Array.from(kinds, context)),
    },
    { scale, duplicates, ownership: 'take' },
  );
}

function wrong(column: string, row: number, expected: string, value: unknown): DataError {
  const got = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return frameError(column, row, `expected ${expected}, got ${got}`);
}

function frameError(column: string, row: number, message: string): DataError {
  return new DataError(`fromFrame: row ${row + 1}, column "${column}": ${message}`, { line: row + 1 });
}

function frame(
  columns: string[],
  dtypes: string[],
  length: number,
  rowOf: (row: number) => (string | number | boolean)[],
): DataFrame {
  // The prelude must be loaded before TensorFlow: it chooses between the native and the portable backend.
  require('../core/tfjs-prelude.cjs');
  const danfo = loadOptional(
    'Data frames',
    ['danfojs-node'],
    () => require('danfojs-node') as typeof import('danfojs-node'),
  );
  // With rows and dtypes given, Danfo neither transposes nor guesses types.
  return new danfo.DataFrame(
    Array.from({ length }, (_, row) => rowOf(row)),
    { columns, dtypes },
  );
}
