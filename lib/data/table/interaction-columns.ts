/**
 * The input of an interactions table, and all its checks.
 */

import { asWritten } from '../../core/as-written';
import { DataError, OptionError } from '../../core/errors';
import type { ItemIndex, UserIndex } from '../../core/ids';
import {
  CHOICES,
  describeScale,
  isOnScale,
  type RatingScale,
  ratingScale,
  WHOLE_STARS,
} from '../../core/rating-scale';
import type { ColumnData, ContextKind } from '../context/context-column';
import { ContextColumns, type ContextSource } from '../context/context-columns';
import { isSeconds } from '../delimited/time-column';
import type { FeatureColumns } from '../features/feature-table';
import { DUPLICATE_POLICIES, type DuplicatePolicy, firstRowOfPair, mergeDuplicates } from './duplicates';
import type { IdColumn } from './id-column';
import { IdMap } from './id-map';
import { columnsAt, type OwnedColumns } from './owned-columns';

/** Columns of the same length, one value per row. */
export interface InteractionColumns {
  readonly user: IdColumn;
  readonly item: IdColumn;
  /** Left out if there are no ratings: each row is then a choice, a 1 on the scale of 0 and 1. */
  readonly rating?: Float32Array | Float64Array | readonly number[] | undefined;
  /** Seconds since 1970. */
  readonly timestamp?: Float64Array | readonly number[] | undefined;
  /** The circumstances of each rating, by column; see `Interactions.context`. */
  readonly context?: ContextSource | undefined;
  /**
   * The probability that the item was shown to the user, above 0 and at most 1; see
   * `Interactions.propensityColumn`.
   */
  readonly propensity?: Float64Array | readonly number[] | undefined;
  /** Item features; see `Interactions.withItemFeatures`. */
  readonly itemFeatures?: FeatureColumns | undefined;
  /** User features; see `Interactions.withUserFeatures`. */
  readonly userFeatures?: FeatureColumns | undefined;
}

/** All columns of a table as plain arrays, as `postMessage` can send them. */
export interface PlainColumns extends InteractionColumns {
  readonly rating: Float32Array;
  readonly timestamp: Float64Array | undefined;
  readonly context?: Readonly<Record<string, ColumnData>>;
  readonly propensity?: Float64Array;
}

/** Options for making a table from columns or rows. */
export interface InteractionsOptions {
  /** Which ratings are allowed. Default: whole stars, 1 to 5. */
  readonly scale?: RatingScale;
  /** What to do with a second rating of the same pair: `error` (default), `last`, `mean`, `keep`. */
  readonly duplicates?: DuplicatePolicy;
  /**
   * The kinds of context columns, by name: `categorical` or `numeric`. Default: inferred from their values.
   */
  readonly context?: Readonly<Record<string, ContextKind>>;
  /**
   * `copy` (default): typed arrays are copied. `take`: the table takes over the arrays without copying, and
   * the caller must not touch them again.
   */
  readonly ownership?: 'copy' | 'take';
  /** Where a value came from, for error messages. Default: its row, counted from 1. */
  readonly place?: (row: number, column: string) => Place;
}

/** A place in a file, 1-based. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Columns with ratings. */
type RatedColumns = InteractionColumns & Required<Pick<InteractionColumns, 'rating'>>;

/**
 * Checks the columns, copies or takes them, and resolves duplicates. For errors, see
 * `Interactions.fromColumns`.
 */
export function ownedColumns(
  given: InteractionColumns,
  options: InteractionsOptions,
): [OwnedColumns, RatingScale] {
  if (given.rating === undefined && options.scale !== undefined) {
    throw new OptionError('Interactions: scale must be left out, because there is no column of ratings');
  }
  const chosen = given.rating === undefined;
  const scale = ratingScale(options.scale ?? (chosen ? CHOICES : WHOLE_STARS));
  const columns: RatedColumns = {
    ...given,
    rating: given.rating ?? new Float32Array(given.user.indices.length).fill(1),
  };
  const policy = options.duplicates ?? 'error';
  if (!DUPLICATE_POLICIES.includes(policy)) {
    const choices = DUPLICATE_POLICIES.join(', ');
    throw new OptionError(`Interactions: duplicates must be one of ${choices}, got ${String(policy)}`);
  }
  checkColumns(columns, scale, options);
  const copy = options.ownership !== 'take';
  const { rating, timestamp, propensity, context } = columns;
  const numbers = (column: Float64Array | readonly number[]) =>
    !copy && column instanceof Float64Array ? column : new Float64Array(column);
  const contextColumns =
    context &&
    ContextColumns.from(context, rating.length, {
      kinds: options.context,
      fail: (name, row, message) => {
        throw failure(options, row, name, message);
      },
    });
  const owned: OwnedColumns = {
    userIds: IdMap.users(columns.user.ids),
    itemIds: IdMap.items(columns.item.ids),
    users: copy ? columns.user.indices.slice() : columns.user.indices,
    items: copy ? columns.item.indices.slice() : columns.item.indices,
    ratings: !copy && rating instanceof Float32Array ? rating : new Float32Array(rating),
    timestamps: timestamp && numbers(timestamp),
    propensities: propensity && numbers(propensity),
    context: contextColumns && copy ? contextColumns.copy() : contextColumns,
  };
  if (policy === 'keep') return [owned, scale];
  const sizes = { userCount: owned.userIds.size, itemCount: owned.itemIds.size };
  const first = firstRowOfPair({ ...owned, ...sizes });
  if (first === undefined) return [owned, scale];
  if (policy === 'error') {
    const again = first.findIndex((firstRow, row) => firstRow !== row);
    const user = JSON.stringify(owned.userIds.idOf(owned.users[again] as UserIndex));
    const item = JSON.stringify(owned.itemIds.idOf(owned.items[again] as ItemIndex));
    const earlier = where(options, first[again], 'item').words;
    throw failure(
      options,
      again,
      'item',
      `user ${user} ${chosen ? 'chose' : 'rated'} item ${item} before, in ${earlier}; to allow this, pass duplicates: 'last', 'mean' or 'keep'`,
    );
  }
  const { rows, ratings } = mergeDuplicates(policy, first, owned);
  // The mean of whole stars may not be whole.
  const merged = policy === 'mean' ? ratingScale({ min: scale.min, max: scale.max }) : scale;
  return [{ ...columnsAt(owned, rows), ratings }, merged];
}

function checkColumns(columns: RatedColumns, scale: RatingScale, options: InteractionsOptions): void {
  const { user, item, rating, timestamp, propensity } = columns;
  const length = rating.length;
  const lengths = {
    user: user.indices.length,
    item: item.indices.length,
    timestamp: timestamp?.length ?? length,
    propensity: propensity?.length ?? length,
  };
  for (const [name, other] of Object.entries(lengths)) {
    if (other === length) continue;
    throw new DataError(
      `Interactions: the columns differ in length: rating has ${length} rows, ${name} ${other}`,
    );
  }
  if (length === 0) throw new DataError('Interactions: expected at least one row, got none');
  const userCount = user.ids.length;
  const itemCount = item.ids.length;
  for (let row = 0; row < length; row++) {
    // Written so that NaN fails every check.
    if (!isOnScale(scale, rating[row])) {
      const expected = `expected a rating from ${describeScale(scale)}, got ${asWritten(rating[row])}`;
      throw failure(options, row, 'rating', expected);
    }
    if (!(user.indices[row] >= 0 && user.indices[row] < userCount)) {
      throw failure(options, row, 'user', `no id for index ${user.indices[row]}, there are ${userCount} ids`);
    }
    if (!(item.indices[row] >= 0 && item.indices[row] < itemCount)) {
      throw failure(options, row, 'item', `no id for index ${item.indices[row]}, there are ${itemCount} ids`);
    }
    if (timestamp !== undefined && !isSeconds(timestamp[row])) {
      const hint = isSeconds(timestamp[row] / 1000) ? ' (milliseconds? divide by 1000)' : '';
      throw failure(options, row, 'timestamp', `expected seconds since 1970, got ${timestamp[row]}${hint}`);
    }
    if (propensity !== undefined && !(propensity[row] > 0 && propensity[row] <= 1)) {
      const expected = 'expected a probability above 0 and at most 1';
      throw failure(options, row, 'propensity', `${expected}, got ${propensity[row]}`);
    }
  }
}

function where(options: InteractionsOptions, row: number, column: string) {
  const place = options.place?.(row, column);
  return place === undefined
    ? { words: `row ${row + 1}`, prefix: `Interactions: row ${row + 1}, ${column}`, place }
    : {
        words: `line ${place.line}`,
        prefix: `${place.file}:${place.line}: column ${place.column} (${column})`,
        place,
      };
}

function failure(options: InteractionsOptions, row: number, column: string, message: string): DataError {
  const { prefix, place } = where(options, row, column);
  return new DataError(`${prefix}: ${message}`, place);
}
