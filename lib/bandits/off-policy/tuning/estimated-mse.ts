import { checkArgument } from '../../../core/arguments';
import { checkAlpha } from '../../../math/distributions/confidence';
import type { Estimate } from '../estimate';
import { checkTuning, ESTIMATE, ROUNDS } from '../parts/check-estimate';
import type { WeightedRounds } from '../weighted-rounds';
import type { Tuned } from './slope';

/**
 * An upper bound of the mean squared error of an estimate that changes weights: its variance, plus the square of
 *
 * |mean of what it leaves out| + √(2 mean(w²) ln(2/δ) / n) + 2 max(w) ln(2/δ) / 3n,
 *
 * which the bias exceeds with a probability of at most δ, for rewards from 0 to 1. Cost: O(rounds).
 *
 * Source: Y. Su et al., "Doubly Robust Off-Policy Evaluation with Shrinkage", ICML 2020, section 5.
 *
 * @throws OptionError for a bad delta
 */
export function estimatedMse(rounds: WeightedRounds, estimate: Estimate, delta = 0.05): number {
  checkArgument('estimatedMse', 'rounds', rounds, ROUNDS);
  checkArgument('estimatedMse', 'estimate', estimate, ESTIMATE);
  checkAlpha('estimatedMse', delta);
  const n = rounds.length;
  const { mean, max, ess } = rounds.weights;
  const meanSquare = (n * mean ** 2) / ess;
  const log = Math.log(2 / delta);
  const bias = Math.abs(estimate.leftOut) + Math.sqrt((2 * meanSquare * log) / n) + (2 * max * log) / (3 * n);
  return (estimate.standardError ** 2 * (n - 1)) / n + bias ** 2;
}

/**
 * Chooses the hyperparameter with the lowest `estimatedMse`. In small logs, the bound of the bias is far above all else,
 * and the choice follows what is left out alone; `slope` needs no bound of the bias.
 *
 * @param values hyperparameters to try
 * @param estimateWith the estimate for one of them
 * @throws OptionError without values, and as the estimator
 * @example
 * const data = OffPolicyData.fromColumns({ action: [0, 1, 0], reward: [0, 1, 1], propensity: [0.8, 0.2, 0.8] });
 * const rounds = weigh(data, [0.5, 0.5]);
 * lowestMse(rounds, [4, 2, 1], (clip) => clippedIps(rounds, { clip })).chosen; // 4: nothing is left out
 */
export function lowestMse(
  rounds: WeightedRounds,
  values: readonly number[],
  estimateWith: (value: number) => Estimate,
  delta = 0.05,
): Tuned {
  checkTuning('lowestMse', values, estimateWith);
  const tried = values.map((chosen) => {
    const estimate = estimateWith(chosen);
    return { chosen, estimate, mse: estimatedMse(rounds, estimate, delta) };
  });
  const { chosen, estimate } = tried.reduce((best, other) => (other.mse < best.mse ? other : best));
  return { chosen, estimate };
}
