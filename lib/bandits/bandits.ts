/** Bandits: policies that learn while they choose. */

// A row of a policy's log, which off-policy estimates read.
export type { LoggedRound } from './logged-round';
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
