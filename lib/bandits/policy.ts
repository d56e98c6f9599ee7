/**
 * A policy decides, over and over, which arm to show: one that has paid well so far (exploitation), or one it knows too
 * little about (exploration). It only ever sees the reward of the arm it chose. Regret is what this costs: the sum, over
 * the rounds, of the best arm's expected reward less the chosen arm's.
 */

/** The name of an arm: any string or number. */
export type ArmId = string | number;

/** What is known when choosing: features of the user or of the moment. `[]` for a policy that uses none. */
export type Context = readonly number[];

/** What a policy chose. */
export interface Choice {
  readonly action: ArmId;
  /** The probability, above 0 and at most 1, with which the policy chose this action. Log it: off-policy estimates need it. */
  readonly propensity: number;
  /** The number of random draws from which the propensity was estimated. Absent if it is exact. */
  readonly draws?: number;
}

/**
 * What came of a choice. It may come late and out of order. A row of a log (`LoggedRound`) is one, too, so a policy can
 * be started on the log of another.
 */
export interface Reward {
  readonly action: ArmId;
  readonly reward: number;
  /** The context of the choice, for a policy that uses it. */
  readonly context?: Context;
  /** The propensity of the choice, for a policy that needs it. */
  readonly propensity?: number;
  /** The arms that could be chosen, for a policy that needs them. */
  readonly candidates?: readonly ArmId[];
  /** How much this row counts, above 0 and at most 1: the chance that the arm was looked at. Default 1. */
  readonly weight?: number;
  /** The round of the choice, from 0, for policies that forget. Default: one after the latest. */
  readonly time?: number;
}

/** What a policy can do with rewards and contexts. */
export interface Needs {
  /** It reads the context, both to choose and to learn. */
  readonly context: boolean;
  /** A reward must bring its propensity and its candidates. */
  readonly propensity: boolean;
  /** Rewards must be from 0 to 1. Otherwise, any number from −1e50 to 1e50 will do. */
  readonly unitRewards: boolean;
}

/** A policy as JSON; `restorePolicy` reads it. */
export interface PolicyJson {
  readonly format: 'recommender-lab/policy';
  readonly version: 1;
  readonly policy: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** How many choices it has made: the next one's random numbers depend on it. */
  readonly choices: number;
  /** What it has learned about each arm. */
  readonly arms: unknown;
}

/** What all policies can do. Arms are known by their ids; a new one may turn up among the candidates at any time. */
export interface BanditPolicy {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly needs: Needs;
  /** With the same seed, options, and rewards, it makes the same choices. */
  readonly seed: number;
  /** Chooses one of the candidates. */
  choose(context: Context, candidates: readonly ArmId[]): Choice;
  /** The same choice, without the work of calculating its propensity. */
  pick(context: Context, candidates: readonly ArmId[]): ArmId;
  /** How likely each candidate is to be chosen, in their order. They add up to 1. Doesn't count as a choice. */
  probabilities(context: Context, candidates: readonly ArmId[]): number[];
  /** Learns from rewards. Learns nothing if one of them is invalid. */
  update(batch: readonly Reward[]): void;
  toJSON(): PolicyJson;
}
