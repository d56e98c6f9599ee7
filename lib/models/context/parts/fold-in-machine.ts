/**
 * Folds a visitor into a factorization machine: the items that they have rated give the side sum, at once; their own
 * factors and bias are the expected ones given their ratings, with everything else fixed. In each sample, a rating is
 *
 *     r = (score without own parameters) + b + v · h + noise,   h = q + c + side sum,
 *
 * so [v, b] is the solution of a ridge regression toward the mean of all users,
 *
 *     (Λ + α Σ x xᵀ) [v, b] = Λ m + α Σ x (r − score without),   x = [h, 1].
 *
 * A visitor's ratings have no context; c is the mean of the train set.
 */
import { luSolve } from '../../../math/dense/lu-solve';
import type { VisitorProfile } from '../../../recommender/visitor';
import { type ContextPart, sumOf, type UserPart } from './machine-scores';
import type { MachineState } from './machine-state';

/** A visitor's part of a score. */
export interface VisitorPart extends UserPart {
  /** Own factors, without the side sum. Float64 [samples · factors]. */
  readonly own: Float64Array;
}

/**
 * @param columns the visitor's columns other than the id, as in `sideSum`
 * @param average the mean context
 * @returns the visitor's part. Cost: O(samples · factors² · (ratings + factors))
 */
export function foldInMachine(
  state: MachineState,
  { items, ratings }: Pick<VisitorProfile, 'items' | 'ratings'>,
  columns: Iterable<readonly [column: number, x: number]>,
  average: ContextPart,
): VisitorPart {
  const { factors, samples, itemFactors, itemBias, noise, ownMean, ownPrecision } = state;
  const width = factors + 1;
  const side = sideSum(state, columns);
  const [A, b] = [new Float64Array(samples * width * width), new Float64Array(samples * width)];
  const x = new Float64Array(width).fill(1);
  for (let sample = 0; sample < samples; sample++) {
    const [ofA, ofB] = [sample * width * width, sample * width];
    for (let f = 0; f < width; f++) {
      A[ofA + f * width + f] = ownPrecision[ofB + f];
      b[ofB + f] = ownPrecision[ofB + f] * ownMean[ofB + f];
    }
    for (let n = 0; n < items.length; n++) {
      const q = (items[n] * samples + sample) * factors;
      let score =
        state.start[sample] +
        side.bias[sample] +
        average.biases[sample] +
        itemBias[items[n] * samples + sample];
      for (let f = 0; f < factors; f++) {
        const at = sample * factors + f;
        const [p, c] = [side.factors[at], average.factors[at]];
        score += p * (itemFactors[q + f] + c) + itemFactors[q + f] * c;
        x[f] = (p + c + itemFactors[q + f]) * Math.sqrt(samples);
      }
      const left = ratings[n] - score * samples;
      for (let row = 0; row < width; row++) {
        b[ofB + row] += (x[row] * left) / noise[sample];
        for (let column = 0; column < width; column++) {
          A[ofA + row * width + column] += (x[row] * x[column]) / noise[sample];
        }
      }
    }
  }
  const solved = luSolve(A, b, { batch: samples, n: width, k: 1 });
  const [own, all] = [new Float64Array(samples * factors), side.factors];
  let bias = sumOf(state.start, 0, samples) + sumOf(side.bias, 0, samples);
  for (let sample = 0; sample < samples; sample++) {
    bias += solved[sample * width + factors] / samples;
    for (let f = 0; f < factors; f++) {
      const at = sample * factors + f;
      own[at] = solved[sample * width + f] / Math.sqrt(samples);
      bias += own[at] * all[at];
      all[at] += own[at];
    }
  }
  return { bias, factors: all, own };
}

/**
 * What a user's columns other than the id add: Σ x v, and Σ x w with the products of pairs among them.
 * @param columns of `otherFactors`, with their x
 */
export function sideSum(
  { factors, samples, otherFactors, otherBias }: MachineState,
  columns: Iterable<readonly [column: number, x: number]>,
): { bias: Float64Array; factors: Float64Array } {
  const [bias, sums] = [new Float64Array(samples), new Float64Array(samples * factors)];
  for (const [column, x] of columns) {
    for (let sample = 0; sample < samples; sample++) {
      bias[sample] += x * otherBias[column * samples + sample];
      for (let at = sample * factors; at < (sample + 1) * factors; at++) {
        const value = x * otherFactors[column * samples * factors + at];
        bias[sample] += value * sums[at]; // with the columns before
        sums[at] += value;
      }
    }
  }
  return { bias, factors: sums };
}
