import { number, options } from '../../core/options';
import type { Estimate, EstimateOptions } from './estimate';
import { checkEstimate } from './parts/check-estimate';
import { shrunkCorrection } from './parts/shrunk-correction';
import type { WeightedRounds } from './weighted-rounds';

const OPTIONS = options('shrunkDoublyRobust', { lambda: number({ above: 0, default: 100 }) });

/** Options of `shrunkDoublyRobust`. */
export interface ShrunkOptions extends EstimateOptions {
  /** λ: weights of √λ are halved. Default 100. */
  readonly lambda?: number;
}

/**
 * Doubly robust with optimistic shrinkage (DRos): small weights stay nearly as they are, large ones shrink to λ / w. The
 * mean of Σₐ π(a | x) q̂(x, a) + ŵ (r − q̂(x, a)), with ŵ = λ w / (w² + λ).
 *
 * λ → 0 is the direct method, λ → ∞ doubly robust. ŵ is at most √λ / 2. Cost: O(rounds).
 *
 * Source: Y. Su et al., "Doubly Robust Off-Policy Evaluation with Shrinkage", ICML 2020.
 *
 * @param rounds weighed with `rewards`
 * @throws OptionError without predicted rewards, or for a bad alpha or lambda
 * @example
 * const data = OffPolicyData.fromColumns({ action: [0, 1, 0], reward: [0, 1, 1], propensity: [0.8, 0.2, 0.8] });
 * const rounds = weigh(data, [0.5, 0.5], { rewards: [0.4, 0.8] });
 * shrunkDoublyRobust(rounds, { lambda: 1 }).value; // 0.6 + (−0.1798 + 0.0690 + 0.2697) / 3 = 0.6529…
 */
export function shrunkDoublyRobust(rounds: WeightedRounds, given: ShrunkOptions = {}): Estimate {
  checkEstimate('shrunkDoublyRobust', rounds, given, { lambda: 1 });
  const { lambda, ...rest } = given;
  const { lambda: shrink } = OPTIONS.resolve({ lambda });
  return shrunkCorrection(rounds, {
    owner: 'shrunkDoublyRobust',
    estimator: `DRos, λ = ${shrink}`,
    change: (weights, count) => {
      for (let n = 0; n < count; n++) weights[n] *= shrink / (weights[n] * weights[n] + shrink);
    },
    options: rest,
  });
}
