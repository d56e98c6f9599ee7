import type { Estimate, EstimateOptions } from './estimate';
import { checkEstimate } from './parts/check-estimate';
import { weightedEstimate } from './parts/weighted-estimate';
import type { WeightedRounds } from './weighted-rounds';

/**
 * Self-normalized inverse propensity scoring: Σ w r / Σ w, a weighted mean of the rewards, so it stays among them.
 *
 * Slightly biased, with less variance than IPS: if a large weight is in the log by chance, it counts above and below the
 * line. The denominator varies too, and the standard error, by the delta method, has that:
 * √(Σ (w (r − v) / w̄)²) / n. Cost: O(rounds).
 *
 * Source: A. Swaminathan, T. Joachims, "The Self-Normalized Estimator for Counterfactual Learning", NIPS 2015.
 *
 * @throws OptionError for a bad alpha
 * @example
 * const data = OffPolicyData.fromColumns({ action: [0, 1, 0], reward: [0, 1, 1], propensity: [0.8, 0.2, 0.8] });
 * snips(weigh(data, [0.5, 0.5])).value; // (0 + 2.5 + 0.625) / (0.625 + 2.5 + 0.625) = 0.8333…
 */
export function snips(rounds: WeightedRounds, options: EstimateOptions = {}): Estimate {
  checkEstimate('snips', rounds, options);
  const components = [{ top: rounds.terms.earned, bottom: rounds.terms.weight }];
  return weightedEstimate(rounds, { estimator: 'SNIPS', components, options });
}
