import type { Estimate } from '../estimate';
import { studentLowerBound } from '../lower-bounds';
import { checkTuning } from '../parts/check-estimate';

/** An estimate with the hyperparameter that was chosen for it. */
export interface Tuned {
  readonly chosen: number;
  readonly estimate: Estimate;
}

/** How much the intervals of two estimates may be apart: √6 − 1, from the proof. */
const C = Math.sqrt(6) - 1;

/**
 * Chooses a hyperparameter by SLOPE. Hyperparameters of off-policy estimators trade variance for bias, and the bias is
 * unknown. Go from the estimate with the widest interval to the narrowest: as long as each |vᵢ − vⱼ| ≤ rᵢ + (√6 − 1) rⱼ for all
 * j before it, with the radii r, the differences may be chance; at the first that is too far from one before, the bias
 * shows, and the last one before it is chosen. Cost: that of an estimate for each value.
 *
 * Only as good as the radii: in a log without the large weights, nothing shows what clipping them loses. With heavy weights
 * and few rounds, the intervals without clipping are so wide that the smallest clip seems to agree: in
 * `npm run bench -- --off-policy` with 500 rounds and weights up to 223, clipped IPS by SLOPE is low by 0.132, and 0.6% of
 * its intervals include the truth. A warning says when a large share of the weight is cut off.
 *
 * Source: Y. Su et al., "Adaptive Estimator Selection for Off-Policy Evaluation", ICML 2020; √6 − 1 is that of G. Tucker,
 * J. Lee, "Improved Estimator Selection for Off-Policy Evaluation", 2021.
 *
 * @param values hyperparameters to try
 * @param estimateWith the estimate for one of them
 * @param delta 1 − confidence of the radii, by Student's t. Default 0.05.
 * @throws OptionError without values, and as the estimator
 * @example
 * const data = OffPolicyData.fromColumns({ action: [0, 1, 0], reward: [0, 1, 1], propensity: [0.8, 0.2, 0.8] });
 * const rounds = weigh(data, [0.5, 0.5]);
 * slope([4, 2, 1], (clip) => clippedIps(rounds, { clip })).chosen; // 1: three rounds show no bias
 */
export function slope(
  values: readonly number[],
  estimateWith: (value: number) => Estimate,
  delta = 0.05,
): Tuned {
  checkTuning('slope', values, estimateWith);
  const tried = values
    .map((chosen) => {
      const estimate = estimateWith(chosen);
      return { chosen, estimate, radius: radiusOf(estimate, delta) };
    })
    .sort((a, b) => b.radius - a.radius);
  const isFar = (i: number) =>
    tried.slice(0, i).some((before) => {
      const apart = Math.abs(before.estimate.value - tried[i].estimate.value);
      return !(apart <= tried[i].radius + C * before.radius);
    });
  const first = tried.findIndex((_, i) => isFar(i));
  const { chosen, estimate } = tried[first === -1 ? tried.length - 1 : first - 1];
  return { chosen, estimate };
}

function radiusOf({ rounds, value, standardError }: Estimate, delta: number): number {
  if (!(standardError >= 0)) return Infinity;
  return value - studentLowerBound({ n: rounds, mean: value, variance: rounds * standardError ** 2 }, delta);
}
