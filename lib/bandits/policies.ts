/**
 * The registry: all policies, and how to make one by name or from JSON. To add one, add a file and a line; the contract
 * tests then include it.
 */
import { DataError, OptionError } from '../core/errors';
import type { OptionSet } from '../core/options';
import type { BasePolicy } from './parts/base-policy';
import { BETA_THOMPSON_OPTIONS, BetaThompson } from './policies/beta-thompson';
import { DISCOUNTED_THOMPSON_OPTIONS, DiscountedThompson } from './policies/discounted-thompson';
import { EPSILON_GREEDY_OPTIONS, EpsilonGreedy } from './policies/epsilon-greedy';
import { EXP3_OPTIONS, Exp3 } from './policies/exp3';
import { FACTOR_THOMPSON_OPTIONS, FactorThompson } from './policies/factor-thompson';
import { GAUSSIAN_THOMPSON_OPTIONS, GaussianThompson } from './policies/gaussian-thompson';
import { KL_UCB_OPTIONS, KLUCB } from './policies/kl-ucb';
import { LIN_UCB_OPTIONS, LinUCB } from './policies/lin-ucb';
import { LINEAR_THOMPSON_OPTIONS, LinearThompson } from './policies/linear-thompson';
import { LOGISTIC_THOMPSON_OPTIONS, LogisticThompson } from './policies/logistic-thompson';
import { NORMAL_GAMMA_THOMPSON_OPTIONS, NormalGammaThompson } from './policies/normal-gamma-thompson';
import { SLIDING_WINDOW_THOMPSON_OPTIONS, SlidingWindowThompson } from './policies/sliding-window-thompson';
import { UCB1, UCB1_OPTIONS } from './policies/ucb1';
import { UNIFORM_OPTIONS, UniformPolicy } from './policies/uniform';
import type { BanditPolicy, PolicyJson } from './policy';

type AnyPolicy = BasePolicy<{ readonly seed: number }>;
type AnyOptions = Readonly<Record<string, unknown>>;

/** An entry of the registry. */
export interface PolicyEntry {
  /** The name for `createPolicy(name)`, which is also the policy's `name`. */
  readonly name: string;
  /** Makes a new policy. Throws OptionError for an unknown option or an invalid value. */
  readonly create: (options?: AnyOptions) => AnyPolicy;
  /** The declared options; `describe()` returns them as a table. */
  readonly options: OptionSet<AnyOptions>;
  /** A short description, for tables. */
  readonly summary: string;
}

export const POLICIES: readonly PolicyEntry[] = Object.freeze([
  entry(UniformPolicy, UNIFORM_OPTIONS, 'any arm, equally often'),
  entry(EpsilonGreedy, EPSILON_GREEDY_OPTIONS, 'the best mean, and now and then any arm'),
  entry(UCB1, UCB1_OPTIONS, 'the mean that could be the highest'),
  entry(KLUCB, KL_UCB_OPTIONS, 'the same, with the bound for yes-or-no rewards'),
  entry(BetaThompson, BETA_THOMPSON_OPTIONS, 'Thompson sampling for yes-or-no rewards'),
  entry(GaussianThompson, GAUSSIAN_THOMPSON_OPTIONS, 'Thompson sampling for numbers with known noise'),
  entry(
    NormalGammaThompson,
    NORMAL_GAMMA_THOMPSON_OPTIONS,
    'Thompson sampling for numbers, learning the noise',
  ),
  entry(Exp3, EXP3_OPTIONS, 'exponential weights, for rewards that may react'),
  entry(DiscountedThompson, DISCOUNTED_THOMPSON_OPTIONS, 'for drift: what is old counts less and less'),
  entry(SlidingWindowThompson, SLIDING_WINDOW_THOMPSON_OPTIONS, 'for drift: only the last rounds count'),
  entry(LinUCB, LIN_UCB_OPTIONS, 'with context: the linear prediction that could be the highest'),
  entry(LinearThompson, LINEAR_THOMPSON_OPTIONS, 'with context: Thompson sampling, linear'),
  entry(
    LogisticThompson,
    LOGISTIC_THOMPSON_OPTIONS,
    'with context: Thompson sampling, for yes-or-no rewards',
  ),
  entry(FactorThompson, FACTOR_THOMPSON_OPTIONS, 'for a catalog: Thompson sampling on a factor model'),
]);

/** The registry entry of a policy. @throws OptionError with a list of the names, if there is none */
export function policyEntry(name: string): PolicyEntry {
  const found = POLICIES.find((policy) => policy.name === name);
  if (found) return found;
  const names = POLICIES.map((policy) => policy.name).join(', ');
  throw new OptionError(`no policy is named ${JSON.stringify(name)}; the policies are ${names}`);
}

/**
 * Makes a policy by name.
 *
 * @example
 * createPolicy('UCB1').choose([], ['tea', 'coffee']); // { action: 'tea', propensity: 1 }
 * @throws OptionError for an unknown name or option, or an invalid value
 */
export function createPolicy(name: string, options: AnyOptions = {}): BanditPolicy {
  return policyEntry(name).create(options);
}

/**
 * Makes a policy from its JSON. It makes the same choices that the saved one would have made.
 *
 * @example
 * const policy = new BetaThompson({ seed: 7 });
 * restorePolicy(JSON.parse(JSON.stringify(policy))).pick([], ['tea', 'coffee']); // as policy.pick
 * @throws DataError if it isn't the JSON of a policy, OptionError for an unknown name or invalid options
 */
export function restorePolicy(json: PolicyJson): BanditPolicy {
  if (json?.format !== 'recommender-lab/policy' || json.version !== 1) {
    throw new DataError(
      `policy JSON: must have format "recommender-lab/policy" and version 1, got ${json?.format} and ${json?.version}`,
    );
  }
  if (!Number.isSafeInteger(json.choices) || json.choices < 0) {
    throw new DataError(`policy JSON: choices must be a whole number of at least 0, got ${json.choices}`);
  }
  return policyEntry(json.policy).create(json.options).restore(json);
}

/** Makes an entry of the registry; the policy is named after the owner of its options. */
function entry<Options extends { readonly seed: number }>(
  Policy: new (options?: Partial<Options>) => BasePolicy<Options>,
  options: OptionSet<Options>,
  summary: string,
): PolicyEntry {
  return Object.freeze({
    name: options.owner,
    create: (given: AnyOptions = {}) => new Policy(given as Partial<Options>) as unknown as AnyPolicy,
    options: options as unknown as OptionSet<AnyOptions>,
    summary,
  });
}
