/**
 * A visitor's score by ratings. The folded in row w = [p, b] solves A w = fixed + Σ_j x_j left_j (`fold-in-factors.ts`),
 * so with v = A⁻¹ [q_i, 0] the score is
 *
 *     r̂_i = μ + b_i + b + v · fixed + Σ_j (v · x_j) (r_j − μ − b_j),
 *
 * a term for each rated j, which says what the rating does for this item and not for all, as that is in the bias b;
 * beside them stands what anybody is taken to be (`prior`). Without biases a rating is measured from μ too, so that a
 * low one speaks against what a high one speaks for, and Σ_j (v · x_j) μ is part of the prior. Where factors may not be
 * below 0, those that are 0 are left out of A and x: the others solve what remains of the system. The sum is the score
 * as well as 32 bits allow. A depends on which items were rated, so a term isn't what the score would lose without the
 * rating: that is what `counterfactuals` works out. Cost: O(factors³ + ratings · factors).
 */
import type { ItemIndex } from '../../../core/ids';
import type { Interactions } from '../../../data/table/interactions';
import { luSolve } from '../../../math/dense/lu-solve';
import type { Term } from '../../../recommender/explanation';
import type { VisitorProfile } from '../../../recommender/visitor';
import type { FactorState } from './factor-state';
import type { VisitorFactors } from './fold-in-factors';

export function visitorTerms(
  train: Interactions,
  { factors, itemFactors, itemBias }: FactorState,
  profile: VisitorProfile,
  { bias, system: { A, fixed, bound } }: VisitorFactors,
  item: ItemIndex,
): Term[] {
  const width = fixed.length;
  const biased = width > factors;
  const rowOf = (of: number, last: number) => {
    const x = new Float64Array(width).fill(last);
    x.set(itemFactors.subarray(of * factors, (of + 1) * factors));
    for (const f of bound) x[f] = 0;
    return x;
  };
  const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => {
    let sum = 0;
    for (let f = 0; f < width; f++) sum += a[f] * b[f];
    return sum;
  };
  const v = luSolve(A, rowOf(item, 0), { batch: 1, n: width, k: 1 });
  const terms: Term[] = [];
  if (biased) {
    terms.push({ kind: 'mean', value: train.mean });
    terms.push({ kind: 'userBias', value: bias }, { kind: 'itemBias', value: itemBias[item] });
  }
  let prior = dot(v, fixed);
  for (let n = 0; n < profile.items.length; n++) {
    const other = profile.items[n];
    if (Number.isNaN(itemFactors[other * factors])) continue; // an item that nobody rated has no factors
    const weight = dot(v, rowOf(other, 1));
    const level = train.mean + (biased ? itemBias[other] : 0);
    if (!biased) prior += weight * train.mean;
    terms.push({
      kind: 'rating',
      item: train.items.idOf(other as ItemIndex),
      value: weight * (profile.ratings[n] - level),
      weight,
      rating: profile.ratings[n],
    });
  }
  return [...terms, { kind: 'prior', value: prior }];
}
