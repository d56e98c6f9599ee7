import { checkArgument, LIST } from '../../core/arguments';
import type { LoggedRound } from '../logged-round';
import { policyWith } from '../parts/kinds';
import type { ArmId, BanditPolicy } from '../policy';
import type { OffPolicyData } from './off-policy-data';
import type { RowOfRound } from './parts/action-values';
import { DATA } from './parts/check-estimate';

/**
 * What a policy of `lib/bandits` would do in each round of a log, if it learned nothing more: for `weigh`. Cost: its
 * `probabilities` for each round, once per pass.
 *
 * @param log the rounds of which `data` was made, with their contexts
 * @example
 * const log = ['tea', 'cocoa'].map((action) => ({ action, reward: 1, propensity: 0.5 }));
 * const data = OffPolicyData.fromRounds(log);
 * weigh(data, frozenPolicy(new UniformPolicy(), log, data)).weight; // Float64Array [1, 1]
 */
export function frozenPolicy(
  policy: Pick<BanditPolicy, 'probabilities'>,
  log: readonly LoggedRound[],
  data: OffPolicyData,
): RowOfRound {
  checkArgument('frozenPolicy', 'policy', policy, policyWith('probabilities'));
  checkArgument('frozenPolicy', 'log', log, LIST);
  checkArgument('frozenPolicy', 'data', data, DATA);
  const places = new Map<ArmId, number>(data.actions.map((action, place) => [action, place]));
  return (round, into) => {
    const { context = [], candidates = data.actions } = log[round];
    const shares = policy.probabilities(context, candidates);
    for (const [n, candidate] of candidates.entries()) into[places.get(candidate)!] = shares[n];
  };
}
