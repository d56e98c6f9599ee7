/**
 * Sliding-window Thompson sampling: `BetaThompson` that only knows the rewards of the last `window` rounds, those later
 * than T − window. T is the latest `time` of a reward so far. With times, rewards may arrive in any order; without, each
 * is one round later than the latest.
 *
 * Against `DiscountedThompson`, it forgets all at once: after a change, it knows nothing false any more as soon as the
 * window has passed; until then, half of what it knows may be old. Its memory is O(window), against O(arms).
 *
 * Regret: with B abrupt changes in T rounds and a window of about √(T / B), O(√(B T)) up to logarithms (Qi, Wang, Zhu, for
 * normal priors; Fiandri et al. for beta priors, who also correct the first proof). As with discounting, linear in T if
 * the window stays the same.
 *
 * Propensities are exact to 1e-9, by integration. Cost: O(window + candidates) per choice, times some 150 nodes for each
 * candidate with the propensity; O(1) per reward if they come in order.
 *
 * Sources: F. Trovò, S. Paladino, M. Restelli, N. Gatti, "Sliding-Window Thompson Sampling for Non-Stationary Settings",
 * JAIR 68 (2020); M. Fiandri, A. Metelli, F. Trovò, the same title, 2024; H. Qi, Y. Wang, L. Zhu, "Thompson Sampling for
 * Non-Stationary Bandit Problems", Entropy 27 (2025).
 *
 * @example
 * const policy = new SlidingWindowThompson({ window: 2 });
 * policy.update([1, 1, 0].map((reward, time) => ({ action: 'tea', reward, time })));
 * policy.posterior('tea'); // { alpha: 2, beta: 2 }: the first reward is forgotten
 */
import { type OptionsOf, options, whole } from '../../core/options';
import { BasePolicy } from '../parts/base-policy';
import { LogitBetaBelief } from '../parts/belief';
import { type Decision, thompson } from '../parts/decision';
import { RewardWindow } from '../parts/reward-window';
import type { ArmId, Context, Reward } from '../policy';
import { BETA_THOMPSON_OPTIONS } from './beta-thompson';

export const SLIDING_WINDOW_THOMPSON_OPTIONS = options('SlidingWindowThompson', {
  /** How many rounds are remembered. */
  window: whole({ from: 1, default: 1000 }),
  ...BETA_THOMPSON_OPTIONS.declared,
});

export interface SlidingWindowThompsonOptions extends OptionsOf<typeof SLIDING_WINDOW_THOMPSON_OPTIONS> {}

export class SlidingWindowThompson extends BasePolicy<SlidingWindowThompsonOptions> {
  readonly needs = { context: false, propensity: false, unitRewards: true };
  protected readonly arms = new RewardWindow(this.options.window);

  constructor(options: Partial<SlidingWindowThompsonOptions> = {}) {
    super(SLIDING_WINDOW_THOMPSON_OPTIONS, options);
  }

  /** The parameters of an arm's beta distribution. */
  posterior(arm: ArmId): { readonly alpha: number; readonly beta: number } {
    const [yes, no] = this.arms.sums(arm);
    return { alpha: this.options.alpha + yes, beta: this.options.beta + no };
  }

  protected decide(_context: Context, candidates: readonly ArmId[]): Decision {
    const posteriors = candidates.map((arm) => this.posterior(arm));
    return thompson(posteriors.map(({ alpha, beta }) => new LogitBetaBelief(alpha, beta)));
  }

  protected learn(batch: readonly Reward[]): void {
    this.arms.add(batch);
  }
}
