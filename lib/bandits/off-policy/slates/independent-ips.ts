import type { Estimate } from '../estimate';
import type { SlateData } from './slate-data';
import { checkSlates, type SlateOptions, slateEstimate } from './slate-estimate';

/**
 * Independent IPS (IIPS) for lists: the reward of a place is weighted with the weight of its own item. Right if a click on
 * a place depends on the item there alone, as in the item-position click model; the least variance of the three. Cost:
 * O(slates · places).
 *
 * Source: S. Li et al., "Offline Evaluation of Ranking Policies with Click Models", KDD 2018.
 *
 * @returns reward per list
 * @example
 * const data = new SlateData({
 *   length: 2,
 *   reward: [1, 0, 0, 1],
 *   propensity: [0.5, 0.5, 0.5, 0.5],
 *   evaluation: [0.8, 0.25, 0.2, 0.75],
 * });
 * independentIps(data).value; // (1.6 · 1 + 1.5 · 1) / 2 = 1.55
 */
export function independentIps(data: SlateData, options: SlateOptions = {}): Estimate {
  checkSlates('independentIps', data, options);
  return slateEstimate('independent IPS', data, data.weight, options);
}
