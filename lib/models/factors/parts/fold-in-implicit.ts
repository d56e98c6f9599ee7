/**
 * The factors of a visitor in ImplicitALS: with the items' factors fixed, those of a user with the same
 * positives,
 *
 *     p = (QᵀQ + λ I + α Σ_i w_i q_i q_iᵀ)⁻¹ Σ_i (1 + α w_i) q_i   over the visitor's positives i.
 *
 * The fit approaches this solution in a few conjugate gradient steps per epoch; here it is computed exactly.
 * Cost: O(items · factors²) once per fitted model, then O(positives · factors² + factors³).
 */
import { luSolve } from '../../../math/dense/lu-solve';
import type { FactorState } from './factor-state';

/** A state never changes once learned, so its QᵀQ is cached for as long as the state exists. */
const grams = new WeakMap<FactorState, Float64Array>();

/** The solution, float32 [factors]; `items` and `weights` are the visitor's positives. */
export function foldInImplicit(
  state: FactorState,
  items: readonly number[],
  weights: readonly number[],
  options: { readonly reg: number; readonly alpha: number },
): Float32Array {
  const { factors, itemFactors } = state;
  const b = new Float64Array(factors);
  for (const [n, item] of items.entries()) {
    const q = itemFactors.subarray(item * factors, (item + 1) * factors);
    for (let f = 0; f < factors; f++) b[f] += (1 + options.alpha * weights[n]) * q[f];
  }
  return luSolve(systemOf(state, items, weights, options), b, { batch: 1, n: factors, k: 1 });
}

/**
 * The contribution of each positive j to an item's score: (1 + α w_j) b_ij, with the weight b_ij = q_iᵀ A⁻¹
 * q_j, where A is the matrix above. The contributions add up to the score, within 32-bit precision. A itself
 * depends on which items are liked, so a contribution isn't how much the score would change without the item
 * (Hu, Koren and Volinsky, 2008, section 5).
 */
export function implicitShares(
  state: FactorState,
  items: readonly number[],
  weights: readonly number[],
  options: { readonly reg: number; readonly alpha: number },
  item: number,
): { readonly value: number; readonly weight: number }[] {
  const { factors, itemFactors } = state;
  const rowOf = (of: number) => itemFactors.subarray(of * factors, (of + 1) * factors);
  const A = systemOf(state, items, weights, options);
  const v = luSolve(A, Float64Array.from(rowOf(item)), { batch: 1, n: factors, k: 1 });
  return items.map((other, n) => {
    const q = rowOf(other);
    let weight = 0;
    for (let f = 0; f < factors; f++) weight += v[f] * q[f];
    return { value: (1 + options.alpha * weights[n]) * weight, weight };
  });
}

/** QᵀQ + λ I + α Σ_i w_i q_i q_iᵀ */
function systemOf(
  state: FactorState,
  items: readonly number[],
  weights: readonly number[],
  options: { readonly reg: number; readonly alpha: number },
): Float64Array {
  const { factors, itemFactors } = state;
  const gram = grams.get(state) ?? gramOf(state);
  grams.set(state, gram);
  const A = gram.slice();
  for (let f = 0; f < factors; f++) A[f * factors + f] += options.reg;
  for (const [n, item] of items.entries()) {
    addOuter(A, itemFactors.subarray(item * factors, (item + 1) * factors), options.alpha * weights[n]);
  }
  return A;
}

/** QᵀQ. Float64 [factors, factors]. */
function gramOf({ factors, itemFactors }: FactorState): Float64Array {
  const gram = new Float64Array(factors * factors);
  for (let start = 0; start < itemFactors.length; start += factors) {
    addOuter(gram, itemFactors.subarray(start, start + factors), 1);
  }
  return gram;
}

function addOuter(sums: Float64Array, q: Float32Array, weight: number): void {
  for (let a = 0; a < q.length; a++) {
    const share = weight * q[a];
    for (let b = 0; b < q.length; b++) sums[a * q.length + b] += share * q[b];
  }
}
