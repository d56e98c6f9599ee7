/**
 * The factors p and the bias b of a visitor in GMF: with everything else fixed, those with which the visitor's part of the
 * loss is smallest (`fit-pair-network.ts`). That part is convex, so Newton's method finds its only minimum in a few steps. For
 * `logistic`, all items that aren't positives stand for the negatives that are drawn in a fit, with as much weight together.
 *
 * Cost: O(items · factors²) per step; for ratings, one step, over the rated items.
 */
import { luSolve } from '../../../math/dense/lu-solve';
import type { FactorState } from '../../shared/factor-state';

/** What a visitor is known by: ratings as the distance from the mean, or positives with their weights. */
export interface GmfVisitor {
  readonly kind: 'ratings' | 'softmax' | 'logistic';
  readonly items: ArrayLike<number>;
  /** Ratings or weights, by position in `items`. */
  readonly values: ArrayLike<number>;
  readonly reg: number;
  readonly negatives: number;
}

/** Largest number of steps; usually, 5 to 8 are enough. */
const MOST_STEPS = 30;
/** A loss that falls by a smaller share is at its minimum. */
const SMALLEST_GAIN = 1e-9;
/** Keeps the equations solvable where the loss says nothing about b. */
const TINY = 1e-6;

/** p followed by b. Float64 [factors + 1]. */
export function foldInGmf(state: FactorState, visitor: GmfVisitor): Float64Array {
  const size = state.factors + 1;
  let x = new Float64Array(size);
  if (visitor.items.length === 0) return x;
  let at = lossAt(state, visitor, x);
  for (let step = 0; step < MOST_STEPS; step++) {
    const direction = luSolve(at.hessian, at.gradient, { batch: 1, n: size, k: 1 });
    let length = 1;
    let next = at;
    let moved = x;
    do {
      moved = x.map((value, k) => value - length * direction[k]);
      next = lossAt(state, visitor, moved);
      length /= 2;
    } while (!(next.loss <= at.loss) && length > TINY);
    if (!(next.loss <= at.loss)) break;
    const gain = at.loss - next.loss;
    x = moved;
    at = next;
    if (gain <= SMALLEST_GAIN * Math.max(1, Math.abs(at.loss))) break;
  }
  return x;
}

/** The visitor's part of the loss, with its first and second derivatives. */
function lossAt(state: FactorState, visitor: GmfVisitor, x: Float64Array) {
  const { factors, itemFactors, itemBias } = state;
  const { kind, items, values } = visitor;
  const size = factors + 1;
  const itemCount = itemBias.length;
  const wanted = new Float64Array(itemCount);
  for (let n = 0; n < items.length; n++) wanted[items[n]] += values[n];
  const sum = values.length === 0 ? 0 : Array.from(values).reduce((total, value) => total + value, 0);
  const scores = Float64Array.from(itemBias, (bias, item) => {
    let score = bias + x[factors];
    for (let f = 0; f < factors; f++) score += itemFactors[item * factors + f] * x[f];
    return score;
  });
  const top = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
  const total = scores.reduce((all, score) => all + Math.exp(score - top), 0);
  const rated = new Set(Array.from(items));
  const ofNo = (visitor.negatives * items.length) / Math.max(1, itemCount - rated.size);
  const penalty = {
    ratings: items.length,
    softmax: Math.sqrt(sum),
    logistic: items.length * (1 + visitor.negatives),
  }[kind];

  let loss = 0;
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  /** Sum of the rows, each with its share: for `softmax`, the expected row. */
  const expected = new Float64Array(size);
  const row = new Float64Array(size).fill(1);
  for (let item = 0; item < itemCount; item++) {
    const score = scores[item];
    let [slope, curvature] = [0, 0];
    if (kind === 'ratings') {
      if (!rated.has(item)) continue;
      slope = score - wanted[item];
      curvature = 1;
      loss += slope ** 2 / 2;
    } else if (kind === 'softmax') {
      const share = Math.exp(score - top) / total;
      slope = sum * share - wanted[item];
      curvature = sum * share;
      loss -= wanted[item] * (score - top - Math.log(total));
    } else {
      const yes = 1 / (1 + Math.exp(-score));
      const weight = rated.has(item) ? wanted[item] : ofNo;
      slope = rated.has(item) ? -weight * (1 - yes) : weight * yes;
      curvature = weight * yes * (1 - yes);
      loss += weight * softplus(rated.has(item) ? -score : score);
    }
    for (let f = 0; f < factors; f++) row[f] = itemFactors[item * factors + f];
    for (let a = 0; a < size; a++) {
      gradient[a] += slope * row[a];
      expected[a] += curvature * row[a];
      for (let b = 0; b < size; b++) hessian[a * size + b] += curvature * row[a] * row[b];
    }
  }
  for (let a = 0; a < size; a++) {
    if (kind === 'softmax') {
      for (let b = 0; b < size; b++) hessian[a * size + b] -= (expected[a] * expected[b]) / sum;
    }
    // As in the fit, the bias has a penalty for ratings only.
    const own = a < factors || kind === 'ratings' ? visitor.reg * penalty + TINY : TINY;
    hessian[a * size + a] += own;
    gradient[a] += own * x[a];
    loss += (own * x[a] ** 2) / 2;
  }
  return { loss, gradient, hessian };
}

/** ln(1 + e^x), also for large x. */
function softplus(x: number): number {
  return Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x)));
}
