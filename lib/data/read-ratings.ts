/**
 * Ratings from any delimited file: your own data, MovieLens or another data set.
 */
import { OptionError } from '../core/errors';
import type { RatingScale } from '../core/rating-scale';
import {
  type DelimitedInput,
  type DelimitedOptions,
  type DelimitedStream,
  type DelimitedTable,
  readDelimited,
  readDelimitedSync,
  type StreamOptions,
} from './delimited';
import type { ColumnType } from './delimited-parser';
import type { DuplicatePolicy } from './duplicates';
import { Interactions } from './interactions';

/** How a file of ratings is laid out and what it may hold. */
export interface RatingsOptions {
  /** What stands between two fields. Default: a tab. */
  readonly separator?: string;
  /** For a file whose first line names its columns: which are which. Others are skipped. */
  readonly header?: {
    readonly user: string;
    readonly item: string;
    readonly rating: string;
    readonly timestamp?: string;
  };
  /**
   * For a file without a header: what stands where. Default: user, item, rating, and timestamp where
   * there is a fourth column.
   */
  readonly fields?: readonly ('user' | 'item' | 'rating' | 'timestamp' | 'skip')[];
  /** `utf-8` (default), `latin1`, or `detect`; matters for ids that aren't ASCII. */
  readonly encoding?: DelimitedOptions<Record<string, ColumnType>>['encoding'];
  /** Which ratings are allowed, or a function that tells it from them. Default: whole stars, 1 to 5. */
  readonly scale?: RatingScale | ((ratings: Float32Array) => RatingScale);
  /** What a second rating of the same pair means: `error` (default), `last`, `mean`, `keep`. */
  readonly duplicates?: DuplicatePolicy;
  /** The name of the data in error messages. Default: the path as given. */
  readonly name?: string;
}

/**
 * Reads ratings chunk by chunk; a file of 25 million rows needs memory for the table only.
 *
 * @throws DataError with file, line, column, value and what was expected
 *
 * @example
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

/** As {@link readRatings}, but at once: for files that are small enough to wait for. */
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

const TYPES: { readonly [R in Role]: ColumnType } = {
  user: 'id',
  item: 'id',
  rating: 'float32',
  timestamp: 'integer',
};

function layoutOf(options: RatingsOptions): Layout {
  const { separator, header, fields, encoding, name } = options;
  const columns: RatingColumns = {};
  const names = { user: 'user', item: 'item', rating: 'rating', timestamp: 'timestamp', ...header };
  if (header !== undefined) {
    if (fields !== undefined) throw new OptionError('readRatings: pass header or fields, not both');
    for (const role of Object.keys(header) as Role[]) columns[header[role] ?? role] = TYPES[role];
  } else {
    const order = fields ?? ['user', 'item', 'rating', 'timestamp'];
    for (const role of ['user', 'item', 'rating'] as const) {
      if (order.filter((field) => field === role).length === 1) continue;
      throw new OptionError(`readRatings: fields must name ${role} once, got ${order.join(', ')}`);
    }
    order.forEach((role, n) => {
      if (role === 'skip') columns[`column ${n + 1}`] = 'skip';
      else columns[role] = TYPES[role];
    });
    if (fields === undefined) columns.timestamp = 'integer?';
  }
  return { names, options: { columns, separator, header: header !== undefined, encoding, name } };
}

function interactionsOf(
  table: DelimitedTable<RatingColumns>,
  { names }: Layout,
  options: RatingsOptions,
): Interactions {
  // The spec is made at run time, so the compiler can't know which column is of which type.
  const columns = table.columns as unknown as DelimitedTable<{
    user: 'id';
    item: 'id';
    rating: 'float32';
    timestamp: 'integer?';
  }>['columns'] &
    Record<string, unknown>;
  const column = <R extends Role>(role: R) => columns[names[role] as R];
  const { scale, duplicates } = options;
  const rating = column('rating');
  return Interactions.fromColumns(
    { user: column('user'), item: column('item'), rating, timestamp: column('timestamp') },
    {
      scale: typeof scale === 'function' ? scale(rating) : scale,
      duplicates,
      ownership: 'take',
      place: (row, role) => table.place(row, names[role]),
    },
  );
}
