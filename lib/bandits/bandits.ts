/** Bandits: policies that learn while they choose. */

// A row of a policy's log, which off-policy estimates read.
export type { LoggedRound } from './logged-round';
// What another policy would have earned: from a log to an estimate with an interval.
export { allEstimates } from './off-policy/all-estimates';
export { bootstrapAll, bootstrapBounds } from './off-policy/bootstrap-bounds';
export { clippedIps } from './off-policy/clipped-ips';
export { directMethod } from './off-policy/direct-method';
export { doublyRobust } from './off-policy/doubly-robust';
export type { Estimate, EstimateOptions } from './off-policy/estimate';
export { frozenPolicy } from './off-policy/frozen-policy';
export { ips } from './off-policy/ips';
export { type ByContext, inContext, type KnownLog, KnownWorld } from './off-policy/known-world';
export { learnedPolicy } from './off-policy/learned-policy';
export { balancedPropensities } from './off-policy/loggers/balanced-propensities';
export { weightedIps } from './off-policy/loggers/weighted-ips';
export {
  bernsteinInterval,
  bernsteinLowerBound,
  hoeffdingLowerBound,
  studentLowerBound,
} from './off-policy/lower-bounds';
export { type MeanRewardsOptions, meanRewards } from './off-policy/mean-rewards';
export { OffPolicyData } from './off-policy/off-policy-data';
export type { ActionValues, RowOfRound } from './off-policy/parts/action-values';
export { replay } from './off-policy/replay';
export { replayLearning } from './off-policy/replay-learning';
export { selfNormalizedDoublyRobust } from './off-policy/self-normalized-doubly-robust';
export { shrunkDoublyRobust } from './off-policy/shrunk-doubly-robust';
export { independentIps } from './off-policy/slates/independent-ips';
export { rewardInteractionIps } from './off-policy/slates/reward-interaction-ips';
export { SlateData } from './off-policy/slates/slate-data';
export { standardSlateIps } from './off-policy/slates/standard-slate-ips';
export { snips } from './off-policy/snips';
export { subGaussianDoublyRobust, subGaussianIps } from './off-policy/sub-gaussian';
export { switchDoublyRobust } from './off-policy/switch-doubly-robust';
export { estimatedMse, lowestMse } from './off-policy/tuning/estimated-mse';
export { slope } from './off-policy/tuning/slope';
export { type WeightedRounds, weigh } from './off-policy/weighted-rounds';
// The registry: all policies, by name or from JSON.
export { createPolicy, POLICIES, type PolicyEntry, policyEntry, restorePolicy } from './policies';
// Thompson sampling: yes or no, numbers, drift, contexts, catalogs.
export { BetaThompson } from './policies/beta-thompson';
export { DiscountedThompson } from './policies/discounted-thompson';
// Other ways to explore.
export { EpsilonGreedy } from './policies/epsilon-greedy';
export { Exp3 } from './policies/exp3';
export { FactorThompson } from './policies/factor-thompson';
export { GaussianThompson } from './policies/gaussian-thompson';
export { bernoulliKL, KLUCB, klUpper } from './policies/kl-ucb';
export { LinUCB } from './policies/lin-ucb';
export { LinearThompson } from './policies/linear-thompson';
export { LogisticThompson } from './policies/logistic-thompson';
export { NormalGammaThompson } from './policies/normal-gamma-thompson';
export { SlidingWindowThompson } from './policies/sliding-window-thompson';
export { UCB1 } from './policies/ucb1';
export { UniformPolicy } from './policies/uniform';
// What all policies can do.
export type { ArmId, BanditPolicy, Choice, Context, Needs, PolicyJson, Reward } from './policy';
// A policy in a world of `lib/simulation`.
export { type BanditRun, type SimulateBanditOptions, simulateBandit } from './simulate-bandit';
// Lists instead of single arms.
export {
  chooseSlate,
  type Slate,
  type SlatePlace,
  type SlateRequest,
  type SlateRewards,
  slateProbabilities,
  slateRewards,
} from './slate';
