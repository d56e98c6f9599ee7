/**
 * Discounted Thompson sampling: `BetaThompson` that forgets. A reward of k rounds ago counts γ^k, so that about
 * 1 / (1 − γ) rounds are remembered, and an arm that isn't chosen returns to the prior and will be tried again:
 *
 *     θ_a ~ Beta(alpha + Σ γ^(T − t) r, beta + Σ γ^(T − t) (1 − r)).
 *
 * t is the `time` of a reward and T the latest one so far. With times, rewards may arrive in any order; without, each is
 * one round later than the latest.
 *
 * Regret: with B changes in T rounds, O(√(B T)) up to logarithms, for a variant with normal priors and γ chosen for B (Qi,
 * Wang, Zhu). With γ below 1 it is linear in T, also if nothing changes: the price of being ready. Choose 1 / (1 − γ)
 * somewhat below the number of rounds between changes.
 *
 * Propensities are exact to 1e-9, by integration. Cost: as `BetaThompson`.
 *
 * Sources: V. Raj, S. Kalyani, "Taming Non-stationary Bandits: A Bayesian Approach", 2017; H. Qi, Y. Wang, L. Zhu,
 * "Thompson Sampling for Non-Stationary Bandit Problems", Entropy 27 (2025).
 *
 * @example
 * const policy = new DiscountedThompson({ discount: 0.5 });
 * policy.update([{ action: 'tea', reward: 1, time: 0 }, { action: 'tea', reward: 0, time: 2 }]);
 * policy.posterior('tea'); // { alpha: 1.25, beta: 2 }
 */
import { number, type OptionsOf, options } from '../../core/options';
import { ArmNumbers } from '../parts/arm-numbers';
import { BasePolicy } from '../parts/base-policy';
import { LogitBetaBelief } from '../parts/belief';
import { type Decision, thompson } from '../parts/decision';
import type { ArmId, Context, Reward } from '../policy';
import { BETA_THOMPSON_OPTIONS } from './beta-thompson';

export const DISCOUNTED_THOMPSON_OPTIONS = options('DiscountedThompson', {
  /** γ, what a reward counts one round later. 1 forgets nothing. */
  discount: number({ above: 0, to: 1, default: 0.99 }),
  ...BETA_THOMPSON_OPTIONS.declared,
});

export interface DiscountedThompsonOptions extends OptionsOf<typeof DISCOUNTED_THOMPSON_OPTIONS> {}

export class DiscountedThompson extends BasePolicy<DiscountedThompsonOptions> {
  readonly needs = { context: false, propensity: false, unitRewards: true };
  /** Discounted sums of the rewards and of what they lack to 1, and the arm's latest time, to which they are discounted. */
  protected readonly arms = new ArmNumbers(3, [0, 1, 2]);

  constructor(options: Partial<DiscountedThompsonOptions> = {}) {
    super(DISCOUNTED_THOMPSON_OPTIONS, options);
  }

  /** The parameters of an arm's beta distribution at the latest time. */
  posterior(arm: ArmId, now = this.arms.max(2)): { readonly alpha: number; readonly beta: number } {
    const [yes, no, time] = this.arms.of(arm);
    const kept = this.options.discount ** (now - time);
    return { alpha: this.options.alpha + kept * yes, beta: this.options.beta + kept * no };
  }

  protected decide(_context: Context, candidates: readonly ArmId[]): Decision {
    const now = this.arms.max(2);
    const posteriors = candidates.map((arm) => this.posterior(arm, now));
    return thompson(posteriors.map(({ alpha, beta }) => new LogitBetaBelief(alpha, beta)));
  }

  protected learn(batch: readonly Reward[]): void {
    const { discount } = this.options;
    let now = this.arms.max(2);
    for (const { action, reward, weight = 1, time = now + 1 } of batch) {
      now = Math.max(now, time);
      const numbers = this.arms.at(action);
      const latest = Math.max(numbers[2], time);
      const [old, fresh] = [discount ** (latest - numbers[2]), weight * discount ** (latest - time)];
      numbers[0] = old * numbers[0] + fresh * reward;
      numbers[1] = old * numbers[1] + fresh * (1 - reward);
      numbers[2] = latest;
    }
  }
}
