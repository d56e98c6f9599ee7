import type { Estimate, EstimateOptions } from './estimate';
import { checkEstimate } from './parts/check-estimate';
import { weightedEstimate } from './parts/weighted-estimate';
import type { WeightedRounds } from './weighted-rounds';

/**
 * Inverse propensity scoring: the mean of w r, where w = π(a | x) / π₀(a | x). Rounds that the policy would have had more
 * often than the log count more.
 *
 * A warning says if they contradict the log: an action is more common than they allow. Propensities that are wrong in other
 * ways can't be seen.
 *
 * Propensities may change as the logging policy learns, as those of Thompson sampling do: each must be that of its moment. As
 * such a policy becomes sure, the propensities of the other actions become small. What a policy that takes those would earn
 * is then decided by a few rounds, and a warning says so.
 *
 * Unbiased if the propensities are right and the log has all that the policy does. Its variance grows with the weights:
 * where a few are large, the value varies by as much as they do, and most samples don't have them, so the normal interval
 * is too narrow and too low. Cost: O(rounds).
 *
 * Source: D. Horvitz, D. Thompson, JASA 47 (1952); A. Strehl et al., "Learning from Logged Implicit Exploration Data",
 * NIPS 2010.
 *
 * @throws OptionError for a bad alpha
 * @example
 * const data = OffPolicyData.fromColumns({ action: [0, 1, 0], reward: [0, 1, 1], propensity: [0.8, 0.2, 0.8] });
 * ips(weigh(data, [0.5, 0.5])).value; // (0 + 2.5 + 0.625) / 3 = 1.0416…
 */
export function ips(rounds: WeightedRounds, options: EstimateOptions = {}): Estimate {
  checkEstimate('ips', rounds, options);
  const components = [{ top: rounds.terms.earned }];
  return weightedEstimate(rounds, { estimator: 'IPS', components, options });
}
