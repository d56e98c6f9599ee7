/**
 * Why a score is what it is: terms that add up to it. What a model returns from `explain`, and a visitor too.
 *
 *     score = Σ_t value_t
 *
 * The sum is exact as far as 64-bit sums in another order are, about 1e-12. It says what the model did, not what the
 * world is like: a term is a share of a sum, not a cause.
 */
import type { ItemId, UserId } from '../core/ids';
import type { Marks } from './answers';

/**
 * What a term is:
 * - `mean`: μ of all ratings; `userMean`, `itemMean`: that of the user or item;
 * - `userBias`, `itemBias`: how far the user or item lies above it; `cluster`: the mean of a block of clusters;
 * - `factor`: one product p_uf q_if;
 * - `neighborUser`: a similar user's rating of the item;
 * - `rating`: a rating that the user gave another item;
 * - `feature`: what the model makes of a feature for all users; `taste`: for this one;
 * - `popularity`: how many like the item, or how well all rate it;
 * - `prior`: what is assumed of anybody before the first rating;
 * - `hybrid`: what a hybrid adds of its own to its members' terms.
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
  | 'taste';

/** A part of a score, with what it refers to. */
export interface Term {
  readonly kind: TermKind;
  /** Its part of the score, in the score's unit: stars where the model rates. */
  readonly value: number;
  /** Of `neighborUser`; left out where it is nobody's business who that is. */
  readonly user?: UserId;
  /** Of `rating`. */
  readonly item?: ItemId;
  /** Of `feature` and `taste`: its name. */
  readonly feature?: string;
  /** Of `factor`: its number, from 0. It has no name, and another seed has other factors. */
  readonly factor?: number;
  /** Of a hybrid: the member that it is a term of, by its model. Left out for what all members have in common. */
  readonly member?: string;
  /** How much the model makes of it: a similarity, a weight between items, a mean difference. */
  readonly weight?: number;
  /** The stars that it rests on. */
  readonly rating?: number;
  /** How many ratings the weight rests on: users who rated both items, or items that both users rated. */
  readonly support?: number;
}

/** A score and its terms; `foldedIn` says if it is another score than the one in `recommend`. */
export interface Explanation extends Marks {
  readonly model: string;
  /** Left out for a visitor who isn't in the train set. */
  readonly user?: UserId;
  readonly item: ItemId;
  /** Unclipped, as in `Prediction`; NaN where a model that only ranks has none. */
  readonly score: number;
  /** What holds for many pairs comes first, then what is particular to this one, the greatest |value| first. */
  readonly terms: readonly Term[];
  /** There was no real prediction: `score` is μ and its only term, or NaN with none. */
  readonly wasImpossible: boolean;
  readonly reason?: string;
  /** True if the item isn't in the train set. Otherwise left out. */
  readonly unknownItem?: true;
}

/** Kinds of which a score has one at most: its starting point. */
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

/** An explanation with its terms in order. Terms of equal size stay as they are given. */
export function explanationOf(
  model: string,
  pair: Pick<Explanation, 'user' | 'item' | 'score' | 'unknownItem' | keyof Marks>,
  terms: readonly Term[],
): Explanation {
  const common = terms.filter(isCommon).sort((a, b) => COMMON.indexOf(a.kind) - COMMON.indexOf(b.kind));
  const own = terms.filter((term) => !isCommon(term)).sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  return { model, ...pair, terms: [...common, ...own], wasImpossible: false };
}

/** Σ value: the score, but for rounding. */
export function sumOfTerms(terms: readonly Term[]): number {
  return terms.reduce((sum, { value }) => sum + value, 0);
}
