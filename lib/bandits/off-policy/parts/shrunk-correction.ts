import type { Estimate, EstimateOptions } from '../estimate';
import type { WeightedRounds } from '../weighted-rounds';
import { type Change, changedEstimate } from './changed-estimate';
import { modelOf } from './reward-model';

/** A doubly robust estimator with smaller weights. */
export interface ShrunkFormula {
  /** The function's name, for error messages. */
  readonly owner: string;
  readonly estimator: string;
  readonly change: Change;
  readonly options: EstimateOptions;
}

/** The mean of Σₐ π(a | x) q̂(x, a) + ŵ (r − q̂(x, a)); what it leaves out is (w − ŵ) (r − q̂(x, a)). */
export function shrunkCorrection(
  rounds: WeightedRounds,
  { owner, estimator, change, options }: ShrunkFormula,
): Estimate {
  const { expected, residual } = modelOf(owner, rounds);
  return changedEstimate(rounds, {
    estimator,
    change,
    base: expected,
    factor: residual,
    options,
  });
}
