/** What a table of ratings contains: columns in typed arrays, vocabularies, counts, and the rows of a user or an item. */
import { inspect } from 'node:util';
import { asWritten } from '../../core/as-written';
import { OptionError } from '../../core/errors';
import type { ItemId, ItemIndex, UserId, UserIndex } from '../../core/ids';
import { areRatings, type RatingScale } from '../../core/rating-scale';
import type { Float32Vector, Float64Vector, Int32Vector } from '../../core/readonly-vector';
import type { ContextColumns, ContextValues } from '../context/context-columns';
import type { IdMap } from './id-map';
import { bytesOf, hashOf, type OwnedColumns } from './owned-columns';
import { type RatingSums, sumsOfRatings } from './rating-sums';
import type { RowGroups } from './row-groups';
import { RowIndex } from './row-index';
import { tableText } from './table-text';

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

/** What a table is made of; one that extends another may have parts in common with it. */
export interface TableParts {
  readonly columns: OwnedColumns;
  readonly sums: RatingSums;
  readonly ofUsers: RowIndex;
  readonly ofItems: RowIndex;
}

/** The readable part of `Interactions`. */
export abstract class RatingTable implements Iterable<Rating> {
  /** Raw user ids and their inner indices. */
  readonly users: IdMap<UserId, UserIndex>;
  /** Raw item ids and their inner indices. */
  readonly items: IdMap<ItemId, ItemIndex>;
  /** Which ratings are allowed. */
  readonly scale: RatingScale;
  /** The mean of all ratings. */
  readonly mean: number;
  readonly #parts: TableParts;
  #hash: string | undefined;

  protected constructor(owned: OwnedColumns, scale: RatingScale, from: Partial<TableParts> = {}) {
    this.users = owned.userIds;
    this.items = owned.itemIds;
    this.scale = scale;
    this.#parts = {
      columns: owned,
      sums: sumsOfRatings(owned.ratings, from.sums),
      ofUsers: new RowIndex(owned.users, owned.userIds.size, from.ofUsers),
      ofItems: new RowIndex(owned.items, owned.itemIds.size, from.ofItems),
    };
    const { sum, lowest, highest } = this.#parts.sums;
    // Clamped against rounding: the deviations of equal ratings from their mean must be 0.
    this.mean = Math.min(highest, Math.max(lowest, sum / owned.ratings.length));
  }

  /** Not to be changed. */
  protected static partsOf(table: RatingTable): TableParts {
    return table.#parts;
  }

  /** The number of ratings. */
  get length(): number {
    return this.#parts.columns.ratings.length;
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
    return this.#parts.columns.users as unknown as Int32Vector<UserIndex>;
  }

  /** Inner item index of each row; Int32. */
  get itemColumn(): Int32Vector<ItemIndex> {
    return this.#parts.columns.items as unknown as Int32Vector<ItemIndex>;
  }

  /** Rating of each row; Float32. */
  get ratingColumn(): Float32Vector {
    return this.#parts.columns.ratings;
  }

  /** Seconds since 1970 of each row, Float64; undefined if the table has no timestamps. */
  get timestampColumn(): Float64Vector | undefined {
    return this.#parts.columns.timestamps;
  }

  /**
   * The probability with which each row's item was shown to its user, above 0 and at most 1, Float64;
   * undefined if the table has none. Off-policy evaluation weights each row by its inverse.
   */
  get propensityColumn(): Float64Vector | undefined {
    return this.#parts.columns.propensities;
  }

  /** The circumstances of each row's rating; undefined if the table has no context columns. */
  get context(): ContextColumns | undefined {
    return this.#parts.columns.context;
  }

  /** Row numbers by inner user index. Computed on first use: O(rows + users). */
  get byUser(): RowGroups {
    return this.#parts.ofUsers.groups;
  }

  /** Row numbers by inner item index. Computed on first use: O(rows + items). */
  get byItem(): RowGroups {
    return this.#parts.ofItems.groups;
  }

  /** Row numbers of one user, in table order. */
  rowsOfUser(user: UserIndex): Int32Vector {
    this.users.idOf(user); // rejects an index that is out of range
    return this.#parts.ofUsers.rowsOf(user);
  }

  /** Row numbers of one item, in table order. */
  rowsOfItem(item: ItemIndex): Int32Vector {
    this.items.idOf(item);
    return this.#parts.ofItems.rowsOf(item);
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
    return this.#parts.ofUsers.counts();
  }

  /** Number of ratings of each item, by inner index. A new array. */
  itemCounts(): Int32Array {
    return this.#parts.ofItems.counts();
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
    for (const rating of this.#parts.columns.ratings) counts.set(rating, (counts.get(rating) ?? 0) + 1);
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
    const { ratings, timestamps, propensities, context } = this.#parts.columns;
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
   * Memory of the ratings in bytes: `dense` as a users x items matrix of 32-bit floats, `sparse` as the
   * columns of this table (without the vocabularies and row groups).
   */
  memory(): { dense: number; sparse: number } {
    return { dense: 4 * this.userCount * this.itemCount, sparse: bytesOf(this.#parts.columns) };
  }

  /**
   * SHA-256 of the rows (raw ids, ratings, timestamps, in order) and the scale, 64 hex digits. It doesn't
   * depend on how the vocabulary numbers users and items, nor on features, context or propensities, so that
   * results of models with and without them can be compared; `itemFeatures`, `userFeatures` and `context` have
   * hashes of their own. For receipts. Cost: O(rows), once.
   */
  hash(): string {
    this.#hash ??= hashOf(this.#parts.columns, this.scale);
    return this.#hash;
  }

  /** What Node and the notebook print: counts and the first rows. */
  [inspect.custom](): string {
    return tableText(this);
  }
}
