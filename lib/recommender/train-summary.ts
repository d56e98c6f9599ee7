/** What a model needs to know about its train set to answer, apart from the ratings themselves. */
import type { ItemId, ItemIndex, UserId, UserIndex } from '../core/ids';
import type { RatingScale } from '../core/rating-scale';
import type { Int32Vector } from '../core/readonly-vector';
import type { ItemFeatures } from '../data/features/feature-table';
import type { IdMap } from '../data/table/id-map';

/**
 * A train set without its rows: which users and items it has, how many ratings each of them has, the rating scale, the
 * mean. Any table of ratings is one; a model saved without its train ratings has a `RowlessTrain`.
 */
export interface TrainSummary {
  /** Raw ids and inner indices. */
  readonly users: IdMap<UserId, UserIndex>;
  readonly items: IdMap<ItemId, ItemIndex>;
  readonly userCount: number;
  readonly itemCount: number;
  /** Number of ratings. */
  readonly length: number;
  readonly scale: RatingScale;
  /** μ of all ratings. */
  readonly mean: number;
  /** False if each row is a choice, not a rating. */
  readonly hasRatings: boolean;
  readonly itemFeatures: ItemFeatures | undefined;
  /** Number of ratings of each user, by inner index. A new array. */
  userCounts(): Int32Array;
  /** Number of ratings of each item, likewise. */
  itemCounts(): Int32Array;
  /** Number of ratings of one item. O(1). */
  ratingCountOf(item: ItemIndex): number;
  /** SHA-256 of the ratings; see `Interactions.hash`. */
  hash(): string;
}

/** What a user has rated, by raw ids: a source that the caller provides, such as a database. */
export type SeenItems = (user: UserId) => Iterable<ItemId>;

/** Lists of indices, one after the other: those of key k are in places `offsets[k]` to `offsets[k + 1] - 1`. */
export interface PairLists {
  readonly offsets: Int32Vector;
  /** The row of `column` for each place; left out if they are in the same order. */
  readonly rows?: Int32Vector;
  readonly column: Int32Vector;
}

/** Items by user and users by item, as inner indices. */
export interface RatedPairs {
  readonly byUser: PairLists;
  readonly byItem: PairLists;
}
