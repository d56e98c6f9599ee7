/**
 * The factors of a visitor in ImplicitALS: with the items' factors fixed, those of a user with the same
 * positives,
 *
 *     p = (QᵀQ + λ n^ν I + α Σ_i w_i q_i q_iᵀ)⁻¹ Σ_i (1 + α w_i) q_i   over the visitor's n positives i.
 *
 * The fit approaches this solution by a conjugate gradient step per epoch; here it is computed exactly.
 * Cost: O(items · factors²) once per fitted model, then O(positives · factors² + factors³).
 */
import { luSolve } from '../../../math/dense/lu-solve';
import type { FactorState } from '../../shared/factor-state';

/** A table never changes once learned, so its QᵀQ is cached for as long as the table exists. */
const grams = new WeakMap<Float32Array, Float64Array>();

/**
 * The rows that are fixed while others are solved: the items' rows for a user, the users' rows for an item.
 */
export interface FixedTable {
  readonly factors: number;
  /** [rows, factors] in row-major order; NaN for unknown rows. */
  readonly table: Float32Array;
}

/** λ, ν and α. */
export interface ImplicitPenalty {
  readonly reg: number;
  readonly regExponent: number;
  readonly alpha: number;
}

/** The solution, float32 [factors]; `items` and `weights` are the visitor's positives. */
export function foldInImplicit(
  { factors, itemFactors: table }: FactorState,
  items: readonly number[],
  weights: readonly number[],
  options: ImplicitPenalty,
): Float32Array {
  return solveImplicit({ factors, table }, items, weights, options);
}

/** The row of a user (or item) with these positives. */
export function solveImplicit(
  fixed: FixedTable,
  others: readonly number[],
  weights: readonly number[],
  options: ImplicitPenalty,
): Float32Array {
  const { factors, table } = fixed;
  const b = new Float64Array(factors);
  for (const [n, other] of others.entries()) {
    const q = table.subarray(other * factors, (other + 1) * factors);
    for (let f = 0; f < factors; f++) b[f] += (1 + options.alpha * weights[n]) * q[f];
  }
  return luSolve(systemOf(fixed, others, weights, options), b, { batch: 1, n: factors, k: 1 });
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
  options: ImplicitPenalty,
  item: number,
): { readonly value: number; readonly weight: number }[] {
  const { factors, itemFactors } = state;
  const rowOf = (of: number) => itemFactors.subarray(of * factors, (of + 1) * factors);
  const A = systemOf({ factors, table: itemFactors }, items, weights, options);
  const v = luSolve(A, Float64Array.from(rowOf(item)), { batch: 1, n: factors, k: 1 });
  return items.map((other, n) => {
    const q = rowOf(other);
    let weight = 0;
    for (let f = 0; f < factors; f++) weight += v[f] * q[f];
    return { value: (1 + options.alpha * weights[n]) * weight, weight };
  });
}

/** QᵀQ + λ n^ν I + α Σ_i w_i q_i q_iᵀ */
function systemOf(
  { factors, table }: FixedTable,
  others: readonly number[],
  weights: readonly number[],
  options: ImplicitPenalty,
): Float64Array {
  const A = gramOf(table, factors).slice();
  const penalty = options.reg * others.length ** options.regExponent;
  for (let f = 0; f < factors; f++) A[f * factors + f] += penalty;
  for (const [n, other] of others.entries()) {
    addOuter(A, table.subarray(other * factors, (other + 1) * factors), options.alpha * weights[n]);
  }
  return A;
}

/** QᵀQ. Float64 [factors, factors]. */
function gramOf(table: Float32Array, factors: number): Float64Array {
  const known = grams.get(table);
  if (known) return known;
  const gram = new Float64Array(factors * factors);
  for (let at = 0; at < table.length; at += factors) addOuter(gram, table.subarray(at, at + factors), 1);
  grams.set(table, gram);
  return gram;
}

/**
 * Computes QᵀQ of a table from that of an earlier table that differs only in some rows, if it is known:
 * O(factors²) per row. Rows that only the later table has are included, if they are listed.
 */
export function carryGram(
  before: Float32Array,
  after: Float32Array,
  factors: number,
  rows: Iterable<number>,
): void {
  const known = grams.get(before);
  if (!known || before === after) return;
  const gram = known.slice();
  for (const row of rows) {
    addOuter(gram, before.subarray(row * factors, (row + 1) * factors), -1);
    addOuter(gram, after.subarray(row * factors, (row + 1) * factors), 1);
  }
  grams.set(after, gram);
}

/** An unknown row, NaN, adds nothing. */
function addOuter(sums: Float64Array, q: Float32Array, weight: number): void {
  if (Number.isNaN(q[0])) return;
  for (let a = 0; a < q.length; a++) {
    const share = weight * q[a];
    for (let b = 0; b < q.length; b++) sums[a * q.length + b] += share * q[b];
  }
}
