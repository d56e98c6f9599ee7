import type { Estimate, EstimateOptions } from './estimate';
import { checkEstimate } from './parts/check-estimate';
import { Contribution } from './parts/contribution';
import { modelOf } from './parts/reward-model';
import { weightedEstimate } from './parts/weighted-estimate';
import type { WeightedRounds } from './weighted-rounds';

/**
 * The doubly robust estimator: what the model expects of the policy, corrected by the weighted errors that it makes in the
 * log, the mean of Σₐ π(a | x) q̂(x, a) + w (r − q̂(x, a)).
 *
 * Unbiased if the propensities are right, whatever the model says, and nearly so if the model is right, whatever the
 * propensities. Its variance is below that of IPS if the model's errors are smaller than the rewards; large weights are a
 * problem as before. Cost: O(rounds).
 *
 * Source: M. Dudík et al., "Doubly Robust Policy Evaluation and Learning", ICML 2011.
 *
 * @param rounds weighed with `rewards`
 * @throws OptionError without predicted rewards, or for a bad alpha
 * @example
 * const data = OffPolicyData.fromColumns({ action: [0, 1, 0], reward: [0, 1, 1], propensity: [0.8, 0.2, 0.8] });
 * const rounds = weigh(data, [0.5, 0.5], { rewards: [0.4, 0.8] });
 * doublyRobust(rounds).value; // 0.6 + (−0.25 + 0.5 + 0.375) / 3 = 0.8083…
 */
export function doublyRobust(rounds: WeightedRounds, options: EstimateOptions = {}): Estimate {
  checkEstimate('doublyRobust', rounds, options);
  const { expected, residual } = modelOf('doublyRobust', rounds);
  const components = [{ top: new Contribution(rounds.weight, residual, expected) }];
  return weightedEstimate(rounds, { estimator: 'doubly robust', components, options });
}
