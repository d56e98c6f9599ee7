/** A policy in a world whose truth is known: its regret, its choices, and its log. */
import { checkArgument, checkOptions } from '../core/arguments';
import { checkOption, whole } from '../core/options';
import { type BanditWorld, WORLD } from '../simulation/bandits/bandit-world';
import type { LoggedRound } from './logged-round';
import { policyWith } from './parts/kinds';
import type { ArmId, BanditPolicy, Reward } from './policy';

export interface SimulateBanditOptions {
  /** false saves the work of calculating propensities, where the policy doesn't need them; the log is then empty. Default true. */
  readonly log?: boolean;
}

/** What a policy did in a world. */
export interface BanditRun {
  /** The regret up to each round, inclusive: the sum of the best expected rewards less those of the chosen arms. */
  readonly regret: Float64Array;
  /** By round. */
  readonly choices: readonly ArmId[];
  /** The sum of the rewards. */
  readonly reward: number;
  /** A row for each round, also for those whose rewards came too late to learn from. */
  readonly log: readonly LoggedRound[];
}

/**
 * Lets a policy choose for some rounds. It learns each reward when the world gives it: at the end of the round, or later.
 * The policy must be new if the run is to be repeated; the world is the same every time.
 *
 * @throws OptionError unless rounds is a whole number of at least 1
 * @example
 * const world = stationaryWorld({ means: [0.2, 0.5, 0.8] });
 * simulateBandit(new BetaThompson(), world, 500).regret[499]; // 4.2; uniform choice has 150
 */
export function simulateBandit(
  policy: BanditPolicy,
  world: BanditWorld,
  rounds: number,
  options: SimulateBanditOptions = {},
): BanditRun {
  checkArgument('simulateBandit', 'policy', policy, policyWith('choose', 'pick', 'update', 'needs'));
  checkArgument('simulateBandit', 'world', world, WORLD);
  checkOptions('simulateBandit', options, { log: true });
  const { log = true } = options;
  checkOption('simulateBandit', 'rounds', rounds, whole({ from: 1, default: 1 }));
  const run = {
    regret: new Float64Array(rounds),
    choices: [] as ArmId[],
    reward: 0,
    log: [] as LoggedRound[],
  };
  const due = new Map<number, Reward[]>();
  const candidates = world.arms;
  let regret = 0;
  for (let round = 0; round < rounds; round++) {
    const context = world.context(round);
    const { action, propensity } =
      log || policy.needs.propensity
        ? policy.choose(context, candidates)
        : { action: policy.pick(context, candidates), propensity: undefined };
    regret += world.bestExpectedReward(round) - world.expectedReward(round, action);
    const reward = world.reward(round, action);
    run.regret[round] = regret;
    run.choices.push(action);
    run.reward += reward;
    if (log && propensity !== undefined) {
      run.log.push({ action, reward, propensity, candidates, ...(context.length > 0 && { context }) });
    }
    const known = round + world.delay(round, action);
    const row = { action, reward, context, candidates, time: round, ...(propensity && { propensity }) };
    due.set(known, [...(due.get(known) ?? []), row]);
    policy.update(due.get(round) ?? []);
    due.delete(round);
  }
  return run;
}
