/**
 * UCB1, upper confidence bounds: optimism in the face of uncertainty. It chooses the arm whose mean could be the highest,
 *
 *     index(a) = mean_a + exploration · √(2 ln t / n_a),
 *
 * with n_a rewards of the arm and t of all arms; an arm without rewards comes first. Rewards must be from 0 to 1.
 *
 * Regret after T rounds: at most 8 Σ_a ln T / Δ_a + (1 + π²/3) Σ_a Δ_a, where Δ_a is how far arm a is below the best one
 * (Auer et al., theorem 1, with exploration 1). It is a worst case for rewards from 0 to 1: with click rates of a few
 * percent, the radius is far wider than the gaps, and the policy is nearly uniform for thousands of rounds; see `KLUCB`.
 *
 * It is deterministic: every propensity is 1, so its log can't judge another policy. With delayed rewards, it repeats
 * itself until they arrive; Thompson sampling doesn't. Cost: O(arms) per choice, O(1) per reward.
 *
 * Source: P. Auer, N. Cesa-Bianchi, P. Fischer, "Finite-time Analysis of the Multiarmed Bandit Problem", Machine Learning
 * 47 (2002).
 *
 * @example
 * const policy = new UCB1();
 * policy.update([{ action: 'tea', reward: 1 }, { action: 'coffee', reward: 0 }]);
 * policy.choose([], ['tea', 'coffee', 'cocoa']); // { action: 'cocoa', propensity: 1 }: nobody has tried it
 */
import { number, type OptionsOf, options, seedNumber } from '../../core/options';
import { ArmNumbers, addSums } from '../parts/arm-numbers';
import { BasePolicy } from '../parts/base-policy';
import { type Decision, highest } from '../parts/decision';
import type { ArmId, Context, Reward } from '../policy';

export const UCB1_OPTIONS = options('UCB1', {
  /** Multiplies the radius of the confidence bound. The guarantee is for 1. */
  exploration: number({ from: 0, default: 1 }),
  /** Unused: the policy makes no random choice. */
  seed: seedNumber(),
});

export interface UCB1Options extends OptionsOf<typeof UCB1_OPTIONS> {}

export class UCB1 extends BasePolicy<UCB1Options> {
  readonly needs = { context: false, propensity: false, unitRewards: true };
  /** Number of rewards, and their sum. */
  protected readonly arms = new ArmNumbers(2, [0]);

  constructor(options: Partial<UCB1Options> = {}) {
    super(UCB1_OPTIONS, options);
  }

  /** The upper bound of an arm; Infinity without rewards. @param t the number of rewards of all arms */
  index(arm: ArmId, t = this.arms.sum(0)): number {
    const [count, sum] = this.arms.of(arm);
    if (count === 0) return Infinity;
    const radius = Math.sqrt((2 * Math.log(Math.max(1, t))) / count);
    return sum / count + this.options.exploration * radius;
  }

  protected decide(_context: Context, candidates: readonly ArmId[]): Decision {
    const t = this.arms.sum(0);
    return highest(candidates.map((arm) => this.index(arm, t)));
  }

  protected learn(batch: readonly Reward[]): void {
    addSums(this.arms, batch);
  }
}
