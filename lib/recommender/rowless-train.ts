/** The summary of a train set whose ratings aren't in memory. */
import { DataError } from '../core/errors';
import type { ItemId, ItemIndex, UserId, UserIndex } from '../core/ids';
import { areRatings, type RatingScale } from '../core/rating-scale';
import { type FeatureColumns, FeatureTable, type ItemFeatures } from '../data/features/feature-table';
import { IdMap } from '../data/table/id-map';
import type { Interactions } from '../data/table/interactions';
import type { PackedIds } from '../data/table/packed-ids';
import { groupRows } from '../data/table/row-groups';
import type { PairLists, RatedPairs, SeenItems, TrainSummary } from './train-summary';

/** Its parts, as they are saved. */
export interface RowlessParts {
  /** Raw ids in the order of the inner indices. */
  readonly users: readonly string[] | PackedIds;
  readonly items: readonly string[] | PackedIds;
  /** Number of ratings of each. Int32. */
  readonly userCounts: Int32Array;
  readonly itemCounts: Int32Array;
  readonly scale: RatingScale;
  readonly mean: number;
  readonly hash: string;
  readonly itemFeatures?: FeatureColumns;
  /** The items that each user has rated, user after user, by inner index: Int32 [ratings]. May be left out. */
  readonly seen?: Int32Array;
  /** With `seen`: the users who have rated each item, item after item. Default: computed when needed. */
  readonly raters?: Int32Array;
}

/**
 * A train set without its ratings. Memory: the ids, 4 bytes for each user and item, and with the seen items another
 * 4 bytes for each rating; a table of ratings takes 12 to 28. Measured on 2 million ratings of 20,000 users and 5,000
 * items, two factor models (SVD and ALS, 50 factors) loaded by the service have arrays of 58 MB with a table each, 34 MB
 * with one table for both, 19 MB with seen items only, shared, and 11 MB with neither.
 */
export class RowlessTrain implements TrainSummary {
  readonly users: IdMap<UserId, UserIndex>;
  readonly items: IdMap<ItemId, ItemIndex>;
  readonly length: number;
  readonly scale: RatingScale;
  readonly mean: number;
  readonly #parts: RowlessParts;
  readonly #itemFeatures: ItemFeatures | undefined;
  #pairs: RatedPairs | undefined;

  /**
   * @param seenBy what each user has rated, if `parts.seen` is left out
   * @throws DataError if the parts don't fit together
   */
  constructor(
    parts: RowlessParts,
    readonly seenBy?: SeenItems,
  ) {
    this.users = IdMap.users(parts.users);
    this.items = IdMap.items(parts.items);
    this.scale = parts.scale;
    this.mean = parts.mean;
    this.length = checkedLength(parts);
    this.#parts = parts;
    this.#itemFeatures = parts.itemFeatures && FeatureTable.ofItems(parts.itemFeatures).alignedTo(this.items);
    Object.freeze(this);
  }

  /** The summary of a table. @param withSeen keeps which items each user has rated */
  static of(train: Interactions, { withSeen }: { readonly withSeen: boolean }): RowlessTrain {
    const { itemFeatures } = train.featureColumns();
    return new RowlessTrain({
      users: train.users.toJSON(),
      items: train.items.toJSON(),
      userCounts: train.userCounts(),
      itemCounts: train.itemCounts(),
      scale: train.scale,
      mean: train.mean,
      hash: train.hash(),
      ...(itemFeatures && { itemFeatures }),
      ...(withSeen && { seen: Int32Array.from(train.byUser.rows, (row) => train.itemColumn[row]) }),
    });
  }

  /** What the constructor takes. Not to be changed. */
  toParts(): RowlessParts {
    return this.#parts;
  }

  get userCount(): number {
    return this.users.size;
  }

  get itemCount(): number {
    return this.items.size;
  }

  get hasRatings(): boolean {
    return areRatings(this);
  }

  get itemFeatures(): ItemFeatures | undefined {
    return this.#itemFeatures;
  }

  userCounts(): Int32Array {
    return this.#parts.userCounts.slice();
  }

  itemCounts(): Int32Array {
    return this.#parts.itemCounts.slice();
  }

  ratingCountOf(item: ItemIndex): number {
    return this.#parts.itemCounts[item];
  }

  hash(): string {
    return this.#parts.hash;
  }

  /** Who rated what; undefined if that wasn't saved. Without `raters`, they are listed at first use: O(ratings). */
  get pairs(): RatedPairs | undefined {
    const { seen, raters, userCounts, itemCounts } = this.#parts;
    if (!this.#pairs && seen) this.#pairs = new SeenPairs({ seen, raters, userCounts, itemCounts });
    return this.#pairs;
  }
}

class SeenPairs implements RatedPairs {
  readonly byUser: PairLists;
  readonly #itemCounts: Int32Array;
  readonly #raters: Int32Array | undefined;
  #byItem: PairLists | undefined;

  constructor({ seen, raters, userCounts, itemCounts }: SeenParts) {
    this.byUser = { offsets: offsetsOf(userCounts), column: seen };
    this.#raters = raters;
    this.#itemCounts = itemCounts;
  }

  get byItem(): PairLists {
    this.#byItem ??= {
      offsets: offsetsOf(this.#itemCounts),
      column: this.#raters ?? ratersOf(this.byUser, this.#itemCounts.length),
    };
    return this.#byItem;
  }
}

type SeenParts = Pick<RowlessParts, 'raters' | 'userCounts' | 'itemCounts'> & { readonly seen: Int32Array };

/** The users of each item. @param byUser what each user has rated */
function ratersOf({ offsets, column: seen }: PairLists, items: number): Int32Array {
  const userOf = new Int32Array(seen.length);
  for (let user = 0; user + 1 < offsets.length; user++) userOf.fill(user, offsets[user], offsets[user + 1]);
  return Int32Array.from(groupRows(seen as Int32Array, items).rows, (at) => userOf[at]);
}

function offsetsOf(counts: Int32Array): Int32Array {
  const offsets = new Int32Array(counts.length + 1);
  for (let n = 0; n < counts.length; n++) offsets[n + 1] = offsets[n] + counts[n];
  return offsets;
}

/** The number of ratings, if all parts agree on it. */
function checkedLength(parts: RowlessParts): number {
  const { users, items, userCounts, itemCounts, mean, seen, raters } = parts;
  const refuse = (what: string): never => {
    throw new DataError(`train summary: ${what}`);
  };
  const sum = (what: string, ids: { readonly length: number }, counts: Int32Array) => {
    if (counts.length !== ids.length)
      refuse(`${what} must have a number for each of ${ids.length} ids, got ${counts.length}`);
    let total = 0;
    for (let n = 0; n < counts.length; n++) {
      if (counts[n] < 0) refuse(`${what} must be at least 0, got ${counts[n]}`);
      total += counts[n];
    }
    return total;
  };
  const length = sum('userCounts', users, userCounts);
  const ofItems = sum('itemCounts', items, itemCounts);
  if (length !== ofItems) refuse(`userCounts add up to ${length} ratings, itemCounts to ${ofItems}`);
  if (!Number.isFinite(mean)) refuse(`mean must be a number, got ${mean}`);
  if (seen && seen.length !== length)
    refuse(`seen must have an item for each of ${length} ratings, got ${seen.length}`);
  if (raters && raters.length !== length)
    refuse(`raters must have a user for each of ${length} ratings, got ${raters.length}`);
  for (let n = 0; n < (seen?.length ?? 0); n++) {
    const item = seen![n];
    if (!(item >= 0 && item < items.length))
      refuse(`seen must have item indices from 0 to ${items.length - 1}, got ${item}`);
  }
  return length;
}
