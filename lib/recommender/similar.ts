/** Makes the list of the most similar items (or users), with their support, from similarities. */
import { OptionError } from '../core/errors';
import type { ItemId, ItemIndex, UserId, UserIndex } from '../core/ids';
import type { Int32Vector } from '../core/readonly-vector';
import type { RowGroups } from '../data/table/row-groups';
import { trust } from '../math/similarity/similarity-formulas';
import type { SimilarItem, SimilarOptions, SimilarUser } from './answers';
import { CapabilityError, UnknownIdError } from './model-errors';
import type { Scorer } from './scored-user';
import { listLength, topIndices } from './top-items';

/**
 * The items most similar to one.
 * @param similaritiesTo the similarities of all items by inner index; only the `wanted` most similar need a
 *   number
 * @throws CapabilityError, UnknownIdError, OptionError for an invalid option
 */
export function similarItemsTo(
  { name, train, can }: Scorer,
  item: ItemId,
  similaritiesTo: (item: ItemIndex, wanted: number) => ArrayLike<number>,
  options: SimilarOptions,
): SimilarItem[] {
  if (!can.similarItems) throw new CapabilityError(name, 'find similar items');
  const index = train.items.indexOf(item);
  if (index === undefined) throw new UnknownIdError(name, train, 'item', item);
  const { byItem: own, byUser: others, itemColumn: ownColumn, userColumn: otherColumn } = train;
  const view = { name, own, others, ownColumn, otherColumn };
  // With a minimum or a shrinkage, any item can come first.
  const wanted = options.minSupport || options.shrinkage ? Infinity : listLength(name, options);
  return mostSimilar(view, index, similaritiesTo(index, wanted), options).map((place) => ({
    item: train.items.idOf(place.index as ItemIndex),
    similarity: place.similarity,
    support: place.support,
    popularity: place.ratings,
  }));
}

/**
 * The users most similar to one.
 * @throws CapabilityError, UnknownIdError, OptionError for an invalid option
 */
export function similarUsersTo(
  { name, train, can }: Scorer,
  user: UserId,
  similaritiesTo: (user: UserIndex) => ArrayLike<number>,
  options: SimilarOptions,
): SimilarUser[] {
  if (!can.similarUsers) throw new CapabilityError(name, 'find similar users');
  const index = train.users.indexOf(user);
  if (index === undefined) throw new UnknownIdError(name, train, 'user', user);
  const { byUser: own, byItem: others, userColumn: ownColumn, itemColumn: otherColumn } = train;
  const view = { name, own, others, ownColumn, otherColumn };
  return mostSimilar(view, index, similaritiesTo(index), options).map((place) => ({
    user: train.users.idOf(place.index as UserIndex),
    similarity: place.similarity,
    support: place.support,
    ratings: place.ratings,
  }));
}

/** The train set as seen from the items (or users) that are compared. */
interface SimilarView {
  /** The model's name, for errors. */
  readonly name: string;
  /** The rows of each item (or user). */
  readonly own: RowGroups;
  /** The item (or user) of each row. */
  readonly ownColumn: Int32Vector;
  /** The rows of each user (or item), which two items (or users) can have in common. */
  readonly others: RowGroups;
  readonly otherColumn: Int32Vector;
}

/** An entry of the list. */
interface SimilarPlace {
  readonly index: number;
  readonly similarity: number;
  readonly support: number;
  /** Number of train ratings. */
  readonly ratings: number;
}

/**
 * The k most similar to the one at `index`, excluding itself and those with NaN. Cost: for the support,
 * O(ratings of the users who rated the item), or of the items that the user rated.
 * @throws OptionError for an invalid k, minSupport or shrinkage
 */
function mostSimilar(
  view: SimilarView,
  index: number,
  similarities: ArrayLike<number>,
  options: SimilarOptions,
): SimilarPlace[] {
  const { minSupport = 0, shrinkage = 0 } = options;
  if (!Number.isSafeInteger(minSupport) || minSupport < 0) {
    throw new OptionError(`${view.name}: minSupport must be a whole number of at least 0, got ${minSupport}`);
  }
  if (!Number.isFinite(shrinkage) || shrinkage < 0) {
    throw new OptionError(`${view.name}: shrinkage must be a number of at least 0, got ${shrinkage}`);
  }
  const k = listLength(view.name, options);
  const support = supportOf(view, index);
  const allowed = Uint8Array.from(support, (count) => (count >= minSupport ? 1 : 0));
  allowed[index] = 0;
  const scores = Float64Array.from(support, (count, at) => {
    return similarities[at] * trust(Math.max(1, count), shrinkage);
  });
  const { offsets } = view.own;
  return topIndices(scores, k, allowed).map((at) => ({
    index: at,
    similarity: scores[at],
    support: support[at],
    ratings: offsets[at + 1] - offsets[at],
  }));
}

/** The number of users (or items) that each has in common with the one at `index`. */
function supportOf({ own, ownColumn, others, otherColumn }: SimilarView, index: number): Int32Array {
  const support = new Int32Array(own.offsets.length - 1);
  for (let at = own.offsets[index]; at < own.offsets[index + 1]; at++) {
    const other = otherColumn[own.rows[at]];
    for (let n = others.offsets[other]; n < others.offsets[other + 1]; n++) {
      support[ownColumn[others.rows[n]]]++;
    }
  }
  return support;
}
