/**
 * The table of ratings: immutable, with columns in typed arrays.
 */
import { inspect } from 'node:util';
import { asWritten } from '../../core/as-written';
import { DataError, OptionError } from '../../core/errors';
import type { ItemId, ItemIndex, UserId, UserIndex } from '../../core/ids';
import { areRatings, type RatingScale } from '../../core/rating-scale';
import type { Float32Vector, Float64Vector, Int32Vector } from '../../core/readonly-vector';
import type { ContextKind } from '../context/context-column';
import { ContextColumns, type ContextSource, type ContextValues } from '../context/context-columns';
import { FeatureTable, type ItemFeatures, type UserFeatures } from '../features/feature-table';
import { firstRowOfPair, mergeDuplicates } from './duplicates';
import type { IdMap } from './id-map';
import {
  type InteractionColumns,
  type InteractionsOptions,
  ownedColumns,
  type PlainColumns,
} from './interaction-columns';
import { bytesOf, columnsAt, hashOf, type OwnedColumns, renumbered } from './owned-columns';
import { columnsOfRows, type RatingRow } from './rating-rows';
import { type RatingSums, sumsOfRatings } from './rating-sums';
import { lastUpdates, type RatingUpdate } from './rating-updates';
import type { RowGroups } from './row-groups';
import { RowIndex } from './row-index';
import { tableText } from './table-text';
import { type ChangedPairs, updatedColumns } from './table-update';

/** One rating with its raw ids. */
export interface Rating {
  readonly user: UserId;
  readonly item: ItemId;
  readonly rating: number;
  /** Seconds since 1970, if the table has timestamps. */
  readonly timestamp?: number;
  /** If the table has context columns. */
  readonly context?: ContextValues;
  /** If the table has propensities. */
  readonly propensity?: number;
}

/** How {@link Interactions.select} numbers users and items. */
export interface SelectOptions {
  /**
   * `keep` (default): users and items keep their inner indices, including those without a row. `remake`: only
   * those with a row, numbered by first appearance, as Surprise numbers a train set; if the table has
   * features, they are followed by the other items and users with features.
   */
  readonly vocabulary?: 'keep' | 'remake';
  /**
   * `drop`: the selection has no features; with `vocabulary: 'keep'`, their items and users stay. Default
   * `keep`.
   */
  readonly features?: 'keep' | 'drop';
}

/**
 * A table of ratings with the columns `userColumn`, `itemColumn` (inner indices), `ratingColumn` and
 * optionally `timestampColumn`, `propensityColumn` and `context`, and the vocabularies `users` and `items`
 * that map raw ids to inner indices. Immutable: the columns are the table's own arrays with a read-only type;
 * `.slice()` returns a copy. Rows keep their original order.
 *
 * Memory: 12 bytes per row; 8 more each for timestamps, propensities, and a numeric context column; 4 more
 * each for a categorical one, and for `byUser` and `byItem` once used.
 * @example
 * const table = Interactions.fromRows([['ann', 'up', 5], ['bob', 'up', 3]]);
 * table.mean;                               // 4
 * table.users.indexOf(userId('bob'));       // 1
 */
export class Interactions implements Iterable<Rating> {
  /** Raw user ids and their inner indices. */
  readonly users: IdMap<UserId, UserIndex>;
  /** Raw item ids and their inner indices. */
  readonly items: IdMap<ItemId, ItemIndex>;
  /** Which ratings are allowed. */
  readonly scale: RatingScale;
  /** The mean of all ratings. */
  readonly mean: number;
  readonly #columns: OwnedColumns;
  readonly #features: Features;
  #alignedFeatures: ItemFeatures | undefined;
  #alignedUserFeatures: UserFeatures | undefined;
  readonly #sums: RatingSums;
  readonly #ofUsers: RowIndex;
  readonly #ofItems: RowIndex;
  #hash: string | undefined;
  #onePerPair: Interactions | undefined;

  private constructor(owned: OwnedColumns, scale: RatingScale, features: Features = {}, from?: Grown) {
    this.users = owned.userIds;
    this.items = owned.itemIds;
    this.#columns = owned;
    this.scale = scale;
    this.#features = features;
    this.#sums = sumsOfRatings(owned.ratings, from?.sums);
    this.#ofUsers = new RowIndex(owned.users, owned.userIds.size, from?.ofUsers);
    this.#ofItems = new RowIndex(owned.items, owned.itemIds.size, from?.ofItems);
    const { sum, lowest, highest } = this.#sums;
    // Clamped against rounding: the deviations of equal ratings from their mean must be 0.
    this.mean = Math.min(highest, Math.max(lowest, sum / owned.ratings.length));
    Object.freeze(this);
  }

  /**
   * Makes a table from columns, e.g. those of `readDelimited`. Cost: O(rows + users + items).
   *
   * @throws DataError with the location, when there are no rows, lengths differ, a rating is NaN or outside
   *   the scale, a timestamp, propensity or context value is invalid, or a pair occurs twice (see
   *   `duplicates`)
   */
  static fromColumns(columns: InteractionColumns, options: InteractionsOptions = {}): Interactions {
    const [owned, scale] = ownedColumns(columns, options);
    const { itemFeatures, userFeatures } = columns;
    const table = new Interactions(owned, scale);
    const featured = itemFeatures ? table.withItemFeatures(FeatureTable.ofItems(itemFeatures)) : table;
    return userFeatures ? featured.withUserFeatures(FeatureTable.ofUsers(userFeatures)) : featured;
  }

  /**
   * Makes a table from rows `[user, item, rating]` or `[user, item, rating, timestamp]`, or objects with
   * these names and optionally `context` and `propensity`; for toy examples and small data. Ids may be
   * strings or whole numbers. Without ratings, rows are `[user, item]`.
   *
   * @example
   * Interactions.fromRows([{ user: 'ann', item: 'up', rating: 5, context: { device: 'phone', hour: 20 } }]);
   */
  static fromRows(
    rows: Iterable<RatingRow>,
    options: Omit<InteractionsOptions, 'ownership'> = {},
  ): Interactions {
    return Interactions.fromColumns(columnsOfRows(rows), { ...options, ownership: 'take' });
  }

  /** The number of ratings. */
  get length(): number {
    return this.#columns.ratings.length;
  }

  /**
   * Whether the ratings say how much a user likes an item. False if every row is a 1 on the scale from 0 to
   * 1: a choice, as in a file without ratings. Models that predict ratings need them; models that only rank
   * don't.
   */
  get hasRatings(): boolean {
    return areRatings(this);
  }

  /** The number of users in the vocabulary. */
  get userCount(): number {
    return this.users.size;
  }

  /** The number of items in the vocabulary. */
  get itemCount(): number {
    return this.items.size;
  }

  /** The share of user-item pairs that have a rating, from 0 to 1. */
  get density(): number {
    return this.length / (this.userCount * this.itemCount);
  }

  /** Inner user index of each row; Int32. */
  get userColumn(): Int32Vector<UserIndex> {
    return this.#columns.users as unknown as Int32Vector<UserIndex>;
  }

  /** Inner item index of each row; Int32. */
  get itemColumn(): Int32Vector<ItemIndex> {
    return this.#columns.items as unknown as Int32Vector<ItemIndex>;
  }

  /** Rating of each row; Float32. */
  get ratingColumn(): Float32Vector {
    return this.#columns.ratings;
  }

  /** Seconds since 1970 of each row, Float64; undefined if the table has no timestamps. */
  get timestampColumn(): Float64Vector | undefined {
    return this.#columns.timestamps;
  }

  /**
   * The probability with which each row's item was shown to its user, above 0 and at most 1, Float64;
   * undefined if the table has none. Off-policy evaluation weights each row by its inverse.
   */
  get propensityColumn(): Float64Vector | undefined {
    return this.#columns.propensities;
  }

  /** The circumstances of each row's rating; undefined if the table has no context columns. */
  get context(): ContextColumns | undefined {
    return this.#columns.context;
  }

  /**
   * What is known about the items besides ratings: a row for each, by inner item index. Undefined if there is
   * nothing; see `withItemFeatures`.
   */
  get itemFeatures(): ItemFeatures | undefined {
    this.#alignedFeatures ??= this.#features.items?.alignedTo(this.items);
    return this.#alignedFeatures;
  }

  /**
   * The same ratings with these item features, replacing any others. Items with features but no rating are
   * added to the end of the vocabulary, so that content models can score them. Selections and splits keep the
   * features; the train part of a split knows all of their items.
   *
   * @example
   * const ratings = movielens.ratings.withItemFeatures(filmFeatures(movielens.films));
   */
  withItemFeatures(features: ItemFeatures): Interactions {
    const owned = { ...this.#columns, itemIds: withIdsOf(features, this.items) };
    return new Interactions(owned, this.scale, { ...this.#features, items: features });
  }

  /**
   * What is known about the users besides ratings: a row for each, by inner user index. Undefined if there is
   * nothing; see `withUserFeatures`.
   */
  get userFeatures(): UserFeatures | undefined {
    this.#alignedUserFeatures ??= this.#features.users?.alignedTo(this.users);
    return this.#alignedUserFeatures;
  }

  /**
   * The same ratings with these user features, replacing any others. Like `withItemFeatures`, it adds users
   * with features but no rating to the end of the vocabulary.
   *
   * @example
   * const ratings = movielens.ratings.withUserFeatures(demographics(movielens.users));
   */
  withUserFeatures(features: UserFeatures): Interactions {
    const owned = { ...this.#columns, userIds: withIdsOf(features, this.users) };
    return new Interactions(owned, this.scale, { ...this.#features, users: features });
  }

  /**
   * The same ratings with these context columns in addition to existing ones: a value per row, in the table's
   * order.
   *
   * @param kinds the kinds of the columns, by name. Default: inferred from their values
   * @example
   * const table = ratings.withContext(timeContext(ratings.timestampColumn, { zone: 'Asia/Kolkata' }));
   * @throws OptionError for a name that is taken or not allowed; DataError for a wrong length or value
   */
  withContext(columns: ContextSource, kinds?: Readonly<Record<string, ContextKind>>): Interactions {
    const added = ContextColumns.from(columns, this.length, { kinds }).copy();
    const context = this.context?.beside(added) ?? added;
    return new Interactions({ ...this.#columns, context }, this.scale, this.#features);
  }

  /**
   * Returns a table with ratings added, changed, or withdrawn (their rating is null), and the pairs that
   * differ. This table isn't changed; if nothing differs, it is the result. Each pair occurs once, as in
   * `onePerPair`; a changed rating keeps its row; new rows, users and items come last. Withdrawing a rating
   * that doesn't exist has no effect. An update has the columns that the table has; any others are ignored.
   *
   * Cost: for new ratings O(ratings of their users), because the two tables share their columns; for a
   * changed rating O(rows) to copy ratings, timestamps, propensities and context; for a withdrawn one O(rows)
   * to copy all columns. On a million rows these take 0.02, 20 and 75 ms on two busy cores, so changed ratings
   * are best given in batches.
   *
   * @throws DataError with the update at fault, for a rating that isn't on the scale, a missing or invalid
   *   value in another column, or if no rating would be left
   * @example
   * const table = Interactions.fromRows([['ann', 'up', 5], ['bob', 'up', 3]]);
   * table.updated([['cai', 'up', 1], ['bob', 'up', null]]).table.mean; // 3, of ann's 5 and cai's 1
   */
  updated(updates: Iterable<RatingUpdate>): { table: Interactions; changed: ChangedPairs } {
    const single = this.onePerPair();
    const { scale, hasRatings } = single;
    const columns = single.#columns;
    const { owned, changed, keeps, isChanged } = updatedColumns(
      columns,
      lastUpdates({ scale, hasRatings, columns }, updates),
      (user) => single.rowsOfUser(user),
    );
    if (!isChanged) return { table: single, changed };
    if (owned.ratings.length === 0) {
      throw new DataError('Interactions: the updates withdraw all ratings; at least one must be left');
    }
    const table = new Interactions(owned, scale, single.#features, {
      sums: keeps.ratings ? single.#sums : undefined,
      ofUsers: keeps.rows ? single.#ofUsers : undefined,
      ofItems: keeps.rows ? single.#ofItems : undefined,
    });
    if (table.items === single.items) table.#alignedFeatures = single.#alignedFeatures;
    if (table.users === single.users) table.#alignedUserFeatures = single.#alignedUserFeatures;
    table.#onePerPair = table;
    return { table, changed };
  }

  /** Row numbers by inner user index. Computed on first use: O(rows + users). */
  get byUser(): RowGroups {
    return this.#ofUsers.groups;
  }

  /** Row numbers by inner item index. Computed on first use: O(rows + items). */
  get byItem(): RowGroups {
    return this.#ofItems.groups;
  }

  /** Row numbers of one user, in table order. */
  rowsOfUser(user: UserIndex): Int32Vector {
    this.users.idOf(user); // rejects an index that is out of range
    return this.#ofUsers.rowsOf(user);
  }

  /** Row numbers of one item, in table order. */
  rowsOfItem(item: ItemIndex): Int32Vector {
    this.items.idOf(item);
    return this.#ofItems.rowsOf(item);
  }

  /** The ratings of a user, in table order. OptionError for an unknown user. */
  ratingsOf(user: UserId): Rating[] {
    return Array.from(this.rowsOfUser(this.users.require(user)), (row) => this.row(row));
  }

  /** The ratings of an item, in table order. OptionError for an unknown item. */
  ratingsFor(item: ItemId): Rating[] {
    return Array.from(this.rowsOfItem(this.items.require(item)), (row) => this.row(row));
  }

  /** Number of ratings of each user, by inner index. A new array. */
  userCounts(): Int32Array {
    return this.#ofUsers.counts();
  }

  /** Number of ratings of each item, by inner index. A new array. */
  itemCounts(): Int32Array {
    return this.#ofItems.counts();
  }

  /** Number of ratings of one item. O(1) once `byItem` is made. */
  ratingCountOf(item: ItemIndex): number {
    return this.byItem.offsets[item + 1] - this.byItem.offsets[item];
  }

  /**
   * How often each rating value occurs, ascending by value; a rating of 0.7 is 0.7, not the nearest 32-bit
   * float.
   */
  ratingCounts(): Map<number, number> {
    const counts = new Map<number, number>();
    for (const rating of this.#columns.ratings) counts.set(rating, (counts.get(rating) ?? 0) + 1);
    const written = Array.from(counts, ([rating, count]) => [asWritten(rating), count] as const);
    return new Map(written.sort(([a], [b]) => a - b));
  }

  /**
   * One row with its raw ids and the rating as usually written (4.2, where `ratingColumn` has 4.199999809).
   * OptionError for a row that doesn't exist.
   */
  row(row: number): Rating {
    if (!Number.isInteger(row) || row < 0 || row >= this.length) {
      throw new OptionError(
        `Interactions: row must be a whole number from 0 to ${this.length - 1}, got ${row}`,
      );
    }
    const user = this.users.idOf(this.userColumn[row]);
    const item = this.items.idOf(this.itemColumn[row]);
    const { ratings, timestamps, propensities, context } = this.#columns;
    return {
      user,
      item,
      rating: asWritten(ratings[row]),
      ...(timestamps && { timestamp: timestamps[row] }),
      ...(context && { context: context.at(row) }),
      ...(propensities && { propensity: propensities[row] }),
    };
  }

  /** All rows in order, with raw ids. Convenient, but slower than the columns: one object per row. */
  *[Symbol.iterator](): IterableIterator<Rating> {
    for (let row = 0; row < this.length; row++) yield this.row(row);
  }

  /**
   * Selects rows, in the given order, as a new table. OptionError for a row that doesn't exist. Context
   * columns keep their categories, including those without a row. Two selections with `vocabulary: 'keep'`
   * number users and items in the same way; with `'remake'`, inner indices are Surprise's. Cost: O(rows +
   * users + items).
   */
  select(rows: ArrayLike<number>, options: SelectOptions = {}): Interactions {
    if (rows.length === 0)
      throw new OptionError('Interactions: select must be passed at least one row, got none');
    for (let n = 0; n < rows.length; n++) {
      if (!(rows[n] >= 0 && rows[n] < this.length && Number.isInteger(rows[n]))) this.row(rows[n]);
    }
    const kept = columnsAt(this.#columns, rows);
    const features = options.features === 'drop' ? {} : this.#features;
    if (options.vocabulary !== 'remake') return new Interactions(kept, this.scale, features);
    const remade = renumbered(kept);
    const itemIds = withIdsOf(features.items, remade.itemIds);
    const userIds = withIdsOf(features.users, remade.userIds);
    return new Interactions({ ...remade, itemIds, userIds }, this.scale, features);
  }

  /**
   * The table with one row per pair of user and item, the last one, with its context; the table itself if no
   * pair occurs twice, which is always the case unless it was made with `duplicates: 'keep'`. Users and items
   * keep their numbers. Models and splits use it: someone who plays a song a hundred times is one user who
   * likes it. Cost: O(rows), once.
   */
  onePerPair(): Interactions {
    this.#onePerPair ??= this.withoutRepeats();
    return this.#onePerPair;
  }

  private withoutRepeats(): Interactions {
    const first = firstRowOfPair(this.#columns.items, this.itemCount, this.byUser);
    if (!first) return this;
    const single = this.select(mergeDuplicates('last', first, this.#columns).rows);
    single.#onePerPair = single;
    return single;
  }

  /**
   * Copies everything but the scale to plain arrays, which `postMessage` can send to a worker, where
   * `Interactions.fromColumns(columns, { scale, duplicates: 'keep', ownership: 'take' })` recreates the same
   * table, including the inner indices.
   */
  toColumns(): PlainColumns {
    const { users, items, ratings, timestamps, propensities, context } = this.#columns;
    return {
      user: { ids: this.users.toJSON(), indices: users.slice() },
      item: { ids: this.items.toJSON(), indices: items.slice() },
      rating: ratings.slice(),
      timestamp: timestamps?.slice(),
      ...(context ? { context: context.toColumns() } : {}),
      ...(propensities ? { propensity: propensities.slice() } : {}),
      ...(this.#features.items ? { itemFeatures: this.#features.items.toColumns() } : {}),
      ...(this.#features.users ? { userFeatures: this.#features.users.toColumns() } : {}),
    };
  }

  /**
   * Memory of the ratings in bytes: `dense` as a users x items matrix of 32-bit floats, `sparse` as the
   * columns of this table (without the vocabularies and row groups).
   */
  memory(): { dense: number; sparse: number } {
    return { dense: 4 * this.userCount * this.itemCount, sparse: bytesOf(this.#columns) };
  }

  /**
   * SHA-256 of the rows (raw ids, ratings, timestamps, in order) and the scale, 64 hex digits. It doesn't
   * depend on how the vocabulary numbers users and items, nor on features, context or propensities, so that
   * results of models with and without them can be compared; `itemFeatures`, `userFeatures` and `context` have
   * hashes of their own. For receipts. Cost: O(rows), once.
   */
  hash(): string {
    this.#hash ??= hashOf(this.#columns, this.scale);
    return this.#hash;
  }

  /** What Node and the notebook print: counts and the first rows. */
  [inspect.custom](): string {
    return tableText(this);
  }
}

/** What a table reuses from the table that it extends. */
interface Grown {
  readonly sums: RatingSums | undefined;
  readonly ofUsers: RowIndex | undefined;
  readonly ofItems: RowIndex | undefined;
}

/** Features of the items and of the users, with rows in any order. */
interface Features {
  readonly items?: ItemFeatures;
  readonly users?: UserFeatures;
}

/** The vocabulary followed by the ids of the features that it doesn't have yet. */
function withIdsOf<Id extends string, Index extends number>(
  features: FeatureTable<Id, Index> | undefined,
  ids: IdMap<Id, Index>,
): IdMap<Id, Index> {
  return features ? ids.with(features.ids) : ids;
}
