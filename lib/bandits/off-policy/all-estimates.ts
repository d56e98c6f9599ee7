import { clippedIps } from './clipped-ips';
import { directMethod } from './direct-method';
import { doublyRobust } from './doubly-robust';
import type { Estimate, EstimateOptions } from './estimate';
import { ips } from './ips';
import { weightedIps } from './loggers/weighted-ips';
import { checkEstimate } from './parts/check-estimate';
import { replay } from './replay';
import { selfNormalizedDoublyRobust } from './self-normalized-doubly-robust';
import { shrunkDoublyRobust } from './shrunk-doubly-robust';
import { snips } from './snips';
import { subGaussianDoublyRobust, subGaussianIps } from './sub-gaussian';
import { switchDoublyRobust } from './switch-doubly-robust';
import { slope } from './tuning/slope';
import type { WeightedRounds } from './weighted-rounds';

/** λ of sub-Gaussian weights to choose from. */
const PARTS = [0, 0.001, 0.01, 0.03, 0.1, 0.3];

/**
 * All estimates that a log allows, to see them side by side: replay for policies that are sure of their choice, those with
 * a model if rewards were predicted, weighted IPS for several loggers. `slope` chooses where to clip, switch and shrink.
 * Where they disagree by more than their intervals, look at the warnings. Cost: O(rounds) for each, some 30 in all.
 *
 * @throws OptionError for a bad alpha
 */
export function allEstimates(rounds: WeightedRounds, options: EstimateOptions = {}): Estimate[] {
  checkEstimate('allEstimates', rounds, options);
  const { unsure, expected, data } = rounds;
  const steps = stepsTo(rounds.weights.max);
  const squares = steps.map((step) => step ** 2);
  const estimates = [ips(rounds, options)];
  const tuned = (values: readonly number[], estimateWith: (value: number) => Estimate) => {
    estimates.push(slope(values, estimateWith).estimate);
  };
  if (unsure === null) estimates.unshift(replay(rounds, options));
  tuned(steps, (clip) => clippedIps(rounds, { clip, ...options }));
  tuned(PARTS, (lambda) => subGaussianIps(rounds, { lambda, ...options }));
  estimates.push(snips(rounds, options));
  if (data.logger) estimates.push(weightedIps(rounds, options));
  if (!expected) return estimates;
  estimates.push(directMethod(rounds, options));
  estimates.push(doublyRobust(rounds, options), selfNormalizedDoublyRobust(rounds, options));
  tuned(steps, (threshold) => switchDoublyRobust(rounds, { threshold, ...options }));
  tuned(squares, (lambda) => shrunkDoublyRobust(rounds, { lambda, ...options }));
  tuned(PARTS, (lambda) => subGaussianDoublyRobust(rounds, { lambda, ...options }));
  return estimates;
}

/** 1, 3, 10, 30 and on to the largest weight, which changes nothing. */
function stepsTo(largest: number): number[] {
  const steps: number[] = [];
  for (let step = 1; step < largest && steps.length < 12; step *= 10) steps.push(step, 3 * step);
  return [...steps.filter((step) => step < largest), Math.max(1, largest || 1)];
}
