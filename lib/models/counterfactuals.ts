/**
 * "Without your rating of X it would be ranked 34th": what would become of a recommendation if one rating had never
 * been given. Each rating is left out in turn and the model folds the user in from the others; so the answer is the
 * model's own and not an estimate from terms.
 *
 * The user is folded in as somebody new (`foldIn` without `user`), before and after alike, and that is what the ranks
 * are of; all else of the model stays as it was fitted, the left out rating among what it learnt from. What the user
 * gave the item in question itself, if anything, is left out throughout; a neighbour model between users then finds the
 * user's former self among the item's raters. Cost: one `foldIn` a rating.
 *
 * @example
 * const [first] = counterfactuals(model, userId(196), itemId(302));
 * `without your rating of ${first.without} it would be ranked ${first.rank}`;
 */
import { OptionError } from '../core/errors';
import type { ItemId, UserId } from '../core/ids';
import { CapabilityError } from './base-model';
import type { Model } from './model';
import type { Visitor, VisitorRating } from './visitor';

/** One rating left out. */
export interface Counterfactual {
  /** The item whose rating is left out, and what it was. */
  readonly without: ItemId;
  readonly rating: number;
  /** Score and rank of the item in question then; NaN where nothing can be said without this rating. */
  readonly score: number;
  readonly rank: number;
  /** The same with all ratings. */
  readonly before: { readonly score: number; readonly rank: number };
}

/**
 * The ratings of a user that an item's score owes most to, first, in the order of how far the score would fall.
 * A rank counts the items that the user hasn't rated, from 1; ties are better ranks.
 *
 * @param who a user of the train set, or the ratings of anybody
 * @param options `k`: how many to list at most, default 3
 * @throws CapabilityError where the model doesn't fold in, OptionError for an item without a score
 */
export function counterfactuals(
  model: Model,
  who: UserId | Iterable<VisitorRating>,
  item: ItemId,
  options: { readonly k?: number } = {},
): Counterfactual[] {
  const { k = 3 } = options;
  if (!Number.isInteger(k) || k < 1) {
    throw new OptionError(`counterfactuals: k must be a positive whole number, got ${k}`);
  }
  if (!model.can.foldsIn) throw new CapabilityError(model.name, 'fold in, so there are no counterfactuals');
  const given = typeof who === 'string' ? model.train.ratingsOf(who) : [...who];
  const last = new Map(given.map((rating) => [rating.item, rating])); // of two of one item the later counts
  const ratings = [...last.values()].filter(
    (rating) => rating.item !== item && model.train.items.has(rating.item),
  );
  const seen = new Set(ratings.map((rating) => rating.item));
  const before = placeOf(model, model.foldIn(ratings), item, seen);
  if (Number.isNaN(before.score)) {
    throw new OptionError(
      `counterfactuals: ${model.name} has no score of item ${JSON.stringify(item)} for these ratings`,
    );
  }
  const needsOne = model.can.unknownUsers === 'refused';
  return ratings
    .map(({ item: without, rating }) => {
      const others = ratings.filter((other) => other.item !== without);
      if (others.length === 0 && needsOne)
        return { without, rating, score: Number.NaN, rank: Number.NaN, before };
      const after = placeOf(model, model.foldIn(others), item, seen);
      return { without, rating, ...after, before };
    })
    .sort((a, b) => fallOf(b) - fallOf(a))
    .slice(0, k);
}

/** How far the score falls; without any score left it is the greatest fall. */
function fallOf({ score, before }: Counterfactual): number {
  return Number.isNaN(score) ? Number.POSITIVE_INFINITY : before.score - score;
}

function placeOf(
  model: Model,
  visitor: Visitor,
  item: ItemId,
  seen: ReadonlySet<ItemId>,
): { score: number; rank: number } {
  const { items } = model.train;
  const scores = visitor.scoresOf();
  const index = items.indexOf(item);
  const score = index === undefined ? Number.NaN : scores[index];
  if (Number.isNaN(score)) return { score, rank: Number.NaN };
  let rank = 1;
  for (const [other, id] of [...items].entries()) {
    if (scores[other] > score && id !== item && !seen.has(id)) rank++;
  }
  return { score, rank };
}
