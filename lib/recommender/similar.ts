/** Makes the list of the most similar items (or users), with their support, from similarities. */
import { OptionError } from '../core/errors';
import type { ItemId, ItemIndex, UserId, UserIndex } from '../core/ids';
import { mustBeOptions } from '../core/options';
import { trust } from '../math/similarity/similarity-formulas';
import type { SimilarItem, SimilarOptions, SimilarUser } from './answers';
import { CapabilityError, UnknownIdError } from './model-errors';
import {
  type ComparedLists,
  type NearSimilarOptions,
  nearSimilar,
  type SimilarPlace,
  type SimilarSearch,
} from './near-similar';
import { ratedPairs } from './rated-pairs';
import type { Scorer } from './scored-user';
import { listLength, topIndices } from './top-items';

/** How a model compares items. */
export interface ItemSimilarities {
  /** The similarities of all items to one, by inner index; NaN if there is none. */
  readonly all: (item: ItemIndex) => ArrayLike<number>;
  /** Finds similar items without comparing all; undefined if the model can't. */
  readonly search: (item: ItemIndex) => SimilarSearch | undefined;
}

/**
 * The items most similar to one.
 * @throws CapabilityError, UnknownIdError, OptionError for an invalid option, or one that needs to know who rated
 *   both if that isn't known
 */
export function similarItemsTo(
  { name, summary, can }: Scorer,
  item: ItemId,
  similarities: ItemSimilarities,
  options: SimilarOptions,
): SimilarItem[] {
  if (!can.similarItems) throw new CapabilityError(name, 'find similar items');
  const index = summary.items.indexOf(item);
  if (index === undefined) throw new UnknownIdError(name, summary, 'item', item);
  // A model that refuses unknown items knows nothing about those with features but without ratings.
  const refuses = can.unknownItems === 'refused' && summary.itemFeatures !== undefined;
  const allows = (at: number) => !refuses || summary.ratingCountOf(at as ItemIndex) > 0;
  if (!allows(index)) return [];
  const pairs = ratedPairs(summary);
  const lists = pairs && { own: pairs.byItem, others: pairs.byUser };
  const checked = { ...checkedOptions(name, options, lists !== undefined), allows };
  const search = similarities.search(index);
  const places =
    (search && nearSimilar(index, search, lists, checked)) ??
    mostSimilar(lists, index, similarities.all(index), checked);
  return places.map((place) => ({
    item: summary.items.idOf(place.index as ItemIndex),
    similarity: place.similarity,
    support: place.support,
    popularity: summary.ratingCountOf(place.index as ItemIndex),
  }));
}

/**
 * The users most similar to one.
 * @throws CapabilityError, UnknownIdError, OptionError for an invalid option
 */
export function similarUsersTo(
  { name, summary, can }: Scorer,
  user: UserId,
  similaritiesTo: (user: UserIndex) => ArrayLike<number>,
  options: SimilarOptions,
): SimilarUser[] {
  if (!can.similarUsers) throw new CapabilityError(name, 'find similar users');
  const index = summary.users.indexOf(user);
  if (index === undefined) throw new UnknownIdError(name, summary, 'user', user);
  const pairs = ratedPairs(summary);
  const lists = pairs && { own: pairs.byUser, others: pairs.byItem };
  const counts = summary.userCounts();
  const checked = { ...checkedOptions(name, options, lists !== undefined), allows: () => true };
  return mostSimilar(lists, index, similaritiesTo(index), checked).map((place) => ({
    user: summary.users.idOf(place.index as UserIndex),
    similarity: place.similarity,
    support: place.support,
    ratings: counts[place.index],
  }));
}

/** @throws OptionError for an invalid k, minSupport or shrinkage, or one that needs to know who rated what */
function checkedOptions(name: string, options: SimilarOptions, hasPairs: boolean) {
  mustBeOptions(name, options, '{ k: 10 }');
  const { minSupport = 0, shrinkage = 0 } = options;
  if (!Number.isSafeInteger(minSupport) || minSupport < 0) {
    throw new OptionError(`${name}: minSupport must be a whole number of at least 0, got ${minSupport}`);
  }
  if (!Number.isFinite(shrinkage) || shrinkage < 0) {
    throw new OptionError(`${name}: shrinkage must be a number of at least 0, got ${shrinkage}`);
  }
  if (!hasPairs && (minSupport > 0 || shrinkage > 0)) {
    throw new OptionError(
      `${name}: who rated what wasn't saved with it, so minSupport and shrinkage must be 0, got ${minSupport} and ${shrinkage}`,
    );
  }
  return { minSupport, shrinkage, k: listLength(name, options) };
}

/**
 * The k most similar to the one at `index`, excluding itself and those with NaN. Cost: for the support,
 * O(ratings of the users who rated the item), or of the items that the user rated.
 */
function mostSimilar(
  lists: ComparedLists | undefined,
  index: number,
  similarities: ArrayLike<number>,
  { k, minSupport, shrinkage, allows }: NearSimilarOptions,
): SimilarPlace[] {
  const support = lists && supportOf(lists, index);
  const allowed = new Uint8Array(similarities.length).fill(1);
  const scores = new Float64Array(similarities.length);
  for (let at = 0; at < scores.length; at++) {
    scores[at] = similarities[at];
    if (!allows(at)) allowed[at] = 0;
    if (!support) continue;
    scores[at] *= trust(Math.max(1, support[at]), shrinkage);
    if (support[at] < minSupport) allowed[at] = 0;
  }
  allowed[index] = 0;
  return topIndices(scores, k, allowed).map((at) => ({
    index: at,
    similarity: scores[at],
    support: support ? support[at] : Number.NaN,
  }));
}

/** The number of users (or items) that each has in common with the one at `index`. */
function supportOf({ own, others }: ComparedLists, index: number): Int32Array {
  const support = new Int32Array(own.offsets.length - 1);
  for (let at = own.offsets[index]; at < own.offsets[index + 1]; at++) {
    const other = own.column[own.rows ? own.rows[at] : at];
    for (let n = others.offsets[other]; n < others.offsets[other + 1]; n++) {
      support[others.column[others.rows ? others.rows[n] : n]]++;
    }
  }
  return support;
}
