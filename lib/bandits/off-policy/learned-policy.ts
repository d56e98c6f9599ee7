import { called, checkArgument, FUNCTION, LIST } from '../../core/arguments';
import { options } from '../../core/options';
import type { LoggedRound } from '../logged-round';
import type { BanditPolicy } from '../policy';
import { frozenPolicy } from './frozen-policy';
import type { OffPolicyData } from './off-policy-data';
import type { RowOfRound } from './parts/action-values';
import { DATA } from './parts/check-estimate';
import { FOLDS, foldsOf } from './parts/folds';

const OPTIONS = options('learnedPolicy', { folds: FOLDS });

/**
 * What a policy would do in each round once it has learned from the log and is frozen: for `weigh`.
 *
 * Cross-fitted: a policy that is judged by the rounds from which it learned looks better than it is. So the users are in
 * parts, and in each part a policy chooses that has learned from the others. The estimate is that of a policy with a
 * little less data. Cost: each part, a policy's learning; and its `probabilities` for each round.
 *
 * @param make a fresh policy
 * @param log the rounds of which `data` was made
 * @param given folds: number of parts, default 5
 * @throws OptionError for bad folds, and as the policy
 * @example
 * const log = ['a', 'b', 'a', 'b'].map((action) => ({ action, reward: action === 'a' ? 1 : 0, propensity: 0.5 }));
 * const data = OffPolicyData.fromRounds(log);
 * weigh(data, learnedPolicy(() => new EpsilonGreedy({ epsilon: 0.1 }), log, data)).weight; // Float64Array [1.9, 0.1, 1.9, 0.1]
 */
export function learnedPolicy(
  make: () => Pick<BanditPolicy, 'probabilities' | 'update'>,
  log: readonly LoggedRound[],
  data: OffPolicyData,
  given: { readonly folds?: number } = {},
): RowOfRound {
  checkArgument('learnedPolicy', 'make', make, called('a function that makes a policy', FUNCTION));
  checkArgument('learnedPolicy', 'log', log, LIST);
  checkArgument('learnedPolicy', 'data', data, DATA);
  const { folds } = OPTIONS.resolve(given);
  const foldOf = foldsOf(data, folds);
  const policies = Array.from({ length: folds }, (_, fold) => {
    const policy = make();
    policy.update(log.filter((_round, n) => foldOf(n) !== fold));
    return frozenPolicy(policy, log, data);
  });
  return (round, into) => policies[foldOf(round)](round, into);
}
