import { OptionError } from '../../../core/errors';
import type { WeightedRounds } from '../weighted-rounds';

/** What the model predicts, and what the log says of it. */
export interface RewardModel {
  /** Σₐ π(a | x) q̂(x, a) in a round. */
  readonly expected: (round: number) => number;
  /** r − q̂(x, a) of what was done. */
  readonly residual: (round: number) => number;
  /** w (r − q̂(x, a)): its mean is what the model is wrong by. */
  readonly correction: (round: number) => number;
}

/** @throws OptionError if the rounds were weighed without predicted rewards */
export function modelOf(owner: string, { predicted, expected, weight, data }: WeightedRounds): RewardModel {
  if (!predicted || !expected) {
    throw new OptionError(
      `${owner}: rounds must have predicted rewards; use weigh(data, policy, { rewards })`,
    );
  }
  const { reward } = data;
  return {
    expected: (round) => expected[round],
    residual: (round) => reward[round] - predicted[round],
    correction: (round) => weight[round] * (reward[round] - predicted[round]),
  };
}
