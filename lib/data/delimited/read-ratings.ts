/**
 * Ratings from any delimited file: your own data, MovieLens or another data set.
 */
import { checkArgument } from '../../core/arguments';
import { DataError, OptionError } from '../../core/errors';
import type { RatingScale } from '../../core/rating-scale';
import type { FailAt } from '../context/context-column';
import type { ContextSource } from '../context/context-columns';
import type { IdColumn } from '../table/id-column';
import { Interactions } from '../table/interactions';
import {
  type DelimitedInput,
  type DelimitedStream,
  type DelimitedTable,
  INPUT,
  INPUT_OR_STREAM,
  readDelimited,
  readDelimitedSync,
  type StreamOptions,
} from './delimited';
import { cut, separatorHint } from './delimited-hints';
import { type Layout, layoutOf, type RatingColumns, type RatingsOptions, type Role } from './ratings-layout';
import { textToColumn } from './text-to-column';

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
 *   context: ['branch', 'device'],
 * });
 */
export async function readRatings(
  source: DelimitedInput | DelimitedStream,
  options: RatingsOptions & StreamOptions = {},
): Promise<Interactions> {
  checkArgument('readRatings', 'source', source, INPUT_OR_STREAM);
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
  checkArgument('readRatingsSync', 'source', source, INPUT);
  const layout = layoutOf(options);
  return interactionsOf(readDelimitedSync(source, layout.options), layout, options);
}

function interactionsOf(
  table: DelimitedTable<RatingColumns>,
  { names, context, options: layout }: Layout,
  options: RatingsOptions,
): Interactions {
  // The spec is made at run time, so the compiler doesn't know the type of each column.
  const columns = table.columns as unknown as DelimitedTable<{
    user: 'id';
    item: 'id';
    rating: 'float32?';
    timestamp: 'seconds?';
    propensity: 'number?';
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
    {
      user,
      item,
      rating,
      timestamp: column('timestamp'),
      propensity: column('propensity'),
      context: context.size > 0 ? contextOf(table, context, layout.decimal) : undefined,
    },
    {
      scale:
        typeof scale === 'function' && rating
          ? scaleFound(table.file, rating, scale)
          : (scale as RatingScale),
      duplicates,
      ownership: 'take',
      place: (row, name) => table.place(row, (Object.hasOwn(names, name) && names[name as Role]) || name),
    },
  );
}

/** The scale found in the ratings. @throws DataError that names the file */
export function scaleFound(
  file: string,
  ratings: Float32Array,
  find: Extract<RatingsOptions['scale'], (...ratings: never) => unknown>,
): RatingScale {
  try {
    return find(ratings);
  } catch (error) {
    throw error instanceof DataError ? new DataError(`${file}: ${error.message}`, { file }) : error;
  }
}

/** The context columns; for those without a given kind, the text decides. */
function contextOf(
  table: DelimitedTable<RatingColumns>,
  kinds: Layout['context'],
  decimal: '.' | ',' = '.',
): ContextSource {
  const columns = table.columns as unknown as Readonly<Record<string, IdColumn | Float64Array>>;
  const made = Array.from(kinds, ([name, kind]) => {
    const column = columns[name];
    if (column instanceof Float64Array) return [name, column];
    if (kind === 'categorical') return [name, { categories: column.ids, codes: column.indices }];
    const fail: FailAt = (row, message) => {
      const at = table.place(row, name);
      throw new DataError(`${at.file}:${at.line}: column ${at.column} (${name}): ${message}`, at);
    };
    return [name, textToColumn(column, decimal, fail)];
  });
  return Object.fromEntries(made);
}

/** With columns of ids only, nothing else would reveal a wrong separator or an unexpected header. */
function checkFirstRow(file: string, user: IdColumn, item: IdColumn, options: RatingsOptions): void {
  const [first, second] = [user.ids[user.indices[0]], item.ids[item.indices[0]]];
  const line = 1 + (options.skip ?? 0);
  const fail = (what: string): never => {
    throw new DataError(`${file}:${line}: ${what}`, { file, line });
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
