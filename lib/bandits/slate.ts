/**
 * Slates: lists of k different arms. Place after place, the policy chooses among the arms that aren't in the list yet, so
 * that the first place is what it would choose alone. This works for every policy. What it learns depends on how lists
 * are read: a click shows that the place was looked at; no click may only mean that nobody looked.
 */
import { called, checkArgument, checkOptions, objectWith } from '../core/arguments';
import { OptionError } from '../core/errors';
import { checkOption, whole } from '../core/options';
import { withRequired } from '../core/with-required';
import type { LoggedRound } from './logged-round';
import { checkCandidates } from './parts/checks';
import { policyWith } from './parts/kinds';
import type { ArmId, BanditPolicy, Context, Reward } from './policy';

/** A place of a slate. */
export interface SlatePlace {
  readonly action: ArmId;
  /** From 0. */
  readonly position: number;
  /** The probability of this arm at this place, given the arms above it. */
  readonly propensity: number;
}

export interface Slate {
  readonly context: Context;
  readonly candidates: readonly ArmId[];
  readonly places: readonly SlatePlace[];
  /** The probability of the whole list in this order: the product of those of the places. */
  readonly propensity: number;
}

/** What a slate is chosen from. */
export interface SlateRequest {
  readonly context: Context;
  readonly candidates: readonly ArmId[];
  /** The length of the list. */
  readonly k: number;
}

/**
 * Chooses a list of k arms. Cost: that of k choices.
 *
 * Source: without replacement, as J. Komiyama, J. Honda, H. Nakagawa, "Optimal Regret Analysis of Thompson Sampling in
 * Stochastic Multi-armed Bandit Problem with Multiple Plays", ICML 2015, but with new draws for each place, so that each
 * place has an exact propensity.
 *
 * @throws OptionError unless k is a whole number from 1 to the number of candidates
 * @example
 * const policy = new BetaThompson();
 * chooseSlate(policy, { context: [], candidates: ['a', 'b', 'c'], k: 2 }).propensity; // 1/3 · 1/2
 */
export function chooseSlate(policy: BanditPolicy, request: SlateRequest): Slate {
  checkArgument('chooseSlate', 'policy', policy, policyWith('choose'));
  checkRequest('chooseSlate', request);
  const { context, candidates, k } = request;
  const places: SlatePlace[] = [];
  let left = [...candidates];
  let propensity = 1;
  for (let position = 0; position < k; position++) {
    const choice = policy.choose(context, left);
    places.push({ action: choice.action, position, propensity: choice.propensity });
    propensity *= choice.propensity;
    left = left.filter((arm) => arm !== choice.action);
  }
  return { context, candidates: [...candidates], places, propensity };
}

/**
 * How likely each candidate is to be at each place: [place][candidate], each place adds up to 1. Exact, by going through
 * all sets of arms that may be above a place. Cost: `probabilities` for each of the C(candidates, 0) + … + C(candidates,
 * k − 1) sets, so for some ten candidates only. Doesn't count as a choice.
 *
 * @throws OptionError unless k is a whole number from 1 to the number of candidates
 * @example
 * slateProbabilities(new EpsilonGreedy({ epsilon: 0.5 }), { context: [], candidates: ['a', 'b'], k: 2 });
 * // [[0.75, 0.25], [0.25, 0.75]]
 */
export function slateProbabilities(policy: BanditPolicy, request: SlateRequest): number[][] {
  checkArgument('slateProbabilities', 'policy', policy, policyWith('probabilities'));
  checkRequest('slateProbabilities', request);
  const { context, candidates, k } = request;
  const table: number[][] = [];
  // Sets of positions, sorted and joined, with their probability.
  let sets = new Map<string, { above: readonly number[]; chance: number }>([['', { above: [], chance: 1 }]]);
  for (let place = 0; place < k; place++) {
    const row = candidates.map(() => 0);
    const next: typeof sets = new Map();
    for (const { above, chance } of sets.values()) {
      const left = [...candidates.keys()].filter((position) => !above.includes(position));
      const chances = policy.probabilities(
        context,
        left.map((position) => candidates[position]),
      );
      for (const [n, position] of left.entries()) {
        const joint = chance * chances[n];
        row[position] += joint;
        if (joint === 0) continue;
        const set = [...above, position].sort((a, b) => a - b);
        const key = set.join();
        next.set(key, { above: set, chance: (next.get(key)?.chance ?? 0) + joint });
      }
    }
    table.push(row);
    sets = next;
  }
  return table;
}

function checkRequest(owner: string, request: SlateRequest): void {
  withRequired(owner, request, 'context', 'candidates', 'k');
  checkOptions(owner, request, { context: [], candidates: [], k: 2 });
  const { candidates, k } = request;
  checkCandidates(owner, candidates);
  checkOption(owner, 'k', k, whole({ from: 1, to: candidates.length, default: 1 }));
}

const SLATE = called('a slate, as chooseSlate returns it', objectWith('places', 'context', 'candidates'));

/** What came of a slate. */
export interface SlateRewards {
  /** By place. */
  readonly rewards: readonly number[];
  /**
   * How likely each place is to be looked at, above 0 and at most 1, as `lookChances` or `lookRates` have it. A reward of 0
   * counts that much; others count whole. Default: 1 for all.
   */
  readonly looks?: readonly number[];
}

/**
 * The rows of a slate, a place each: for `update`, and for the log. The propensity is that of the place, given the arms
 * above; the candidates are the ones that were left.
 *
 * With look chance κ and appeal θ, clicks come at rate κθ and count 1, and the rest, 1 − κθ, counts κ. An arm's mean
 * then tends to θ / (1 + (1 − κ) θ), close to θ where clicks are rare; without `looks`, it tends to κθ.
 *
 * @throws OptionError unless there is a reward, and a look chance if there are any, for each place
 * @example
 * const slate = chooseSlate(new UCB1(), { context: [], candidates: ['a', 'b', 'c'], k: 2 });
 * slateRewards(slate, { rewards: [0, 1], looks: [1, 0.5] })[1].weight; // 1: it was clicked
 */
export function slateRewards(slate: Slate, given: SlateRewards): (LoggedRound & Reward)[] {
  checkArgument('slateRewards', 'slate', slate, SLATE);
  withRequired('slateRewards', given, 'rewards');
  checkOptions('slateRewards', given, { rewards: [], looks: [] });
  const { rewards, looks } = given;
  const { places, context, candidates } = slate;
  for (const [name, list] of Object.entries({ rewards, looks })) {
    if (list === undefined || list.length === places.length) continue;
    throw new OptionError(
      `slateRewards: ${name} must have a number for each of the ${places.length} places, got ${list.length}`,
    );
  }
  return places.map(({ action, position, propensity }) => {
    const above = new Set(places.slice(0, position).map((place) => place.action));
    return {
      action,
      reward: rewards[position],
      propensity,
      context,
      candidates: candidates.filter((arm) => !above.has(arm)),
      position,
      weight: rewards[position] === 0 ? (looks?.[position] ?? 1) : 1,
    };
  });
}
