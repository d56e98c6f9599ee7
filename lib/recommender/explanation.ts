/**
 * Explanations of scores: terms that add up to the score. Returned by `explain` of a model and of a visitor.
 *
 *     score = Σ_t value_t
 *
 * The sum is exact up to the rounding of 64-bit sums in a different order, about 1e-12. It shows what the
 * model did, not what is true of the world: a term is a share of a sum, not a cause.
 */
import { called, checkArgument, LIST, objectWith } from '../core/arguments';
import type { ItemId, UserId } from '../core/ids';
import type { Marks } from './answers';

/**
 * The kinds of terms:
 * - `mean`: the global mean μ; `userMean`, `itemMean`: the mean of the user or item;
 * - `userBias`, `itemBias`: how far the user or item lies above it; `cluster`: the mean of a co-cluster;
 * - `factor`: one product p_uf q_if;
 * - `neighborUser`: a similar user's rating of the item;
 * - `rating`: the user's rating of another item;
 * - `feature`: the effect of a feature for all users; `taste`: its effect for this user;
 * - `context`: the effect of a context column, such as the device;
 * - `popularity`: how many users like the item, or how highly it is rated on average;
 * - `prior`: what is assumed about any user before their first rating;
 * - `hybrid`: the hybrid's own contribution, in addition to its members' terms.
 */
export type TermKind =
  | 'mean'
  | 'userMean'
  | 'itemMean'
  | 'userBias'
  | 'itemBias'
  | 'cluster'
  | 'prior'
  | 'popularity'
  | 'hybrid'
  | 'factor'
  | 'neighborUser'
  | 'rating'
  | 'feature'
  | 'taste'
  | 'context';

/** A part of a score, with what it refers to. */
export interface Term {
  readonly kind: TermKind;
  /** Its part of the score, in the score's unit: stars if the model rates. */
  readonly value: number;
  /** For `neighborUser`; left out if users' ids must stay private. */
  readonly user?: UserId;
  /** For `rating`. */
  readonly item?: ItemId;
  /** For `feature` and `taste`: its name; for `context`: the column and its value, as in `device: phone`. */
  readonly feature?: string;
  /** For `factor`: its number, from 0. Factors have no names, and differ between seeds. */
  readonly factor?: number;
  /** For a hybrid: the member's model. Left out for terms that all members have in common. */
  readonly member?: string;
  /** The model's weight for it: a similarity, an item-item weight, a mean difference. */
  readonly weight?: number;
  /** The rating that it is based on. */
  readonly rating?: number;
  /**
   * Number of ratings that the weight is based on: users who rated both items, or items that both users
   * rated.
   */
  readonly support?: number;
}

/** A score and its terms; `foldedIn` says whether the score differs from the one in `recommend`. */
export interface Explanation extends Marks {
  readonly model: string;
  /** Left out for a visitor who isn't in the train set. */
  readonly user?: UserId;
  readonly item: ItemId;
  /** Unclipped, as in `Prediction`; NaN if a model that only ranks has none. */
  readonly score: number;
  /** Terms that apply to many pairs come first, then those particular to this pair, by descending |value|. */
  readonly terms: readonly Term[];
  /** True if there was no real prediction: `score` is μ, which is the only term, or NaN without terms. */
  readonly wasImpossible: boolean;
  readonly reason?: string;
  /** True if the item isn't in the train set. Otherwise left out. */
  readonly unknownItem?: true;
}

/** An explanation as an argument. */
export const EXPLANATION = called(
  'an explanation, as model.explain returns it',
  objectWith('item', 'score', 'terms'),
);

/** Kinds that a score has at most once: its starting point. */
const COMMON: readonly TermKind[] = [
  'mean',
  'userMean',
  'itemMean',
  'userBias',
  'itemBias',
  'cluster',
  'prior',
  'popularity',
  'hybrid',
];

/** True for a starting point, such as a mean or a bias; false for a reason, such as a rating or a feature. */
export function isCommon({ kind }: Term): boolean {
  return COMMON.includes(kind);
}

/** Makes an explanation with its terms in order; terms of equal size keep their order. */
export function explanationOf(
  model: string,
  pair: Pick<Explanation, 'user' | 'item' | 'score' | 'unknownItem' | keyof Marks>,
  terms: readonly Term[],
): Explanation {
  const common = terms.filter(isCommon).sort((a, b) => COMMON.indexOf(a.kind) - COMMON.indexOf(b.kind));
  const own = terms.filter((term) => !isCommon(term)).sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  return { model, ...pair, terms: [...common, ...own], wasImpossible: false };
}

/**
 * Σ value: the score, up to rounding.
 * @throws OptionError unless the terms are a list
 */
export function sumOfTerms(terms: readonly Term[]): number {
  checkArgument('sumOfTerms', 'terms', terms, LIST);
  return terms.reduce((sum, { value }) => sum + value, 0);
}
