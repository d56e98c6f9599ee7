import { number, options } from '../../core/options';
import type { Estimate, EstimateOptions } from './estimate';
import { checkEstimate } from './parts/check-estimate';
import { shrunkCorrection } from './parts/shrunk-correction';
import type { WeightedRounds } from './weighted-rounds';

const OPTIONS = options('switchDoublyRobust', { threshold: number({ from: 0, default: 10 }) });

/** Options of `switchDoublyRobust`. */
export interface SwitchOptions extends EstimateOptions {
  /** The largest weight that corrects the model, τ. Default 10. */
  readonly threshold?: number;
}

/**
 * Switch-DR: doubly robust where the weight is at most τ; where it is larger, the model is taken at its word. The mean of
 * Σₐ π(a | x) q̂(x, a) + w [w ≤ τ] (r − q̂(x, a)).
 *
 * τ = 0 is the direct method, τ = ∞ doubly robust. Large weights do no harm; what the model is wrong by where they are
 * is the bias. Cost: O(rounds).
 *
 * Source: Y.-X. Wang et al., "Optimal and Adaptive Off-policy Evaluation in Contextual Bandits", ICML 2017.
 *
 * @param rounds weighed with `rewards`
 * @throws OptionError without predicted rewards, or for a bad alpha or threshold
 * @example
 * const data = OffPolicyData.fromColumns({ action: [0, 1, 0], reward: [0, 1, 1], propensity: [0.8, 0.2, 0.8] });
 * const rounds = weigh(data, [0.5, 0.5], { rewards: [0.4, 0.8] });
 * switchDoublyRobust(rounds, { threshold: 1 }).value; // 0.6 + (−0.25 + 0 + 0.375) / 3 = 0.6416…
 */
export function switchDoublyRobust(rounds: WeightedRounds, given: SwitchOptions = {}): Estimate {
  checkEstimate('switchDoublyRobust', rounds, given, { threshold: 10 });
  const { threshold, ...rest } = given;
  const { threshold: most } = OPTIONS.resolve({ threshold });
  return shrunkCorrection(rounds, {
    owner: 'switchDoublyRobust',
    estimator: `Switch-DR, τ = ${most}`,
    change: (weights, count) => {
      for (let n = 0; n < count; n++) if (!(weights[n] <= most)) weights[n] = 0;
    },
    options: rest,
  });
}
