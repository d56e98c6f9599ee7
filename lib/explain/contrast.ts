/** "Why this rather than that": the difference of two explanations, term by term. */
import { checkArgument } from '../core/arguments';
import { OptionError } from '../core/errors';
import type { ItemId, UserId } from '../core/ids';
import { EXPLANATION, type Explanation, explanationOf, type Term } from '../recommender/explanation';
import type { Model } from '../recommender/model';
import { MODEL } from '../recommender/model-kind';

/** An explanation whose score is score(item) − score(than), and whose terms are the differences of theirs. */
export interface Contrast extends Explanation {
  /** The item it is compared with. */
  readonly than: ItemId;
}

/**
 * Why one item scores higher than another: terms that refer to the same thing are subtracted, and equal terms, such as
 * μ and the user's bias, cancel out. The rest adds up to the difference of the scores. A `rating` term keeps its stars;
 * weight and support are left out, as they belong to different pairs, and so are a neighbor's ratings of the two.
 *
 * @example
 * contrast(model, userId(196), itemId(302), itemId(50)).terms[0];
 * @throws CapabilityError if the model can't explain, OptionError if either item has no score
 */
export function contrast(model: Model, user: UserId, item: ItemId, than: ItemId): Contrast {
  checkArgument('contrast', 'model', model, MODEL);
  return contrastOf(model.explain(user, item), model.explain(user, than));
}

/** The same for two explanations by one model for one user or visitor. */
export function contrastOf(one: Explanation, other: Explanation): Contrast {
  for (const given of [one, other]) checkArgument('contrastOf', 'explanation', given, EXPLANATION);
  for (const { wasImpossible, item, model } of [one, other]) {
    if (!wasImpossible) continue;
    throw new OptionError(
      `contrast: ${model} has no score for item ${JSON.stringify(item)} and this user; choose an item that it can score`,
    );
  }
  const differences = new Map<string, Term>();
  const add = (term: Term, sign: number) => {
    const { kind, user, item, feature, factor, member } = term;
    const key = JSON.stringify([kind, user, item, feature, factor, member]);
    const value = (differences.get(key)?.value ?? 0) + sign * term.value;
    const rating = kind === 'rating' ? term.rating : undefined;
    const reference = { user, item, feature, factor, member, rating };
    const present = Object.entries(reference).filter(([, value]) => value !== undefined);
    differences.set(key, { kind, value, ...Object.fromEntries(present) });
  };
  for (const term of one.terms) add(term, 1);
  for (const term of other.terms) add(term, -1);
  const terms = [...differences.values()].filter(({ value }) => value !== 0);
  const { model, user, item } = one;
  const pair = { ...(user !== undefined && { user }), item, score: one.score - other.score };
  return { ...explanationOf(model, pair, terms), than: other.item };
}
