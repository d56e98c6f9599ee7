import { OptionError } from '../../../core/errors';
import type { WeightedRounds } from '../weighted-rounds';
import type { Contribution } from './contribution';

/** What the model predicts, and what the log says of it; a number for each round. */
export interface RewardModel {
  /** Σₐ π(a | x) q̂(x, a). */
  readonly expected: Float64Array;
  /** r − q̂(x, a) of what was done. The mean of w times this is what the model is wrong by. */
  readonly residual: Float64Array;
  /** The first, and w times the second, for sums. */
  readonly terms: { readonly expected: Contribution; readonly corrected: Contribution };
}

/** @throws OptionError if the rounds were weighed without predicted rewards */
export function modelOf(owner: string, { expected, residual, terms }: WeightedRounds): RewardModel {
  if (expected && residual && terms.expected && terms.corrected) {
    return { expected, residual, terms: { expected: terms.expected, corrected: terms.corrected } };
  }
  throw new OptionError(`${owner}: rounds must have predicted rewards; use weigh(data, policy, { rewards })`);
}
