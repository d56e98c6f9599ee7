import type { Estimate, EstimateOptions } from './estimate';
import { checkEstimate } from './parts/check-estimate';
import { modelOf } from './parts/reward-model';
import { weightedEstimate } from './parts/weighted-estimate';
import type { WeightedRounds } from './weighted-rounds';

/**
 * The self-normalized doubly robust estimator: the correction is a weighted mean, as in SNIPS. The mean of
 * Σₐ π(a | x) q̂(x, a), plus Σ w (r − q̂(x, a)) / Σ w.
 *
 * Slightly biased, with less variance than the doubly robust estimator where weights are large. The standard error has
 * the varying denominator. Cost: O(rounds).
 *
 * Source: P. Thomas, E. Brunskill, "Data-Efficient Off-Policy Policy Evaluation for Reinforcement Learning", ICML 2016.
 *
 * @param rounds weighed with `rewards`
 * @throws OptionError without predicted rewards, or for a bad alpha
 * @example
 * const data = OffPolicyData.fromColumns({ action: [0, 1, 0], reward: [0, 1, 1], propensity: [0.8, 0.2, 0.8] });
 * const rounds = weigh(data, [0.5, 0.5], { rewards: [0.4, 0.8] });
 * selfNormalizedDoublyRobust(rounds).value; // 0.6 + (−0.25 + 0.5 + 0.375) / (0.625 + 2.5 + 0.625) = 0.7666…
 */
export function selfNormalizedDoublyRobust(rounds: WeightedRounds, options: EstimateOptions = {}): Estimate {
  checkEstimate('selfNormalizedDoublyRobust', rounds, options);
  const { expected, corrected } = modelOf('selfNormalizedDoublyRobust', rounds).terms;
  const components = [{ top: expected }, { top: corrected, bottom: rounds.terms.weight }];
  return weightedEstimate(rounds, { estimator: 'self-normalized doubly robust', components, options });
}
