import { type Estimate, type EstimateOptions, estimateBy } from './estimate';
import { checkEstimate } from './parts/check-estimate';
import { modelOf } from './parts/reward-model';
import { sumUp } from './parts/round-sums';
import { shapeOf, supportWarnings, withBias } from './parts/weighted-estimate';
import type { WeightedRounds } from './weighted-rounds';

/**
 * The direct method: ask a model of the rewards, and take the mean of what it expects of the policy, Σₐ π(a | x) q̂(x, a).
 *
 * Needs no propensities and varies little, and is exactly as wrong as the model. Its intervals only say how much the
 * contexts vary; the model's error isn't in them, however many rounds there are. A warning says when the log contradicts
 * the model. Cost: O(rounds).
 *
 * Source: M. Dudík et al., "Doubly Robust Policy Evaluation and Optimization", Statistical Science 29 (2014).
 *
 * @param rounds weighed with `rewards`
 * @throws OptionError without predicted rewards, or for a bad alpha
 * @example
 * const data = OffPolicyData.fromColumns({ action: [0, 1, 0], reward: [0, 1, 1], propensity: [0.8, 0.2, 0.8] });
 * directMethod(weigh(data, [0.5, 0.5], { rewards: [0.4, 0.8] })).value; // 0.6
 */
export function directMethod(rounds: WeightedRounds, options: EstimateOptions = {}): Estimate {
  checkEstimate('directMethod', rounds, options);
  const { expected, corrected } = modelOf('directMethod', rounds).terms;
  const estimate = estimateBy({
    estimator: 'direct method',
    rounds: rounds.length,
    components: [{ top: expected }],
    unit: rounds.data.unit,
    options,
  });
  const bias = sumUp([{ top: corrected }], shapeOf(rounds));
  return withBias(rounds, { ...estimate, warnings: supportWarnings(rounds) }, bias);
}
