import type { Estimate, EstimateOptions } from '../estimate';
import { checkEstimate } from '../parts/check-estimate';
import { Contribution } from '../parts/contribution';
import type { Component } from '../parts/round-sums';
import { weightedEstimate } from '../parts/weighted-estimate';
import type { WeightedRounds } from '../weighted-rounds';
import { loggersOf } from './balanced-propensities';

/**
 * Weighted IPS for a log of several policies: IPS in the rounds of each logger, and the mean of these values, weighted by
 * how sure each is, nₖ / σₖ², with σₖ² the variance of w r there. A logger that is unlike the policy counts little.
 *
 * Each logger's own propensities are enough; where those of all loggers are known in all rounds, `balancedPropensities`
 * varies less. The standard error takes the σₖ as known; where nothing varies, all loggers count by their rounds. Cost: O(rounds · loggers).
 *
 * Source: A. Agarwal et al., "Effective Evaluation Using Logged Bandit Feedback from Multiple Loggers", KDD 2017.
 *
 * @throws OptionError for a log without loggers, or a bad alpha
 * @example
 * const log = { action: [0, 1, 0, 1], reward: [0, 1, 1, 0], propensity: [0.9, 0.1, 0.4, 0.6], logger: [0, 0, 1, 1] };
 * weightedIps(weigh(OffPolicyData.fromColumns(log), [0.5, 0.5])).value; // 0.6948…: IPS has 2.5 with logger 0, 0.625 with 1
 */
export function weightedIps(rounds: WeightedRounds, options: EstimateOptions = {}): Estimate {
  checkEstimate('weightedIps', rounds, options);
  const logger = loggersOf('weightedIps', rounds.data);
  const { weight, data } = rounds;
  const gain = (round: number) => weight[round] * data.reward[round];
  const numbers = [...new Set(logger)].sort((a, b) => a - b);
  const found = numbers.map((k) => precision(logger, k, gain));
  const isKnown = found.every(({ variance }) => variance > 0);
  const sureness = found.map(({ n, variance }) => (isKnown ? n / variance : n));
  const all = sureness.reduce((sum, one) => sum + one, 0);
  const components = numbers.map((k, place): Component => {
    const isOfK = Float64Array.from(logger, (one) => (one === k ? 1 : 0));
    const earned = isOfK.map((is, round) => (is === 1 ? gain(round) : 0));
    return { top: new Contribution(earned), bottom: new Contribution(isOfK), share: sureness[place] / all };
  });
  return weightedEstimate(rounds, { estimator: 'weighted IPS', components, options });
}

/** The rounds of a logger, and how much w r varies there, with n as the divisor. */
function precision(logger: Int32Array, k: number, gain: (round: number) => number) {
  let [n, sum, squares] = [0, 0, 0];
  for (let round = 0; round < logger.length; round++) {
    if (logger[round] !== k) continue;
    const value = gain(round);
    n++;
    sum += value;
    squares += value * value;
  }
  return { n, variance: squares / n - (sum / n) ** 2 };
}
