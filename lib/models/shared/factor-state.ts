/**
 * The learned state of factor models and what they compute from it: predictions
 * r̂_ui = μ + b_u + b_i + p_u · q_i, and similar items by the cosine of their factors.
 */
import type { ItemIndex, UserIndex } from '../../core/ids';
import type { Int32Vector } from '../../core/readonly-vector';
import type { Interactions } from '../../data/table/interactions';
import type { Term } from '../../recommender/explanation';

/** Factors and biases, by inner index. Without biases, these arrays are empty. */
export type FactorState = {
  /** Number of columns of the factor tables. */
  readonly factors: number;
  /** p_u (SVD++: with the implicit part). Float32, [users, factors] in row-major order. */
  readonly userFactors: Float32Array;
  /** q_i. Float32, [items, factors] in row-major order. */
  readonly itemFactors: Float32Array;
  /** b_u. Float32 of length users, or empty. */
  readonly userBias: Float32Array;
  /** b_i. Float32 of length items, or empty. */
  readonly itemBias: Float32Array;
};

/** Expected length of each table; see a model's `shapes`. */
export function factorShapes(
  { userCount, itemCount }: Pick<Interactions, 'userCount' | 'itemCount'>,
  { factors }: FactorState,
  has: { readonly userBias: boolean; readonly itemBias: boolean },
): Readonly<Record<string, number>> {
  return {
    userFactors: userCount * factors,
    itemFactors: itemCount * factors,
    userBias: has.userBias ? userCount : 0,
    itemBias: has.itemBias ? itemCount : 0,
  };
}

/**
 * The state without leftover initial values: a user or item of the vocabulary without ratings has learned
 * nothing. Its factors become 0, so that r̂ is the same as for an unknown one, or NaN in a model without
 * biases, where such a prediction is impossible. Changes the tables in place.
 */
export function learnedFactors(train: Interactions, state: FactorState): FactorState {
  const { factors, userFactors, itemFactors, userBias } = state;
  const nothing = userBias.length > 0 ? 0 : Number.NaN;
  const clear = (table: Float32Array, rated: Int32Vector) => {
    const isRated = new Uint8Array(table.length / factors); // for counts, all ratings would be sorted
    for (let row = 0; row < rated.length; row++) isRated[rated[row]] = 1;
    for (let row = 0; row < isRated.length; row++) {
      if (isRated[row] === 0) table.fill(nothing, row * factors, (row + 1) * factors);
    }
  };
  clear(userFactors, train.userColumn);
  clear(itemFactors, train.itemColumn);
  return state;
}

/**
 * μ + b_u + b_i + p_u · q_i with the parts that are known; NaN in a model without biases if a part is
 * unknown.
 */
export function estimateRating(
  state: FactorState,
  mean: number,
  user: UserIndex | undefined,
  item: ItemIndex | undefined,
): number {
  const { factors, userFactors, itemFactors, userBias, itemBias } = state;
  const biased = userBias.length > 0;
  if (!biased && (user === undefined || item === undefined)) return Number.NaN;
  let score = biased ? mean : 0;
  if (biased && user !== undefined) score += userBias[user];
  if (biased && item !== undefined) score += itemBias[item];
  if (user === undefined || item === undefined) return score;
  const p = user * factors;
  const q = item * factors;
  for (let f = 0; f < factors; f++) score += userFactors[p + f] * itemFactors[q + f];
  return score;
}

/**
 * `estimateRating` of all items for one user, in half the time; the results are identical to the last bit,
 * because the sums are taken in the same order. Float64 [items].
 */
export function estimateAll(state: FactorState, mean: number, user: UserIndex): Float64Array {
  const { factors, itemFactors, userBias, itemBias } = state;
  const p = state.userFactors.subarray(user * factors, (user + 1) * factors);
  const scores = new Float64Array(itemFactors.length / factors);
  const start = userBias.length > 0 ? mean + userBias[user] : 0;
  for (let item = 0, at = 0; item < scores.length; item++) {
    let score = itemBias.length > 0 ? start + itemBias[item] : start;
    for (let f = 0; f < factors; f++, at++) score += p[f] * itemFactors[at];
    scores[item] = score;
  }
  return scores;
}

/** A visitor's row. */
export interface VisitorRow {
  /** p, of length factors. */
  readonly factors: ArrayLike<number>;
  /** b; not used in a model without biases. */
  readonly bias: number;
}

/** μ + b + b_i + p · q_i of a visitor for one item, as in `estimateRating`; NaN for an item without factors. */
export function scoreOfFactors(state: FactorState, mean: number, visitor: VisitorRow, item: number): number {
  const { factors, itemFactors, itemBias } = state;
  let score = itemBias.length > 0 ? mean + visitor.bias + itemBias[item] : 0;
  for (let f = 0; f < factors; f++) score += visitor.factors[f] * itemFactors[item * factors + f];
  return score;
}

/** The same for all items. Float64 [items]. */
export function scoresOfFactors(state: FactorState, mean: number, visitor: VisitorRow): Float64Array {
  const scores = new Float64Array(state.itemFactors.length / state.factors);
  for (let item = 0; item < scores.length; item++) scores[item] = scoreOfFactors(state, mean, visitor, item);
  return scores;
}

/** The terms of `estimateRating`, if it is a number. */
export function factorTerms(
  state: FactorState,
  mean: number,
  user: UserIndex | undefined,
  item: ItemIndex | undefined,
): Term[] {
  const { factors, userFactors, itemFactors, userBias, itemBias } = state;
  const terms: Term[] = [];
  if (userBias.length > 0 && mean !== 0) terms.push({ kind: 'mean', value: mean });
  if (userBias.length > 0 && user !== undefined) terms.push({ kind: 'userBias', value: userBias[user] });
  if (itemBias.length > 0 && item !== undefined) terms.push({ kind: 'itemBias', value: itemBias[item] });
  if (user === undefined || item === undefined) return terms;
  for (let factor = 0; factor < factors; factor++) {
    const value = userFactors[user * factors + factor] * itemFactors[item * factors + factor];
    terms.push({ kind: 'factor', factor, value });
  }
  return terms;
}

/** Cosine of an item's factors with each item's; NaN if either has only zeros. Cost: O(items · factors). */
export function cosineToItems({ factors, itemFactors }: FactorState, item: ItemIndex): Float64Array {
  return cosineToRows(itemFactors, factors, item);
}

/** Cosine of a user's factors with each user's; NaN if either has only zeros. Cost: O(users · factors). */
export function cosineToUsers({ factors, userFactors }: FactorState, user: UserIndex): Float64Array {
  return cosineToRows(userFactors, factors, user);
}

function cosineToRows(table: Float32Array, width: number, row: number): Float64Array {
  const at = row * width;
  return Float64Array.from({ length: table.length / width }, (_, other) => {
    let product = 0;
    let own = 0;
    let its = 0;
    for (let f = 0; f < width; f++) {
      const a = table[at + f];
      const b = table[other * width + f];
      product += a * b;
      own += a * a;
      its += b * b;
    }
    return own === 0 || its === 0 ? Number.NaN : product / Math.sqrt(own * its);
  });
}
