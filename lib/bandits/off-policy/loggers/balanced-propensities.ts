import { checkArgument, LIST } from '../../../core/arguments';
import { OptionError } from '../../../core/errors';
import type { OffPolicyData } from '../off-policy-data';
import { type ActionValues, distributionsOf, runOf } from '../parts/action-values';
import { ACTION_VALUES, DATA } from '../parts/check-estimate';

/**
 * The propensities of a log of several policies as if one had made it: Σₖ nₖ/n πₖ(a | x), with nₖ the rounds of logger k. With
 * them, every estimator here is its balanced form: an action that one logger rarely takes and another often does gets a
 * moderate weight, so the variance is never above that with the loggers' own propensities. Cost: O(rounds · actions ·
 * loggers).
 *
 * Source: A. Agarwal et al., "Effective Evaluation Using Logged Bandit Feedback from Multiple Loggers", KDD 2017.
 *
 * @param behaviors the probabilities of each logger in all rounds, in the order of their numbers
 * @throws OptionError for a log without loggers, or another number of them
 * @example
 * const log = { action: [0, 1, 0, 1], reward: [0, 1, 1, 0], propensity: [0.9, 0.1, 0.4, 0.6], logger: [0, 0, 1, 1] };
 * const data = OffPolicyData.fromColumns(log);
 * balancedPropensities(data, [[0.9, 0.1], [0.4, 0.6]]); // Float64Array [0.65, 0.35, 0.65, 0.35]
 */
export function balancedPropensities(data: OffPolicyData, behaviors: readonly ActionValues[]): Float64Array {
  checkArgument('balancedPropensities', 'data', data, DATA);
  checkArgument('balancedPropensities', 'behaviors', behaviors, LIST);
  for (const behavior of behaviors)
    checkArgument('balancedPropensities', 'behavior', behavior, ACTION_VALUES);
  const logger = loggersOf('balancedPropensities', data);
  const counts = new Float64Array(behaviors.length);
  for (const one of logger) {
    if (!(one >= 0 && one < behaviors.length)) {
      throw new OptionError(
        `balancedPropensities: behaviors must have one policy for each logger, got ${behaviors.length} and logger ${one}`,
      );
    }
    counts[one]++;
  }
  const actions = data.actions.length;
  const run = runOf(actions);
  const balanced = new Float64Array(data.length);
  for (const [k, behavior] of behaviors.entries()) {
    const what = `balancedPropensities: behaviors[${k}]`;
    const rows = distributionsOf(what, behavior, { rounds: data.length, actions });
    const share = counts[k] / data.length;
    for (let first = 0; first < data.length; first += run) {
      const end = Math.min(first + run, data.length);
      const shares = rows.read(first, end);
      for (let round = first; round < end; round++) {
        balanced[round] += share * shares[(round - first) * actions + data.action[round]];
      }
    }
  }
  return balanced;
}

/** The loggers' numbers. @throws OptionError for a log without them */
export function loggersOf(owner: string, { logger }: OffPolicyData): Int32Array {
  if (logger !== null) return logger;
  throw new OptionError(`${owner}: the log must say which policy made each round; give it a column logger`);
}
