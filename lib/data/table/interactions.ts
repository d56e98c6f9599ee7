/** The table of ratings, immutable: how it is made, and other tables from it. */
import { DataError, OptionError } from '../../core/errors';
import type { RatingScale } from '../../core/rating-scale';
import type { ContextKind } from '../context/context-column';
import { ContextColumns, type ContextSource } from '../context/context-columns';
import { FeatureTable, type ItemFeatures, type UserFeatures } from '../features/feature-table';
import { firstRowOfPair, mergeDuplicates } from './duplicates';
import type { IdMap } from './id-map';
import {
  type InteractionColumns,
  type InteractionsOptions,
  ownedColumns,
  type PlainColumns,
} from './interaction-columns';
import { columnsAt, type OwnedColumns, renumbered } from './owned-columns';
import { columnsOfRows, type RatingRow } from './rating-rows';
import { RatingTable, type TableParts } from './rating-table';
import { lastUpdates, type RatingUpdate } from './rating-updates';
import { type ChangedPairs, updatedColumns } from './table-update';

export type { Rating } from './rating-table';

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
export class Interactions extends RatingTable {
  readonly #features: Features;
  #alignedFeatures: ItemFeatures | undefined;
  #alignedUserFeatures: UserFeatures | undefined;
  #onePerPair: Interactions | undefined;

  private constructor(
    owned: OwnedColumns,
    scale: RatingScale,
    features: Features = {},
    from?: Partial<TableParts>,
  ) {
    super(owned, scale, from);
    this.#features = features;
    Object.freeze(this);
  }

  get #columns(): OwnedColumns {
    return RatingTable.partsOf(this).columns;
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
    const { sums, ofUsers, ofItems } = RatingTable.partsOf(single);
    const table = new Interactions(owned, scale, single.#features, {
      ...(keeps.ratings && { sums }),
      ...(keeps.rows && { ofUsers, ofItems }),
    });
    if (table.items === single.items) table.#alignedFeatures = single.#alignedFeatures;
    if (table.users === single.users) table.#alignedUserFeatures = single.#alignedUserFeatures;
    table.#onePerPair = table;
    return { table, changed };
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
    const { userCount, itemCount } = this;
    const first = firstRowOfPair({ ...this.#columns, userCount, itemCount });
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
      ...this.featureColumns(),
    };
  }

  /** The features as plain arrays, as in `toColumns`, whose other columns aren't copied. */
  featureColumns(): Pick<PlainColumns, 'itemFeatures' | 'userFeatures'> {
    const { items, users } = this.#features;
    return {
      ...(items && { itemFeatures: items.toColumns() }),
      ...(users && { userFeatures: users.toColumns() }),
    };
  }
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
