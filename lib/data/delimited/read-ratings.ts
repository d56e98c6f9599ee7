/**
 * Ratings from any delimited file: your own data, MovieLens or another data set.
 */
import { DataError, OptionError } from '../../core/errors';
import type { RatingScale } from '../../core/rating-scale';
import type { DuplicatePolicy } from '../table/duplicates';
import type { IdColumn } from '../table/id-column';
import { Interactions } from '../table/interactions';
import {
  type DelimitedInput,
  type DelimitedOptions,
  type DelimitedStream,
  type DelimitedTable,
  readDelimited,
  readDelimitedSync,
  type StreamOptions,
} from './delimited';
import { cut, separatorHint } from './delimited-hints';
import type { ColumnType } from './delimited-parser';
import { TIME_FORMATS, type TimeFormat } from './time-column';

/** The layout of a file of ratings, and what is allowed in it. */
export interface RatingsOptions {
  /** The separator between fields. Default: a tab. */
  readonly separator?: string;
  /**
   * For a file with a header line: the names of its columns. Others are skipped. Without `rating`, each row is a choice
   * (a loan, a click, a play).
   */
  readonly header?: {
    readonly user: string;
    readonly item: string;
    readonly rating?: string;
    readonly timestamp?: string;
  };
  /**
   * For a file without a header: the order of its columns. Default: user, item, rating, and timestamp if there is a
   * fourth column. Without `rating`, each row is a choice.
   */
  readonly fields?: readonly ('user' | 'item' | 'rating' | 'timestamp' | 'skip')[];
  /** What timestamps are: `seconds` since 1970 (default), `milliseconds`, or `date` (`2018-07-07 22:09:11`, UTC). */
  readonly timestamps?: TimeFormat;
  /** Whether fields can be in double quotes: `true` (default), `'backslash'` if quotes inside are `\"`, `false`. */
  readonly quotes?: DelimitedOptions<RatingColumns>['quotes'];
  /** `utf-8` (default), `latin1`, `windows-1252`, or `detect`; matters for ids that aren't ASCII. */
  readonly encoding?: DelimitedOptions<RatingColumns>['encoding'];
  /** The decimal separator: `.` (default) or `,`. */
  readonly decimal?: DelimitedOptions<RatingColumns>['decimal'];
  /**
   * Which ratings are allowed, or a function that infers this from the ratings. Default: whole stars, 1 to 5. Not
   * allowed for a file without ratings.
   */
  readonly scale?: RatingScale | ((ratings: Float32Array) => RatingScale);
  /** What to do with a second rating of the same pair: `error` (default), `last`, `mean`, `keep`. */
  readonly duplicates?: DuplicatePolicy;
  /** The name of the data in error messages. Default: the path as given. */
  readonly name?: string;
}

/**
 * Reads ratings chunk by chunk; a file of 25 million rows needs memory only for the table.
 *
 * @throws DataError with file, line, column, value, and what was expected
 *
 * @example
 * const books = await readRatings('BX-Book-Ratings.csv', {
 *   separator: ';', encoding: 'latin1', quotes: 'backslash', scale: { min: 0, max: 10, step: 1 },
 *   header: { user: 'User-ID', item: 'ISBN', rating: 'Book-Rating' },
 * });
 * const clicks = await readRatings('clicks.tsv', { fields: ['user', 'item', 'timestamp'], timestamps: 'date' });
 * const mine = await readRatings('loans.csv', {
 *   separator: ',',
 *   header: { user: 'reader', item: 'book', rating: 'stars' },
 * });
 */
export async function readRatings(
  source: DelimitedInput | DelimitedStream,
  options: RatingsOptions & StreamOptions = {},
): Promise<Interactions> {
  const layout = layoutOf(options);
  const { signal, onProgress } = options;
  return interactionsOf(
    await readDelimited(source, { ...layout.options, signal, onProgress }),
    layout,
    options,
  );
}

/** Like {@link readRatings}, but synchronous: for small files. */
export function readRatingsSync(source: DelimitedInput, options: RatingsOptions = {}): Interactions {
  const layout = layoutOf(options);
  return interactionsOf(readDelimitedSync(source, layout.options), layout, options);
}

type Role = 'user' | 'item' | 'rating' | 'timestamp';
type RatingColumns = Record<string, ColumnType>;

interface Layout {
  readonly options: DelimitedOptions<RatingColumns>;
  /** The name of the column for each role. */
  readonly names: { readonly [R in Role]: string };
}

const ROLES: readonly Role[] = ['user', 'item', 'rating', 'timestamp'];

function layoutOf(options: RatingsOptions): Layout {
  const { separator, header, fields, encoding, name, quotes, decimal, timestamps = 'seconds' } = options;
  if (!TIME_FORMATS.includes(timestamps)) {
    const choices = TIME_FORMATS.join(', ');
    throw new OptionError(`readRatings: timestamps must be one of ${choices}, got ${String(timestamps)}`);
  }
  const types = { user: 'id', item: 'id', rating: 'float32', timestamp: timestamps } as const;
  const columns = new Map<string, ColumnType>();
  const names = { user: 'user', item: 'item', rating: 'rating', timestamp: 'timestamp', ...header };
  if (header !== undefined) {
    if (fields !== undefined) throw new OptionError('readRatings: pass header or fields, not both');
    for (const role of ROLES) {
      const column = header[role];
      if (column === undefined) continue;
      if (columns.has(column)) {
        const other = ROLES.find((first) => header[first] === column);
        throw new OptionError(`readRatings: header names column "${column}" for ${other} and for ${role}`);
      }
      columns.set(column, types[role]);
    }
  } else {
    const order = fields ?? ROLES;
    for (const role of ROLES) {
      const count = order.filter((field) => field === role).length;
      const isNeeded = role === 'user' || role === 'item';
      if (count === 1 || (count === 0 && !isNeeded)) continue;
      throw new OptionError(
        `readRatings: fields must name ${role} ${isNeeded ? 'once' : 'at most once'}, got ${order.join(', ')}`,
      );
    }
    order.forEach((role, n) => {
      if (role === 'skip') columns.set(`column ${n + 1}`, 'skip');
      else columns.set(role, fields === undefined && n > 1 ? `${types[role]}?` : types[role]);
    });
  }
  // Not by assignment: a column may be called `__proto__`.
  const spec = Object.fromEntries(columns);
  return {
    names,
    options: { columns: spec, separator, header: header !== undefined, encoding, name, quotes, decimal },
  };
}

function interactionsOf(
  table: DelimitedTable<RatingColumns>,
  { names, options: layout }: Layout,
  options: RatingsOptions,
): Interactions {
  // The spec is made at run time, so the compiler can't know which column is of which type.
  const columns = table.columns as unknown as DelimitedTable<{
    user: 'id';
    item: 'id';
    rating: 'float32?';
    timestamp: 'seconds?';
  }>['columns'] &
    Record<string, unknown>;
  const column = <R extends Role>(role: R) =>
    Object.hasOwn(columns, names[role] ?? '') ? columns[names[role] as R] : undefined;
  const { scale, duplicates } = options;
  const user = column('user') as IdColumn;
  const item = column('item') as IdColumn;
  const rating = column('rating');
  if (rating === undefined) {
    if (!layout.header) checkFirstRow(table.file, user, item, options);
    if (scale !== undefined) {
      throw new OptionError(
        `readRatings: scale must be left out, because ${table.file} has no column of ratings`,
      );
    }
  }
  return Interactions.fromColumns(
    { user, item, rating, timestamp: column('timestamp') },
    {
      scale: typeof scale === 'function' && rating !== undefined ? scale(rating) : (scale as RatingScale),
      duplicates,
      ownership: 'take',
      place: (row, role) => table.place(row, names[role] ?? role),
    },
  );
}

/** In columns of ids nothing else shows that the separator or the first line is another than it seems. */
function checkFirstRow(file: string, user: IdColumn, item: IdColumn, options: RatingsOptions): void {
  const [first, second] = [user.ids[user.indices[0]], item.ids[item.indices[0]]];
  const fail = (what: string): never => {
    throw new DataError(`${file}:1: ${what}`, { file, line: 1 });
  };
  if (/^user[ _-]?(id)?$/i.test(first)) {
    const names = `{ user: ${JSON.stringify(first)}, item: ${JSON.stringify(second)} }`;
    fail(`the first line seems to be a header; pass header: ${names}`);
  }
  if (options.fields !== undefined) return;
  const { separator = '\t' } = options;
  const record = `${first}${separator}${second}`;
  const hint = separatorHint(record, separator, ({ length }) => length > 2);
  fail(
    `expected columns for user, item and rating, found 2: ${cut(record)}${hint}` +
      "; if there are no ratings and each row is a choice, pass fields: ['user', 'item']",
  );
}
