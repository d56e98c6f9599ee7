import { OptionError } from '../../core/errors';
import { type Estimate, type EstimateOptions, estimateBy, noEstimate } from './estimate';
import { checkEstimate } from './parts/check-estimate';
import { Contribution } from './parts/contribution';
import type { WeightedRounds } from './weighted-rounds';

/**
 * Replay, or rejection sampling: the mean reward of the rounds in which the log did what the policy would have done.
 *
 * Right if the log was made by choosing among all actions with equal probability; a warning says if it wasn't. Only for
 * policies that are sure of their choice. Of K actions, about one round of K is used; without any, there is no estimate
 * (not 0). Needs no propensities. Cost: O(rounds).
 *
 * Source: L. Li et al., "Unbiased Offline Evaluation of Contextual-bandit-based News Article Recommendation Algorithms",
 * WSDM 2011. For a policy that learns as it goes, see `replayLearning`.
 *
 * @throws OptionError for a policy that gives an action a probability other than 0 and 1, or a bad alpha
 * @example
 * const data = OffPolicyData.fromColumns({ action: [0, 1, 0], reward: [0, 1, 1], propensity: [0.5, 0.5, 0.5] });
 * replay(weigh(data, [1, 0])).value; // (0 + 1) / 2 = 0.5
 */
export function replay(rounds: WeightedRounds, options: EstimateOptions = {}): Estimate {
  checkEstimate('replay', rounds, options);
  const { matches, unsure, data } = rounds;
  if (unsure !== null) {
    throw new OptionError(
      `replay: policy must choose one action with probability 1 in each round, got ${unsure.share} in round ${unsure.round}`,
    );
  }
  if (matches.length === 0)
    return noEstimate('replay', 'in no round did the log do what the policy would have done');
  const { unit, reward, propensity } = data;
  const earned = Float64Array.from(matches, (round) => reward[round]);
  const estimate = estimateBy({
    estimator: 'replay',
    rounds: matches.length,
    components: [{ top: new Contribution(earned) }],
    unit: unit && Int32Array.from(matches, (round) => unit[round]),
    weights: { ess: matches.length, max: 1 },
    options,
  });
  return { ...estimate, warnings: unequalWarnings(propensity) };
}

function unequalWarnings(propensity: Float64Array): string[] {
  const [low, high] = propensity.reduce(
    ([least, most], p) => [Math.min(least, p), Math.max(most, p)],
    [1, 0],
  );
  if (!(high > low * 1.001)) return [];
  const [from, to] = [low, high].map((p) => p.toPrecision(2));
  return [
    `replay needs a log of equally probable choices, and this one has propensities from ${from} to ${to}: rounds that it rarely has count too little`,
  ];
}
