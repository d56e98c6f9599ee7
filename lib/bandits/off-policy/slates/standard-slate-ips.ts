import type { Estimate } from '../estimate';
import type { SlateData } from './slate-data';
import { checkSlates, runningProducts, type SlateOptions, slateEstimate } from './slate-estimate';

/**
 * Standard IPS for lists: all rewards of a list are weighted with the weight of the whole list, the product over its
 * places. Unbiased however places affect each other; the weights grow exponentially with the length, so it is of use for
 * lists of two or three. Cost: O(slates · places).
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
 * standardSlateIps(data).value; // (1.6 · 0.5 · 1 + 0.4 · 1.5 · 1) / 2 = 0.7
 */
export function standardSlateIps(data: SlateData, options: SlateOptions = {}): Estimate {
  checkSlates('standardSlateIps', data, options);
  const { length } = data;
  const products = runningProducts(data);
  const whole = products.map((_, place) => products[place - (place % length) + length - 1]);
  return slateEstimate('standard slate IPS', data, whole, options);
}
