/**
 * Exp3, exponential weights for exploration and exploitation: it assumes nothing about the rewards but that they are from
 * 0 to 1. They may even be chosen by an adversary who knows the policy. With K candidates,
 *
 *     P(a) = (1 − γ) w_a / Σ_b w_b + γ / K,   w_a ← w_a · exp(γ / K · r / P(a)) for the chosen arm,
 *
 * where r / P(a), with the probability at the time of the choice, is an unbiased estimate of what the arm pays. A new arm
 * starts with weight 1.
 *
 * Regret against the best single arm in hindsight: at most 2.63 √(T K ln K), with γ = √(K ln K / ((e − 1) T)) (Auer et al.,
 * corollary 3.2). For arms that keep their means this is far from the best: its regret grows as √T, not as log T, and at
 * low click rates it is nearly uniform for thousands of rounds. Choose it if rewards react to what is shown.
 *
 * A reward must bring the propensity and the candidates of its choice; then it may arrive at any time. Cost: O(candidates)
 * per choice, O(1) per reward.
 *
 * Source: P. Auer, N. Cesa-Bianchi, Y. Freund, R. Schapire, "The Nonstochastic Multiarmed Bandit Problem", SIAM J.
 * Computing 32 (2002).
 *
 * @example
 * const policy = new Exp3({ gamma: 0.1 });
 * const candidates = ['tea', 'coffee'];
 * const { action, propensity } = policy.choose([], candidates);
 * policy.update([{ action, reward: 1, propensity, candidates }]);
 * policy.logWeight(action); // 0.1 / 2 · 1 / 0.5 = 0.1
 */
import { number, type OptionsOf, options, seedNumber } from '../../core/options';
import { ArmNumbers } from '../parts/arm-numbers';
import { BasePolicy } from '../parts/base-policy';
import { type Decision, mixture } from '../parts/decision';
import type { ArmId, Context, Reward } from '../policy';

export const EXP3_OPTIONS = options('Exp3', {
  /** γ, the share of choices that are uniform, and the speed of learning. */
  gamma: number({ above: 0, to: 1, default: 0.1 }),
  /** Seed of the choices. */
  seed: seedNumber(),
});

export interface Exp3Options extends OptionsOf<typeof EXP3_OPTIONS> {}

export class Exp3 extends BasePolicy<Exp3Options> {
  readonly needs = { context: false, propensity: true, unitRewards: true };
  /** ln w. */
  protected readonly arms = new ArmNumbers(1, [0]);

  constructor(options: Partial<Exp3Options> = {}) {
    super(EXP3_OPTIONS, options);
  }

  /** ln w of an arm; 0 for a new one. */
  logWeight(arm: ArmId): number {
    return this.arms.of(arm)[0];
  }

  protected decide(_context: Context, candidates: readonly ArmId[]): Decision {
    const { gamma } = this.options;
    const logs = candidates.map((arm) => this.logWeight(arm));
    const top = logs.reduce((max, log) => Math.max(max, log), -Infinity); // so that no weight overflows
    const weights = Float64Array.from(logs, (log) => Math.exp(log - top));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return mixture(weights.map((weight) => ((1 - gamma) * weight) / sum + gamma / candidates.length));
  }

  protected learn(batch: readonly Reward[]): void {
    const { gamma } = this.options;
    for (const { action, reward, weight = 1, propensity = 1, candidates = [] } of batch) {
      this.arms.at(action)[0] += (((weight * gamma) / candidates.length) * reward) / propensity;
    }
  }
}
