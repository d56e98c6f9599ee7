import { checkArgument, checkOptions, LIST } from '../../core/arguments';
import type { LoggedRound } from '../logged-round';
import { policyWith } from '../parts/kinds';
import type { ArmId, BanditPolicy } from '../policy';
import { type Estimate, type EstimateOptions, estimateBy, noEstimate } from './estimate';
import { Contribution } from './parts/contribution';

/** Options of `replayLearning`. */
export interface ReplayLearningOptions extends EstimateOptions {
  /** What the policy chooses from in rounds that don't say. Default: the actions of the log, as they appear. */
  readonly candidates?: readonly ArmId[];
}

/** What became of a replay. */
export interface LearningReplay {
  readonly estimate: Estimate;
  /** The rounds that were used, from 0. */
  readonly kept: readonly number[];
}

/**
 * Replay for a policy that learns as it goes: walks the log, asks the policy what it would do, and keeps a round, to score
 * it and to learn from it, only if the log did the same. The policy then is where it would be after as many rounds of its
 * own.
 *
 * Unbiased if the log was made by choosing among the candidates with equal probability. A log of n rounds with K actions
 * judges about n / K rounds of the policy, its beginning; what it would earn later, it can't say. The interval takes the
 * kept rounds as independent. Cost: O(rounds), a choice each.
 *
 * Source: L. Li et al., "Unbiased Offline Evaluation of Contextual-bandit-based News Article Recommendation Algorithms",
 * WSDM 2011, algorithm 2.
 *
 * @param policy it learns: give it a fresh one
 * @throws OptionError for a bad alpha, and as the policy
 * @example
 * const log = ['tea', 'tea', 'cocoa', 'tea'].map((action) => ({ action, reward: 1, propensity: 0.5 }));
 * replayLearning(log, new UCB1()).kept; // [0, 2, 3]: after tea, it tries cocoa
 */
export function replayLearning(
  log: readonly LoggedRound[],
  policy: Pick<BanditPolicy, 'pick' | 'update'>,
  given: ReplayLearningOptions = {},
): LearningReplay {
  checkArgument('replayLearning', 'log', log, LIST);
  checkArgument('replayLearning', 'policy', policy, policyWith('pick', 'update'));
  checkOptions('replayLearning', given, { candidates: [], alpha: 0.05, range: { low: 0, high: 1 } });
  const { candidates, ...options } = given;
  const usual = candidates ?? [...new Set(log.map(({ action }) => action))];
  const kept: number[] = [];
  for (const [n, round] of log.entries()) {
    if (policy.pick(round.context ?? [], round.candidates ?? usual) !== round.action) continue;
    kept.push(n);
    policy.update([round]);
  }
  if (kept.length === 0) {
    return {
      estimate: noEstimate('replay', 'in no round did the log do what the policy would have done'),
      kept,
    };
  }
  const estimate = estimateBy({
    estimator: 'replay',
    rounds: kept.length,
    components: [{ top: new Contribution(Float64Array.from(kept, (round) => log[round].reward)) }],
    weights: { ess: kept.length, max: 1 },
    options,
  });
  return { estimate, kept };
}
