/** Weights shrunk just enough that the error has light tails. */

import { number, options } from '../../core/options';
import type { Estimate, EstimateOptions } from './estimate';
import { type Change, changedEstimate } from './parts/changed-estimate';
import { checkEstimate } from './parts/check-estimate';
import { shrunkCorrection } from './parts/shrunk-correction';
import type { WeightedRounds } from './weighted-rounds';

const LAMBDA = { lambda: number({ from: 0, to: 1, default: 0.1 }) };
const IPS_OPTIONS = options('subGaussianIps', LAMBDA);
const DR_OPTIONS = options('subGaussianDoublyRobust', LAMBDA);

/** Options of both. */
export interface SubGaussianOptions extends EstimateOptions {
  /** λ, from 0 (weights as they are) to 1 (all weights 1). Default 0.1. */
  readonly lambda?: number;
}

/**
 * Sub-Gaussian IPS: the mean of ŵ r, with ŵ = w / (1 − λ + λ w), the harmonic mean of w and 1 with parts 1 − λ and λ, at
 * most 1 / λ. Smoother than clipping; the bias is of the same kind. Cost: O(rounds).
 *
 * Source: A. Metelli et al., "Subgaussian and Differentiable Importance Sampling for Off-Policy Evaluation and Learning",
 * NeurIPS 2021.
 *
 * @throws OptionError for a bad alpha or lambda
 * @example
 * const data = OffPolicyData.fromColumns({ action: [0, 1, 0], reward: [0, 1, 1], propensity: [0.8, 0.2, 0.8] });
 * subGaussianIps(weigh(data, [0.5, 0.5]), { lambda: 0.5 }).value; // (0 + 1.4286 + 0.7692) / 3 = 0.7326…
 */
export function subGaussianIps(rounds: WeightedRounds, given: SubGaussianOptions = {}): Estimate {
  checkEstimate('subGaussianIps', rounds, given, { lambda: 0.1 });
  const { lambda, ...rest } = given;
  const { lambda: part } = IPS_OPTIONS.resolve({ lambda });
  const { reward } = rounds.data;
  return changedEstimate(rounds, {
    estimator: `sub-Gaussian IPS, λ = ${part}`,
    change: harmonic(part),
    factor: reward,
    options: rest,
  });
}

/**
 * The doubly robust estimator with the weights of `subGaussianIps`. Cost: O(rounds).
 *
 * Source: as `subGaussianIps`.
 *
 * @param rounds weighed with `rewards`
 * @throws OptionError without predicted rewards, or for a bad alpha or lambda
 * @example
 * const data = OffPolicyData.fromColumns({ action: [0, 1, 0], reward: [0, 1, 1], propensity: [0.8, 0.2, 0.8] });
 * const rounds = weigh(data, [0.5, 0.5], { rewards: [0.4, 0.8] });
 * subGaussianDoublyRobust(rounds, { lambda: 0.5 }).value; // 0.6 + (−0.3077 + 0.2857 + 0.4615) / 3 = 0.7465…
 */
export function subGaussianDoublyRobust(rounds: WeightedRounds, given: SubGaussianOptions = {}): Estimate {
  checkEstimate('subGaussianDoublyRobust', rounds, given, { lambda: 0.1 });
  const { lambda, ...rest } = given;
  const { lambda: part } = DR_OPTIONS.resolve({ lambda });
  return shrunkCorrection(rounds, {
    owner: 'subGaussianDoublyRobust',
    estimator: `sub-Gaussian DR, λ = ${part}`,
    change: harmonic(part),
    options: rest,
  });
}

function harmonic(lambda: number): Change {
  return (weights, count) => {
    for (let n = 0; n < count; n++) weights[n] /= 1 - lambda + lambda * weights[n];
  };
}
