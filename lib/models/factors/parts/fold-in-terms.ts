/**
 * The contribution of each rating to a visitor's score. The folded-in row w = [p, b] solves
 * A w = fixed + Σ_j x_j left_j (`fold-in-factors.ts`), so with v = A⁻¹ [q_i, 0] the score is
 *
 *     r̂_i = μ + b_i + b + v · fixed + Σ_j (v · x_j) (r_j − μ − b_j).
 *
 * There is one term per rated item j, which is the rating's effect on this item in particular; its effect on
 * all items is in the bias b. The term `prior` is the contribution of the prior, the same for any visitor
 * with these items. In a model without biases, ratings are measured relative to μ as well, so that low and
 * high ratings have opposite signs, and Σ_j (v · x_j) μ is part of the prior. If factors can't be negative,
 * those held at 0 are left out of A and x, and the others solve the remaining system. The terms add up to the
 * score, within 32-bit precision. A depends on which items were rated, so a term isn't how much the score
 * would change without the rating; `counterfactuals` computes that. Cost: O(factors³) for a visitor, then
 * O(factors² + ratings · factors) for an item.
 */
import type { ItemIndex } from '../../../core/ids';
import { cholesky, solveLower, solveUpper } from '../../../math/dense/cholesky';
import type { Term } from '../../../recommender/explanation';
import type { TrainSummary } from '../../../recommender/train-summary';
import type { VisitorProfile } from '../../../recommender/visitor';
import type { FactorState } from '../../shared/factor-state';
import type { VisitorFactors } from './fold-in-factors';

/** The terms of a visitor's score of an item; undefined stands for an item that isn't in the train set. */
export function visitorTerms(
  train: TrainSummary,
  { factors, itemFactors, itemBias }: FactorState,
  profile: VisitorProfile,
  { bias, system: { A, fixed, bound } }: VisitorFactors,
): (item: ItemIndex | undefined) => Term[] {
  const width = fixed.length;
  const biased = width > factors;
  const rowOf = (of: number, last: number) => {
    const x = new Float64Array(width).fill(last);
    x.set(itemFactors.subarray(of * factors, (of + 1) * factors));
    for (const f of bound) x[f] = 0;
    return x;
  };
  let root: Float64Array | undefined; // of A
  const solved = (x: Float64Array) => {
    if (!root) {
      root = A.slice();
      cholesky(root, width);
    }
    solveLower(root, x, width);
    solveUpper(root, x, width);
    return x;
  };
  const rated = Array.from(profile.items.keys()).flatMap((n) => {
    const item = profile.items[n];
    if (Number.isNaN(itemFactors[item * factors])) return []; // an item without ratings has no factors
    const level = train.mean + (biased ? itemBias[item] : 0);
    return { item, id: train.items.idOf(item as ItemIndex), rating: profile.ratings[n], level };
  });
  const rows = rated.map(({ item }) => rowOf(item, 1));
  const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => {
    let sum = 0;
    for (let f = 0; f < width; f++) sum += a[f] * b[f];
    return sum;
  };
  return (item) => {
    const terms: Term[] = [];
    if (biased) {
      terms.push({ kind: 'mean', value: train.mean }, { kind: 'userBias', value: bias });
      if (item !== undefined) terms.push({ kind: 'itemBias', value: itemBias[item] });
    }
    if (item === undefined) return terms;
    const v = solved(rowOf(item, 0));
    let prior = dot(v, fixed);
    for (const [n, { id, rating, level }] of rated.entries()) {
      const weight = dot(v, rows[n]);
      if (!biased) prior += weight * train.mean;
      terms.push({ kind: 'rating', item: id, value: weight * (rating - level), weight, rating });
    }
    return [...terms, { kind: 'prior', value: prior }];
  };
}
