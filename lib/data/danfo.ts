/**
 * Converts tables to Danfo data frames and back; the only file that knows both.
 *
 * Danfo takes a second to load, as it includes TensorFlow; it is loaded on first use.
 */
import type { DataFrame } from 'danfojs-node';
import { DataError, OptionError } from '../core/errors';
import type { Film } from './movielens/film';
import type { User } from './movielens/user';
import { idColumnOf } from './table/id-column';
import type { InteractionsOptions } from './table/interaction-columns';
import { Interactions } from './table/interactions';

/** Which columns of a frame contain what. */
export interface FrameColumns extends Omit<InteractionsOptions, 'ownership' | 'place'> {
  /** Default: `user`. */
  readonly user?: string;
  /** Default: `item`. */
  readonly item?: string;
  /** Default: `rating`; null if the frame has no ratings and each row is a choice. */
  readonly rating?: string | null;
  /** Default: `timestamp` if the frame has that column, otherwise none. */
  readonly timestamp?: string;
}

/**
 * A frame with the columns `user`, `item` (raw ids, text) and, where the table has them, `rating` and
 * `timestamp` (seconds since 1970); a row for each rating, in the table's order.
 */
export function toFrame(table: Interactions): DataFrame {
  const users = table.users.toJSON();
  const items = table.items.toJSON();
  const { userColumn, itemColumn, ratingColumn, timestampColumn } = table;
  const columns = ['user', 'item', ...(table.hasRatings ? ['rating'] : [])];
  const dtypes = ['string', 'string', ...(table.hasRatings ? ['float32'] : [])];
  if (timestampColumn !== undefined) {
    columns.push('timestamp');
    dtypes.push('int32');
  }
  return frame(columns, dtypes, table.length, (row) => {
    const values: (string | number)[] = [users[userColumn[row]], items[itemColumn[row]]];
    if (table.hasRatings) values.push(ratingColumn[row]);
    if (timestampColumn !== undefined) values.push(timestampColumn[row]);
    return values;
  });
}

/** A frame with the columns `item`, `title`, `year` (NaN where unknown) and `genres` (`Action|Drama`). */
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
 * A frame of plain records, a row each, with the columns of the first: texts, numbers and booleans.
 * `null` is NaN in a column of numbers. @throws OptionError when there are none
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

/** By its place, as `frame.column` doesn't find each name that an object has anyway. */
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
  const timestamp = columns.timestamp ?? (names.includes('timestamp') ? 'timestamp' : undefined);
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
  return Interactions.fromColumns(
    {
      user: idColumnOf('userId', ids(user)),
      item: idColumnOf('itemId', ids(item)),
      rating: rating === null ? undefined : numbers(rating),
      timestamp: timestamp === undefined ? undefined : numbers(timestamp),
    },
    { scale, duplicates, ownership: 'take' },
  );
}

function wrong(column: string, row: number, expected: string, value: unknown): DataError {
  const got = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return new DataError(`fromFrame: row ${row + 1}, column "${column}": expected ${expected}, got ${got}`, {
    line: row + 1,
  });
}

function frame(
  columns: string[],
  dtypes: string[],
  length: number,
  rowOf: (row: number) => (string | number | boolean)[],
): DataFrame {
  // The prelude must be loaded before TensorFlow: it chooses between the native and the portable backend.
  require('../core/tfjs-prelude.cjs');
  const danfo = require('danfojs-node') as typeof import('danfojs-node');
  // Rows and dtypes given: Danfo then neither transposes nor guesses.
  return new danfo.DataFrame(
    Array.from({ length }, (_, row) => rowOf(row)),
    { columns, dtypes },
  );
}
