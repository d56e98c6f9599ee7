import type { Estimate } from '../estimate';
import type { SlateData } from './slate-data';
import { checkSlates, runningProducts, type SlateOptions, slateEstimate } from './slate-estimate';

/**
 * Reward-interaction IPS (RIPS) for lists: the reward of a place is weighted with the weights of the places down to it,
 * multiplied. Right if people read from the top, so that a click depends on what is above and not on what is below. The
 * variance is between those of the other two. Cost: O(slates · places).
 *
 * Source: J. McInerney et al., "Counterfactual Evaluation of Slate Recommendations with Sequential Reward Interactions",
 * KDD 2020.
 *
 * @returns reward per list
 * @example
 * const data = new SlateData({
 *   length: 2,
 *   reward: [1, 0, 0, 1],
 *   propensity: [0.5, 0.5, 0.5, 0.5],
 *   evaluation: [0.8, 0.25, 0.2, 0.75],
 * });
 * rewardInteractionIps(data).value; // (1.6 · 1 + 0.4 · 1.5 · 1) / 2 = 1.1
 */
export function rewardInteractionIps(data: SlateData, options: SlateOptions = {}): Estimate {
  checkSlates('rewardInteractionIps', data, options);
  return slateEstimate('reward-interaction IPS', data, runningProducts(data), options);
}
