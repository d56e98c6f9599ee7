/**
 * "Without your rating of X, it would rank 34th": what would happen to a recommendation if one rating had never been
 * given. Each rating is left out in turn and the model folds the user in from the others, so the answer is the model's
 * own, not an estimate from terms.
 *
 * Both ranks, before and after, are for the user folded in as a new one (`foldIn` without `user`). The rest of the
 * model stays as fitted, including what it learned from the omitted rating. The user's own rating of the item in
 * question, if any, is always left out; a user-based neighbor model then finds the original user among the item's
 * raters. Cost: one `foldIn` per rating.
 *
 * @example
 * const [first] = counterfactuals(model, userId(196), itemId(302));
 * `without your rating of ${first.without}, it would rank ${first.rank}`;
 */
import { checkArgument, checkOptions, ITERABLE, type Kind } from '../core/arguments';
import { OptionError } from '../core/errors';
import type { ItemId, UserId } from '../core/ids';
import type { ContextOptions, Model } from '../recommender/model';
import { CapabilityError, UnknownIdError } from '../recommender/model-errors';
import { MODEL } from '../recommender/model-kind';
import type { Visitor, VisitorRating } from '../recommender/visitor';

/** One rating left out. */
export interface Counterfactual {
  /** The item whose rating is left out, and that rating. */
  readonly without: ItemId;
  readonly rating: number;
  /**
   * Score and rank of the item in question without this rating; NaN if it then has no score. Ranks beyond `ranked` are
   * Infinity.
   */
  readonly score: number;
  readonly rank: number;
  /** Score and rank with all ratings. */
  readonly before: { readonly score: number; readonly rank: number };
}

/** How many ratings are tried and listed. */
export interface CounterfactualOptions extends ContextOptions {
  /** Maximum number listed; default 3. */
  readonly k?: number;
  /**
   * Maximum number of ratings left out in turn, starting with those that count most in favor of the item. Default: all.
   * To save time: on MovieLens 100K, 10 attempts find about nine in ten of the first 3.
   */
  readonly attempts?: number;
  /**
   * Ranks are counted up to this one; those below are Infinity. In a large catalog with an index, this saves scoring all
   * items for each rating. Default: all.
   */
  readonly ranked?: number;
}

const WHO: Kind = {
  allowed: 'the id of a user, as userId makes it, or a list of ratings',
  allows: (given) => typeof given === 'string' || ITERABLE.allows(given),
};

/**
 * The ratings of a user without which an item's score would fall most, the largest fall first. Ranks count the items
 * that the user hasn't rated, from 1; ties share the better rank.
 *
 * @param who a user in the train set, or anyone's ratings
 * @param options see `CounterfactualOptions`
 * @throws CapabilityError if the model can't fold in users, UnknownIdError for an unknown user, OptionError for an item
 *   without a score
 */
export function counterfactuals(
  model: Model,
  who: UserId | Iterable<VisitorRating>,
  item: ItemId,
  options: CounterfactualOptions = {},
): Counterfactual[] {
  checkArgument('counterfactuals', 'model', model, MODEL);
  checkArgument('counterfactuals', 'who', who, WHO);
  checkOptions('counterfactuals', options, { k: 3, attempts: 10, ranked: 100, context: null });
  const { k = 3, attempts = Number.POSITIVE_INFINITY, ranked = Number.POSITIVE_INFINITY } = options;
  for (const [name, value] of Object.entries({ k, attempts, ranked })) {
    if ((Number.isInteger(value) || value === Number.POSITIVE_INFINITY) && value >= 1) continue;
    throw new OptionError(`counterfactuals: ${name} must be a positive whole number, got ${value}`);
  }
  if (!model.can.foldsIn) throw new CapabilityError(model.name, 'fold in, so there are no counterfactuals');
  if (typeof who === 'string' && !model.summary.users.has(who))
    throw new UnknownIdError(model.name, model.summary, 'user', who);
  const given = typeof who === 'string' ? model.train.ratingsOf(who) : [...who];
  const last = new Map(given.map((rating) => [rating.item, rating])); // if an item is rated twice, the later rating counts
  const ratings = [...last.values()].filter(
    (rating) => rating.item !== item && model.summary.items.has(rating.item),
  );
  const seen = new Set(ratings.map((rating) => rating.item));
  const { context } = options;
  const visitor = model.foldIn(ratings);
  const place = (of: Visitor) =>
    ranked === Number.POSITIVE_INFINITY
      ? placeOf(model, of, item, seen, { context })
      : placeAmong(of, item, seen, ranked, { context });
  const before = place(visitor);
  if (Number.isNaN(before.score)) {
    throw new OptionError(
      `counterfactuals: ${model.name} has no score for item ${JSON.stringify(item)} with these ratings`,
    );
  }
  const needsOne = model.can.unknownUsers === 'refused';
  const tried =
    attempts < ratings.length ? promising(visitor, ratings, item, { context }).slice(0, attempts) : ratings;
  const none = { score: Number.NaN, rank: Number.NaN };
  return tried
    .map(({ item: without, rating }) => {
      const others = ratings.filter((other) => other.item !== without);
      const after = others.length === 0 && needsOne ? undefined : model.foldIn(others);
      const score = after?.scoreOf(item, { context }) ?? Number.NaN;
      return { without, rating, after, score, before };
    })
    .sort((a, b) => fallOf(b) - fallOf(a))
    .slice(0, k)
    .map(({ without, rating, after }) => ({ without, rating, ...(after ? place(after) : none), before }));
}

/** Ratings with the largest terms for the item first, then those without a term, best rated first. */
function promising(
  visitor: Visitor,
  ratings: readonly VisitorRating[],
  item: ItemId,
  asked: ContextOptions,
): VisitorRating[] {
  const terms = visitor.explains
    ? visitor.explain(item, asked).terms.filter(({ kind }) => kind === 'rating')
    : [];
  const values = new Map(terms.map((term) => [term.item, term.value]));
  const worthOf = (rating: VisitorRating) => values.get(rating.item) ?? -Number.MAX_VALUE;
  return [...ratings].sort((a, b) => worthOf(b) - worthOf(a) || b.rating - a.rating);
}

/** How far the score falls; if no score is left, that is the largest fall. */
function fallOf({ score, before }: Pick<Counterfactual, 'score' | 'before'>): number {
  return Number.isNaN(score) ? Number.POSITIVE_INFINITY : before.score - score;
}

function placeOf(
  model: Model,
  visitor: Visitor,
  item: ItemId,
  seen: ReadonlySet<ItemId>,
  asked: ContextOptions,
): { score: number; rank: number } {
  const { items } = model.summary;
  const scores = visitor.scoresOf(asked);
  const index = items.indexOf(item);
  const score = index === undefined ? Number.NaN : scores[index];
  if (Number.isNaN(score)) return { score, rank: Number.NaN };
  let rank = 1;
  for (const [other, id] of [...items].entries()) {
    if (scores[other] > score && id !== item && !seen.has(id)) rank++;
  }
  return { score, rank };
}

/** The same, with a rank up to `ranked` only: the place in a list of that length. */
function placeAmong(
  visitor: Visitor,
  item: ItemId,
  seen: ReadonlySet<ItemId>,
  ranked: number,
  asked: ContextOptions,
): { score: number; rank: number } {
  const score = visitor.scoreOf(item, asked);
  if (Number.isNaN(score)) return { score, rank: Number.NaN };
  const list = visitor.recommend({ ...asked, k: ranked, without: seen });
  const above = list.filter((other) => other.score > score && other.item !== item).length;
  return { score, rank: above < ranked ? above + 1 : Number.POSITIVE_INFINITY };
}
