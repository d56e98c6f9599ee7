/**
 * A visitor's score by ratings. The folded in row solves A w = fixed + Σ_j x_j left_j (`fold-in-factors.ts`), so with
 * v = A⁻¹ x_i the score is
 *
 *     r̂_i = μ + b_i + v · fixed + Σ_j (v · x_j) (r_j − μ − b_j),
 *
 * a term for each rated j, with what anybody is taken to be (`prior`) beside them. The sum is the score as well as 32
 * bits allow. A depends on which items were rated, so a term isn't what the score would lose without the rating: that
 * is what `counterfactuals` works out. Cost: O(factors³ + ratings · factors).
 */
import type { ItemIndex } from '../core/ids';
import type { Interactions } from '../data/interactions';
import { luSolve } from '../math/lu-solve';
import type { Term } from './explanation';
import type { FactorState } from './factor-state';
import type { RowSystem } from './fold-in-factors';
import type { VisitorProfile } from './visitor';

export function visitorTerms(
  train: Interactions,
  { factors, itemFactors, itemBias }: FactorState,
  profile: VisitorProfile,
  { A, fixed }: RowSystem,
  item: ItemIndex,
): Term[] {
  const width = fixed.length;
  const biased = width > factors;
  const rowOf = (of: number) => {
    const x = new Float64Array(width).fill(1);
    x.set(itemFactors.subarray(of * factors, (of + 1) * factors));
    return x;
  };
  const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => {
    let sum = 0;
    for (let f = 0; f < width; f++) sum += a[f] * b[f];
    return sum;
  };
  const v = luSolve(Float64Array.from(A), rowOf(item), { batch: 1, n: width, k: 1 });
  const terms: Term[] = [];
  if (biased) {
    terms.push({ kind: 'mean', value: train.mean }, { kind: 'itemBias', value: itemBias[item] });
  }
  terms.push({ kind: 'prior', value: dot(v, fixed) });
  for (let n = 0; n < profile.items.length; n++) {
    const x = rowOf(profile.items[n]);
    if (Number.isNaN(x[0])) continue; // an item that nobody rated has no factors
    const weight = dot(v, x);
    const left = profile.ratings[n] - (biased ? train.mean + itemBias[profile.items[n]] : 0);
    terms.push({
      kind: 'rating',
      item: train.items.idOf(profile.items[n] as ItemIndex),
      value: weight * left,
      weight,
      rating: profile.ratings[n],
    });
  }
  return terms;
}
